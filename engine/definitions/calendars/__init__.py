"""Calendars: the folder `holidays/`, office hours, days entered by an administrator."""
