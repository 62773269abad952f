"""Alerts: swept for, read at the bell, acknowledged, gathered into a morning mail."""
