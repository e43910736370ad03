"""The DuckDB engine: two streaming passes over a delivery in this process, within a memory limit."""

from kho.engines.duckdb.engine import DuckdbEngine

__all__ = ["DuckdbEngine"]
