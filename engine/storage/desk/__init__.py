"""Lists that officers work from: inbox, search, deadlines of an agency."""
