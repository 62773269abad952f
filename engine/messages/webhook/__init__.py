"""The channel webhook: alerts posted as signed JSON."""
