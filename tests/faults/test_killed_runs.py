"""`kho run` killed at a hundred instants, of every load kind: see `soak.py`, which `make soak` calls for a thousand."""

import os
import subprocess
import sys

KILLS = os.environ.get("KHO_KILLS", "100")


def test_a_run_killed_at_any_instant_leaves_all_or_nothing_and_the_next_completes() -> None:
    command = [sys.executable, "-m", "tests.faults.soak", "--kills", KILLS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{KILLS} kills, 0 failures" in ended.stdout
