"""The Spark engine: the same SQL on a cluster, by Spark Connect."""

from kho.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]
