"""`kho run --processes`: several datasets at once, each after those it refers to, told as if in turn."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.cli.main import cli
from kho.contracts.model import Contract, Reference, Source
from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunStatus


def inbox(name: str) -> tuple[Source, ...]:
    return (Source(name="inbox", transport="local", address={"path": f"inbox/{name}/*"}),)


def dataset(name: str, **more: object) -> Contract:
    return replace(HOUSEHOLDS, name=DatasetName("so-mau", name), sources=inbox(name), **more)


@pytest.fixture
def province(new_province: NewProvince) -> SmallProvince:
    """`a` refers to `b`, so that it runs after it."""
    refers = Reference(columns=("ma",), to=DatasetName("so-mau", "b"), to_columns=("ma",))
    made = new_province(dataset("a", references=(refers,)), dataset("b"), dataset("c"))
    for name in "abc":
        made.send(f"{name}/{name}.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
    return made


def test_the_same_as_in_turn(province: SmallProvince) -> None:
    called = CliRunner().invoke(cli, ["-C", str(province.folder), "--lang", "en", "run", "--processes", "2"])
    assert called.exit_code == 0, called.output
    assert "3 rows read: 3 accepted, 0 quarantined." in called.output
    told = [line.split()[0] for line in called.output.splitlines() if line.startswith("so-mau/")]
    assert told == ["so-mau/b", "so-mau/c", "so-mau/a"]
    runs = {str(run.dataset): run for run in province.open().runs.newest()}
    assert {run.status for run in runs.values()} == {RunStatus.LOADED}
    assert runs["so-mau/a"].started > (runs["so-mau/b"].ended or runs["so-mau/a"].started)


def test_a_failure_is_told_and_the_others_run(province: SmallProvince) -> None:
    province.send("c/c.csv", "")
    called = CliRunner().invoke(cli, ["-C", str(province.folder), "--lang", "en", "run", "--processes", "2"])
    assert called.exit_code == 1
    assert sorted(str(run.status) for run in province.open().runs.newest()) == ["failed", "loaded", "loaded"]
