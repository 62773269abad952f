"""Pages of process designers."""
