"""All procedures, cross-checked as a whole, and their immutable versions."""
