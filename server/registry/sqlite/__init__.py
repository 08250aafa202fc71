"""A register in one file of SQLite."""
