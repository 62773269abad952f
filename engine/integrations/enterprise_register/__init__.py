"""The adapter enterprise_register: enterprises by their registration number."""
