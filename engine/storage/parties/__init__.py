"""Rows of the register of parties."""
