"""Bringing data in: a file is handed over, checked, looked at, published, withdrawn."""
