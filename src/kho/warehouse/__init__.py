"""Versioned tables: commit, read as of, erase, maintain."""
