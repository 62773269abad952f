"""The small content of the review's tests, on a database of its own."""

from tests.engine.review.conftest import read, root, store

__all__ = ["read", "root", "store"]
