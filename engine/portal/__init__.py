"""What anybody may read without an account: the public catalogue of procedures."""
