"""Messages to people and systems: who receives them, and the channels that carry them."""
