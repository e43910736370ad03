"""The engines these tests run on."""

from tests.services.engines import engines

__all__ = ["engines"]
