"""A server asked what else is played here: the same input, and the same values to be printed."""
