"""The province each test of this folder begins with, and the object store that one of them loses."""

from pathlib import Path

import pytest
from tests.faults.provinces import Province, new_province
from tests.services.seaweedfs import s3

__all__ = ["s3"]


@pytest.fixture
def province(tmp_path: Path) -> Province:
    """A checked province with one dataset of text files, nothing in its inbox and nothing loaded."""
    return new_province(tmp_path / "tinh-thu")
