"""Speed, measured: each ratio is between runs that lie side by side."""
