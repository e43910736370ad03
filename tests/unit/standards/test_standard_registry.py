"""Standards come in by entry points: Kho's own, and those of another package."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from kho.standards import registry
from kho.standards.registry import UnknownStandardError

MODULE = """
    from kho.blocks import block
    from kho.messages import Message
    from kho.standards.standard import Bad, Good, Source, Standard

    SAY = Message(vi="Mã bưu chính", en="Postcode")
    POSTCODE = Standard(
        name="postcode",
        title=SAY,
        rule=SAY,
        sources=(Source(title="Quyết định 2475/QĐ-BTTTT"),),
        good=(Good(text="17000", normal="17000"),),
        bad=(Bad(text="1700", why=SAY),),
        what=Message(vi="“{value}” không phải mã bưu chính.", en="“{value}” is no postcode."),
        mend=SAY,
        read=lambda text: text if len(text) == 5 and text.isdigit() else None,
        sql=lambda value: block("case when regexp_matches($value, '^[0-9]{5}$') then $value end", value=value),
    )
"""
CONTRACT = """
    kind: DataContract
    apiVersion: v3.1.0
    id: so-mau/buu-cuc
    name: Bưu cục (dữ liệu giả)
    version: 1.0.0
    status: active
    team: {name: so-mau}
    servers:
      - {server: csv, type: local, path: buu-cuc.csv, format: csv}
    schema:
      - name: buu_cuc
        logicalType: object
        properties:
          - {name: ma, logicalType: string, customProperties: [{property: kho.standard, value: postcode}]}
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder with another package, installed, that brings a standard."""
    folder = tmp_path / "packages"
    told = folder / "buu_chinh-1.0.dist-info"
    told.mkdir(parents=True)
    (folder / "buu_chinh.py").write_text(dedent(MODULE), encoding="utf-8")
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: buu-chinh\nVersion: 1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text("[kho.standards]\npostcode = buu_chinh:POSTCODE\n", encoding="utf-8")
    return folder


def kho(*words: str, folder: Path, packages: Path) -> str:
    """What a command says, in a process that finds the other package."""
    command = [sys.executable, "-c", "from kho.cli.main import main; main()", "--lang", "en", *words]
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_another_packages_standard_is_one_like_ours(tmp_path: Path, packages: Path):
    assert kho("new", "tinh", folder=tmp_path, packages=packages)
    folder = tmp_path / "tinh"
    with (folder / "agencies.yaml").open("a", encoding="utf-8") as agencies:
        agencies.write("- {id: so-mau, name: {vi: Sở mẫu, en: Department}, level: province}\n")
    (folder / "contracts" / "so-mau").mkdir()
    (folder / "contracts" / "so-mau" / "buu-cuc.odcs.yaml").write_text(dedent(CONTRACT), encoding="utf-8")
    (folder / "buu-cuc.csv").write_text("ma\n17000\n1700\n", encoding="utf-8")
    assert "17000" in kho("standard", "test", "17000", folder=folder, packages=packages)
    said = kho("run", "so-mau/buu-cuc", folder=folder, packages=packages)
    assert "“1700” is no postcode." in kho("run", "show", "LAST", folder=folder, packages=packages), said


def test_each_standard_is_registered_under_its_own_name():
    assert [registry.standard(name).name for name in registry.names()] == list(registry.names())


def test_an_unknown_standard_is_told():
    with pytest.raises(UnknownStandardError, match="“cmnd”"):
        registry.standard("cmnd")
