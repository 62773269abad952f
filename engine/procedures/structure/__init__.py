"""What diagrams and forms say by reading alone, and how they hang together.

What belongs to what, where a token can go next, which variables are given and asked for.
"""
