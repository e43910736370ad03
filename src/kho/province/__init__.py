"""The province folder as one checked value."""
