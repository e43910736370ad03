"""Kho: the data infrastructure of a Vietnamese province in one program."""

__version__ = "0.1.0"
