"""Adapters to systems outside: an HTTP connector, the register of enterprises."""
