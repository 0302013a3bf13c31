"""What `./migrate test` runs beside the tests."""
