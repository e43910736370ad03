"""Ways to read delivered bytes as tables of text cells, one module each."""
