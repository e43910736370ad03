"""One module for each format: it writes a table's rows as the bytes of a file."""
