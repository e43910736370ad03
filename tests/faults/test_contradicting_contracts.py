"""A contract against itself, the folder or the loaded table: named by file, line and field, and nothing runs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.faults.provinces import COLUMNS, HO_DAN, Province

from kho.contracts.names import DatasetName

HEADER = "Mã,Tên,Số\n"
FILE = "contracts/so-mau/ho-dan.odcs.yaml"
Change = Callable[[dict[str, Any]], object]


def columns(contract: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = contract["schema"][0]["properties"]
    return found


def word(name: str, value: Any) -> dict[str, Any]:
    return {"property": name, "value": value}


WRONG: Mapping[str, tuple[Change, str]] = {
    "its name is not its place": (lambda c: c.update(id="so-mau/khac"), "id"),
    "a minimum above the maximum": (
        lambda c: columns(c)[2].update(logicalTypeOptions={"minimum": 5, "maximum": 1}),
        "properties[2]",
    ),
    "a type that is none": (lambda c: columns(c)[2].update(logicalType="integr"), "logicalType"),
    "two columns of one name": (lambda c: columns(c)[1].update(name="ma"), "properties[1]"),
    "a pattern that is none": (
        lambda c: columns(c)[1].update(logicalTypeOptions={"pattern": "[0-9"}),
        "pattern",
    ),
    "a code list that is not there": (
        lambda c: columns(c)[1].update(customProperties=[word("kho.codelist", "khong-co")]),
        "codelist",
    ),
    "an agency that is not there": (lambda c: c["team"].update(name="so-khac"), "team"),
    "a reference to nothing": (
        lambda c: columns(c)[1].update(relationships=[{"type": "foreignKey", "to": "so-mau/khong-co.ma"}]),
        "relationships",
    ),
    "an upsert without a key": (
        lambda c: (columns(c)[0].pop("primaryKey"), c["customProperties"].__setitem__(1, word("kho.load", "upsert"))),
        "kho.load",
    ),
    "a word that Kho does not know": (lambda c: c["customProperties"].append(word("kho.acess", "open")), "property"),
    "a rule about no column": (
        lambda c: c["schema"][0].update(
            quality=[
                {"id": "q", "type": "sql", "query": "select count(*) from ${table} where khong_co = 1", "mustBe": 0}
            ]
        ),
        "quality[0]",
    ),
    "a rule that is no question": (
        lambda c: c["schema"][0].update(
            quality=[{"id": "q", "type": "sql", "query": "drop table ${table}", "mustBe": 0}]
        ),
        "quality[0]",
    ),
    "a read option that is none": (
        lambda c: c["servers"][0].update(customProperties=[word("kho.read", {"delimitr": ";"})]),
        "kho.read",
    ),
    "a transport that is none": (lambda c: c["servers"][0].update(type="carrier-pigeon"), "type"),
    "a path out of the folder": (lambda c: c["servers"][0].update(path="../../*.csv"), "path"),
}


def told(province: Province) -> tuple[str, str]:
    """What `kho check` says in Vietnamese and in English; it must find something."""
    said = [province.kho("check", lang=lang) for lang in ("vi", "en")]
    assert [each.code for each in said] == [1, 1]
    vi, en = ("\n".join(line.rstrip() for line in each.out.splitlines()) for each in said)
    assert vi != en
    return vi, en


def nothing_runs(province: Province) -> None:
    before = len(province.runs())
    said = province.kho("run")
    assert said.code == 2
    assert "KHO-P002" in said.err
    assert "kho check" in said.err
    assert len(province.runs()) == before


@pytest.mark.parametrize("what", WRONG)
def test_named_by_file_line_and_field(what: str, province: Province) -> None:
    change, field = WRONG[what]
    file = province.folder / FILE
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(contract)
    file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
    province.send("a.csv", HEADER + "1,An,1\n")
    _, en = told(province)
    places = [line for line in en.splitlines() if line.startswith(f"{FILE}:")]
    assert field in en
    assert all(int(place.removeprefix(f"{FILE}:").split()[0]) >= 1 for place in places)
    nothing_runs(province)
    assert list((province.folder / "warehouse").rglob("*")) == []


@pytest.mark.parametrize("content", ["a: [", "\t- x", "- just\n- a list\n", "", "a: &a [*a]\n", "a: 1\na: 2\n"])
def test_a_contract_that_is_no_contract(content: str, province: Province) -> None:
    (province.folder / FILE).write_text(content, encoding="utf-8")
    assert f"{FILE}:" in told(province)[1]
    nothing_runs(province)


def test_a_contract_that_is_no_text(province: Province) -> None:
    (province.folder / FILE).write_bytes(b"\xff\xfe\x00id: \x80")
    assert f"{FILE}:" in told(province)[1]
    nothing_runs(province)


@pytest.mark.parametrize(
    "changed",
    [
        [COLUMNS[0], COLUMNS[1]],
        [COLUMNS[0], COLUMNS[1], {**COLUMNS[2], "logicalType": "date", "logicalTypeOptions": {}}],
    ],
)
def test_against_the_loaded_table(changed: list[Mapping[str, Any]], province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n")
    province.run()
    province.promise(version="2.0.0", columns=changed)
    assert f"{FILE}:" in told(province)[1]
    nothing_runs(province)
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 1}]


def test_a_mistake_in_one_contract_does_not_hide_in_another(province: Province) -> None:
    province.promise(DatasetName("so-mau", "mot-bo"), columns=[{"name": "Hoa"}])
    file = province.promise(columns=[{"name": "x y"}])
    en = told(province)[1]
    assert f"{FILE}:" in en
    assert "contracts/so-mau/mot-bo.odcs.yaml:" in en
    assert file.is_file()


def test_a_name_nobody_promised_stops_before_anything_runs(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n")
    said = province.kho("run", str(HO_DAN), "so-mau/ho-dang")
    assert said.code == 2
    assert "KHO-R401" in said.err
    assert "so-mau/ho-dan" in said.err
    assert province.runs() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "so-mau", "So-Mau/ho-dan", "so-mau/ho-dan'; drop table x; --"])
def test_a_name_that_is_none(name: str, province: Province, tmp_path: Path) -> None:
    for words in (["run", name], ["show", name], ["trace", name], ["table", "history", name], ["runs", name]):
        said = province.kho(*words)
        assert said.code == 2, words
        assert "KHO-C001" in said.err
    assert not (tmp_path / "etc").exists()
