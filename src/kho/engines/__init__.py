"""Where a plan is executed: memory (the oracle), DuckDB and Spark."""
