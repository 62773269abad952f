"""Publishing: versions are proposed, approved, put in force, and exported again."""
