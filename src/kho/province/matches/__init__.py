"""Declared matches: two datasets of the same things, or one with itself, and what their rows are compared by."""
