"""Calls to other systems: the outbox and the incidents."""
