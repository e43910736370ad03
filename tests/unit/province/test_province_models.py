"""Models of a folder as one checked value: what stands beside what, circles, openness, lineage by column."""

from pathlib import Path

import pytest

from kho.contracts.model import Problem
from kho.contracts.names import DatasetName
from kho.province.folder import Province, load
from kho.province.models.model import How, Role
from kho.province.new import create

HOME = "models/y-te"
CONTRACT = f"{HOME}/co-so-theo-loai.odcs.yaml"
SQL = f"{HOME}/co-so-theo-loai.sql"
SOURCE = "contracts/so-y-te/co-so-y-te.odcs.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / "tinh", "Tỉnh mẫu", "33")
    return tmp_path / "tinh"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def told(problems: list[Problem], folder: Path) -> list[tuple[str, str]]:
    return [(each.code, each.file.relative_to(folder).as_posix()) for each in problems]


def checked(folder: Path) -> tuple[Province, list[tuple[str, str]]]:
    province, problems = load(folder)
    return province, told(problems, folder)


def second(folder: Path, name: str, sql: str) -> None:
    """One more model with the first's contract."""
    text = (folder / CONTRACT).read_text(encoding="utf-8")
    text = text.replace("y-te/co-so-theo-loai", f"y-te/{name}").replace("name: co_so_theo_loai", f"name: {name}")
    (folder / HOME / f"{name}.odcs.yaml").write_text(text, encoding="utf-8")
    (folder / HOME / f"{name}.sql").write_text(sql, encoding="utf-8")


def test_the_example_knows_its_columns(folder: Path):
    province, problems = checked(folder)
    assert problems == []
    model = province.models[DatasetName("y-te", "co-so-theo-loai")]
    assert list(map(str, model.inputs)) == ["so-y-te/co-so-y-te"]
    assert {column.name: (column.how, list(map(str, column.inputs))) for column in model.columns} == {
        "loai": (How.DIRECT, ["so-y-te/co-so-y-te.loai"]),
        "so_co_so": (How.DERIVED, []),
        "so_giuong": (How.AGGREGATED, ["so-y-te/co-so-y-te.so_giuong"]),
        "dien_tich_m2": (How.AGGREGATED, ["so-y-te/co-so-y-te.dien_tich_m2"]),
        "dien_tich_moi_giuong": (
            How.AGGREGATED,
            ["so-y-te/co-so-y-te.dien_tich_m2", "so-y-te/co-so-y-te.so_giuong"],
        ),
        "ngay_lau_doi_nhat": (How.AGGREGATED, ["so-y-te/co-so-y-te.ngay_thanh_lap"]),
    }
    assert [(str(each.input), each.role) for each in model.influences] == [("so-y-te/co-so-y-te.loai", Role.GROUP)]
    assert set(province.datasets) == {*province.contracts, *province.models}


def test_models_that_need_each_other_are_told_as_a_circle(folder: Path):
    columns = "loai, so_co_so, so_giuong, dien_tich_m2, dien_tich_moi_giuong, ngay_lau_doi_nhat"
    second(folder, "vong", f"select {columns} from y_te.co_so_theo_loai")
    province, problems = checked(folder)
    assert problems == []
    assert list(map(str, province.models)) == ["y-te/co-so-theo-loai", "y-te/vong"]
    (folder / SQL).write_text(f"select {columns} from y_te.vong", encoding="utf-8")
    _, found = load(folder)
    assert told(found, folder) == [("KHO-P216", SQL)]
    assert "y-te/co-so-theo-loai → y-te/vong → y-te/co-so-theo-loai" in found[0].what.en


def test_a_model_is_not_more_open_than_what_it_reads(folder: Path):
    change(folder / SOURCE, "value: open", "value: shared")
    assert checked(folder)[1] == [("KHO-P224", CONTRACT)]
    change(
        folder / CONTRACT,
        "customProperties:\n  - {property: kho.access",
        "customProperties:\n  - {property: kho.declassified, value: Chỉ có tổng.}\n  - {property: kho.access",
    )
    assert checked(folder)[1] == []


def test_a_personal_value_taken_as_it_is_stays_personal(folder: Path):
    change(
        folder / SOURCE, "businessName: Loại cơ sở\n", "businessName: Loại cơ sở\n        classification: personal\n"
    )
    change(folder / SOURCE, "value: open", "value: private")
    change(folder / CONTRACT, "value: open", "value: private")
    assert checked(folder)[1] == [("KHO-P225", CONTRACT)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "customProperties:\n",
            "servers: [{server: a, type: local, path: inbox/a.csv}]\ncustomProperties:\n",
            "KHO-P220",
        ),
        ("customProperties:\n", "customProperties:\n  - {property: kho.load, value: append}\n", "KHO-P221"),
        ("customProperties:\n", "customProperties:\n  - {property: kho.layer, value: source}\n", "KHO-P222"),
        ("  name: so-y-te\n", "  description: không ai\n", "KHO-P223"),
        ("  name: so-y-te\n", "  name: so-la\n", "KHO-P160"),
        ("logicalType: date", "logicalType: string", "KHO-P212"),
        ("      - name: so_co_so\n", "      - name: so_moi\n", "KHO-P210"),
        ("decimal(10,1)", "decimal(10,0)", "KHO-P212"),
    ],
)
def test_what_a_contract_of_a_model_cannot_promise(folder: Path, old: str, new: str, code: str):
    text = (folder / CONTRACT).read_text(encoding="utf-8")
    (folder / CONTRACT).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert code in [found for found, _ in checked(folder)[1]]


def test_sql_and_contract_stand_side_by_side(folder: Path):
    (folder / CONTRACT).rename(folder / HOME / "khac.odcs.yaml")
    found = checked(folder)[1]
    assert ("KHO-P213", SQL) in found
    assert ("KHO-P214", f"{HOME}/khac.odcs.yaml") in found


def test_a_file_that_does_not_belong_there_is_told(folder: Path):
    (folder / HOME / "ghi chú.txt").write_text("x", encoding="utf-8")
    assert checked(folder)[1] == [("KHO-P152", f"{HOME}/ghi chú.txt")]


def test_a_table_has_one_description(folder: Path):
    agencies = folder / "agencies.yaml"
    agencies.write_text(
        agencies.read_text(encoding="utf-8") + "- {id: y-te, name: {vi: Y tế, en: Health}, level: province}\n",
        encoding="utf-8",
    )
    text = (folder / SOURCE).read_text(encoding="utf-8")
    text = text.replace("id: so-y-te/co-so-y-te", "id: y-te/co-so-theo-loai").replace(
        "co_so_y_te\n", "co_so_theo_loai\n", 1
    )
    text = text.replace("team:\n  name: so-y-te", "team:\n  name: y-te").replace(
        "- name: co_so_y_te", "- name: co_so_theo_loai"
    )
    (folder / "contracts/y-te").mkdir()
    (folder / "contracts/y-te/co-so-theo-loai.odcs.yaml").write_text(text, encoding="utf-8")
    assert ("KHO-P217", CONTRACT) in checked(folder)[1]


def test_a_table_whose_contract_cannot_be_read_is_told_once(folder: Path):
    (folder / SOURCE).write_text("[", encoding="utf-8")
    codes = [code for code, file in checked(folder)[1] if file == SQL]
    assert codes == ["KHO-P204"]


def test_a_reason_for_openness_is_for_models_alone(folder: Path):
    change(
        folder / SOURCE,
        "customProperties:\n  - {property: kho.access",
        "customProperties:\n  - {property: kho.declassified, value: vì thế}\n  - {property: kho.access",
    )
    assert checked(folder)[1] == [("KHO-P226", SOURCE)]


def test_sql_that_is_no_text_is_told(folder: Path):
    (folder / SQL).write_bytes(b"select '\xff'")
    assert checked(folder)[1] == [("KHO-P200", SQL)]
