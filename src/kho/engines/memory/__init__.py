"""The memory engine: plain Python, slow and obvious. It says what is right."""

from kho.engines.memory.engine import MemoryEngine

__all__ = ["MemoryEngine"]
