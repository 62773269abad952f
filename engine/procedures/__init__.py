"""Procedures in force and before: immutable versions, register, structure, reachability."""
