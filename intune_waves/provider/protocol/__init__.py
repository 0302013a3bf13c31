"""Between the engine and a resource's kind: the wire, the server and the schema."""
