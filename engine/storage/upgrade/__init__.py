"""What the release before left in the tables, read and written by `engine.upgrade` alone."""
