"""Rows of a published table by question: which rows, which columns, in which order, how many at a time."""
