"""Immutable versions: packed, deployed, opened, given back as files, laid over by uploads."""
