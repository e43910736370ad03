"""Nested records: JSON and XML streamed, flattened to columns by path."""
