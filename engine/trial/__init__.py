"""Trying a procedure out: the real use cases in a sandbox, played, recorded and checked."""
