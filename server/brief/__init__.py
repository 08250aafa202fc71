"""The brief: a what-if as a council memo, to print and to carry to a meeting."""
