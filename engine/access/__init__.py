"""Who may do what to what: asked by pages, menu and use cases alike."""
