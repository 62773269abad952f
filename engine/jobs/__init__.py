"""What runs without a person: due timers and the outbox. Each job is one call of a use case."""
