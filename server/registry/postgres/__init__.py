"""A register in a database that a server of PostgreSQL keeps."""
