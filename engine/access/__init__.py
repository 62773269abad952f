"""Who may do what to what: one table that pages, menu and use cases read."""
