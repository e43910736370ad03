"""What the transports of databases share: one SELECT and its window, two ways to run it, one Parquet file."""
