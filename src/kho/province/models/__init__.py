"""Models: `models/<domain>/<name>.sql`, SQL over tables to enriched tables, read and checked as values."""
