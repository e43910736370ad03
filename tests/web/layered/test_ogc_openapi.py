"""schemathesis asks everything that the API's description says, and more, and holds every answer against it."""

import subprocess
import sys
from pathlib import Path

from tests.web.layered.province import PEOPLE, STATIONS

NOT_SAID = "unsupported_method,positive_data_acceptance"
"""A filter's grammar is in no schema."""


def test_schemathesis_finds_no_failure(site: str, tmp_path: Path):
    st = Path(sys.executable).with_name("st")
    words = [str(st), "run", f"{site}/ogc/api", "--include-path-regex", f"^/$|/conformance|/{STATIONS}|/{PEOPLE}"]
    how = ["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--generation-deterministic"]
    # A limit past the most is as many as there can be (OGC 17-069r4, requirement 21 C): refusing it would be wrong.
    not_said = ["--exclude-checks", f"{NOT_SAID},negative_data_rejection"]
    made = subprocess.run(
        [*words, *how, *not_said], capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300
    )
    assert made.returncode == 0, made.stdout[-5000:]
