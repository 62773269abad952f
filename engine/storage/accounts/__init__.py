"""Users with their roles, and the sessions that are signed in."""
