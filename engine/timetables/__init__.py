"""Changes of the calendar: a directive proposed, counted, applied, taken back."""
