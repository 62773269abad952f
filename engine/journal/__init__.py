"""The journal as events: what each act was, with typed fields, and what it led to."""
