"""A small content of its own for somebody to begin with."""
