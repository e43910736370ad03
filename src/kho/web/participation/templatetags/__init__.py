"""Filters of the pages on which people take part."""
