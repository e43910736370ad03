"""Vietnamese national standards, one module each."""
