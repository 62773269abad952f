"""The channel mail: letters, their words, SMTP."""
