"""What the public sees of the warehouse: the catalogue, rows by question, exports, and the standards of catalogues."""
