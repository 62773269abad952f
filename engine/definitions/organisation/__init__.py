"""Units, roles and the rules of alerts."""
