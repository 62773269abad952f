"""None: a proxy model has no table of its own."""
