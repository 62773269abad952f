"""Rows of `engine.instance_migration`."""
