"""Timetables: calendars and alert rules, stored as of one decision, and the one in force."""
