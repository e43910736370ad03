"""Kho: the data infrastructure of a Vietnamese province in one program."""
