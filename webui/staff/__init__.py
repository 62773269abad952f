"""Pages of officers and supervisors."""
