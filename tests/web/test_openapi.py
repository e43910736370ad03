"""What the API's description says is asked of a process, and much more, and every answer held against it."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.web.invented import OPEN

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", f"/api/v1/datasets/{OPEN}/openapi.json"])
def test_schemathesis_finds_no_failure(served: str, path: str, tmp_path: Path) -> None:
    st = Path(sys.executable).with_name("st")
    words = [str(st), "--config-file", str(CONFIGURATION), "run", f"{served}{path}"]
    how = ["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--generation-deterministic"]
    made = subprocess.run([*words, *how], capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300)
    assert made.returncode == 0, made.stdout[-5000:]
