"""Rows of `engine.timetables`."""
