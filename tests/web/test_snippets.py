"""The code on a dataset's page works when it is pasted."""

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import httpx
import pytest
from tests.web import invented


@pytest.fixture(scope="module")
def code(served: str) -> list[str]:
    page = httpx.get(f"{served}/dataset/{invented.OPEN}").text
    return [unescape(each) for each in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]


def test_curl(code: list[str], tmp_path: Path):
    assert shutil.which("curl")
    shell = "\n".join(line.replace("curl ", "curl --silent ") for line in code[0].splitlines())
    done = subprocess.run(["bash", "-euc", shell], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S607
    assert "Trường Tiểu học Một" in (tmp_path / "truong-hoc.csv").read_text(encoding="utf-8")
    assert '"rows"' in done.stdout


def test_python(code: list[str]):
    done = subprocess.run([sys.executable, "-c", code[1]], capture_output=True, text=True, check=True)
    assert "Trường Tiểu học Hai" in done.stdout


def test_the_others_name_the_same_file(code: list[str], served: str):
    for each in code[2:]:
        assert f"{served}/files/{invented.OPEN}/latest/truong-hoc." in each
