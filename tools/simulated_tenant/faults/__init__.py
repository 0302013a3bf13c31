"""How the tenant misbehaves: throttling, slow replication, failures and latency, declared in small files."""
