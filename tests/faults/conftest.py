"""The province each test of this folder begins with."""

from pathlib import Path

import pytest
from tests.faults.provinces import Province, new_province


@pytest.fixture
def province(tmp_path: Path) -> Province:
    """A checked province with one dataset of text files, nothing in its inbox and nothing loaded."""
    return new_province(tmp_path / "tinh-thu")
