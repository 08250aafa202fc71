"""Open numbers as resources under /api/v1, read-only, for scripts and spreadsheets."""
