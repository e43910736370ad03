"""A new province in a temporary folder, and `kho` called in it as a person calls it."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.cli.calling import Kho

from kho.cli.main import cli

BAD_ROWS = (
    "Mã cơ sở;Tên cơ sở;Loại cơ sở;Số giường;Diện tích (m2);Ngày thành lập\n"
    "00011;[Dữ liệu giả] Trạm Mười Một;TR;nhiều;480,00;20/11/2003\n"
    "00012;;TR;10;512,25;31/02/2010\n"
    "00013;[Dữ liệu giả] Trạm Mười Ba;TR;10;512,25;05/06/2010\n"
)


@pytest.fixture
def call() -> Kho:
    """Call `kho` with words; what it did not tell as a person's mistake reaches the test."""

    def called(*words: str | Path, typed: str | None = None, env: dict[str, str] | None = None) -> Result:
        result = CliRunner().invoke(
            cli, [str(word) for word in words], input=typed, env={"COLUMNS": "200", **(env or {})}, prog_name="kho"
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return called


@pytest.fixture
def folder(tmp_path: Path, call: Kho) -> Path:
    """A folder as `kho new` makes it."""
    made = tmp_path / "hung-yen"
    assert call("new", made).exit_code == 0
    return made


@pytest.fixture
def kho(folder: Path, call: Kho) -> Kho:
    """Call `kho` in the new province."""
    return lambda *words, lang="vi", **more: call("-C", folder, "--lang", lang, *words, **more)


@pytest.fixture
def loaded(kho: Kho) -> Kho:
    """The same after its example has been run."""
    result = kho("run", "so-y-te/co-so-y-te")
    assert result.exit_code == 0, result.output
    return kho


@pytest.fixture
def with_findings(folder: Path, loaded: Kho) -> Kho:
    """The same after a delivery with bad rows."""
    sent = folder / "inbox" / "co-so-y-te-2026.csv"
    sent.write_text(BAD_ROWS, encoding="utf-8")
    os.utime(sent, (2_000_000_000, 2_000_000_000))
    result = loaded("run", "so-y-te/co-so-y-te")
    assert result.exit_code == 0, result.output
    return loaded
