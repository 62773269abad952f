"""Provinces and communes by their codes, what they were before, and addresses of two levels."""
