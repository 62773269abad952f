"""Exchanges with systems outside: allowed addresses, one deadline, secrets."""
