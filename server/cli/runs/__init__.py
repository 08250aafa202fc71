"""Runs started, followed, cancelled and listed: of a register here, or of a server."""
