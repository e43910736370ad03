"""A province folder is checked as a whole: every mistake at once, each with its file and line."""

from pathlib import Path

import pytest

from kho.contracts.model import Problem
from kho.contracts.names import DatasetName
from kho.province.folder import load
from kho.province.new import BadProvinceError, FolderInUseError, create
from kho.province.settings import SecretName

CONTRACT = "contracts/so-y-te/co-so-y-te.odcs.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / "tinh", "Tỉnh Mẫu", "33")
    return tmp_path / "tinh"


def problems(folder: Path) -> list[Problem]:
    return load(folder)[1]


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [(p.file.relative_to(folder).as_posix(), p.line, p.code) for p in problems(folder)]


def change(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def write(folder: Path, path: str, text: str | bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def contract(name: str, *columns: str) -> str:
    table = name.partition("/")[2].replace("-", "_")
    listed = "".join(f"      - {column}\n" for column in columns)
    head = "apiVersion: v3.1.0\nkind: DataContract\n"
    tail = f"schema:\n  - name: {table}\n    properties:\n{listed}"
    return f'{head}id: {name}\nversion: "1.0.0"\nstatus: active\n{tail}'


def test_a_new_folder_holds(folder: Path):
    province, told = load(folder)
    assert told == []
    assert (province.settings.name, province.settings.code) == ("Tỉnh Mẫu", "33")
    assert list(province.agencies) == ["uy-ban-nhan-dan-tinh", "so-y-te"]
    assert province.agencies["so-y-te"].name.en == "Department of Health"
    assert province.systems["csdl-co-so-y-te"].owner == "so-y-te"
    assert [entry.code for entry in province.codelists["loai_co_so_y_te"].entries] == ["BV", "TT", "TK", "TR"]
    assert list(province.contracts) == [DatasetName("so-y-te", "co-so-y-te")]


def test_a_new_folder_marks_its_data_as_made_up_and_ignores_what_is_made(folder: Path):
    rows = (folder / "inbox" / "co-so-y-te-2025.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all("[Dữ liệu giả]" in row for row in rows)
    assert (folder / ".gitignore").read_text(encoding="utf-8") == ".kho/\nwarehouse/\n"


def test_a_new_folder_takes_any_name(tmp_path: Path):
    create(tmp_path / "t", 'Tỉnh "Kép" \\ $x', "01")
    province, told = load(tmp_path / "t")
    assert (told, province.settings.name) == ([], 'Tỉnh "Kép" \\ $x')


def test_a_folder_in_use_stays_as_it_is(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(FolderInUseError):
        create(tmp_path, "Tỉnh Mẫu", "33")
    with pytest.raises(FolderInUseError):
        create(tmp_path / "a.txt", "Tỉnh Mẫu", "33")
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(("name", "code"), [(" ", "33"), ("Tỉnh Mẫu", "3"), ("Tỉnh Mẫu", "ab")])
def test_a_province_has_a_name_and_a_code(tmp_path: Path, name: str, code: str):
    with pytest.raises(BadProvinceError):
        create(tmp_path / "t", name, code)
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "code"),
    [
        ("kho.toml", "[engine]", "[engin]", 15, "KHO-P142"),
        ("kho.toml", "languages", "language", 6, "KHO-P142"),
        ("kho.toml", 'code = "33"', "", 3, "KHO-P143"),
        ("kho.toml", 'code = "33"', 'code = "331"', 5, "KHO-P144"),
        ("kho.toml", 'memory_limit = "1GB"', "memory_limit = 1", 17, "KHO-P144"),
        ("kho.toml", 'warehouse = "warehouse"', 'warehouse = "ftp://x"', 9, "KHO-P144"),
        ("kho.toml", "landing_limit_mb = 2048", "landing_limit_mb = 0", 10, "KHO-P144"),
        ("kho.toml", "[engine]", '[storage.options]\nAWS_SECRET_ACCESS_KEY = "abc"\n[engine]', 16, "KHO-P145"),
        ("kho.toml", 'name = "duckdb"', "name = duckdb", 16, "KHO-P141"),
        ("kho.toml", "folders = []", 'folders = "../tep"', 13, "KHO-P144"),
        (CONTRACT, "path: inbox/", "path: ../inbox/", 21, "KHO-P166"),
        (CONTRACT, "path: inbox/", "path: /etc/", 21, "KHO-P166"),
        ("agencies.yaml", "- id: so-y-te", "- id: Sở", 6, "KHO-P105"),
        ("agencies.yaml", "- id: so-y-te", "- ten: so-y-te", 6, "KHO-P103"),
        ("agencies.yaml", "- id: so-y-te\n", "- x\n- id: so-y-te\n", 6, "KHO-P102"),
        ("agencies.yaml", "  level: province\n", "", 3, "KHO-P104"),
        ("agencies.yaml", "level: province", "level: provinc", 5, "KHO-P105"),
        (
            "agencies.yaml",
            "level: province\n",
            "level: province\n- id: so-y-te\n  name: X\n  level: province\n",
            9,
            "KHO-P106",
        ),
        ("agencies.yaml", "level: province", "level: province\n  level: commune", 6, "KHO-C103"),
        (
            "agencies.yaml",
            "level: province",
            "valid_from: 2025-07-01\n  valid_to: 2025-06-30\n  level: province",
            6,
            "KHO-P107",
        ),
        ("agencies.yaml", "level: province", "valid_from: 01/07/2025\n  level: province", 5, "KHO-P105"),
        ("agencies.yaml", "parent: uy-ban-nhan-dan-tinh", "parent: uy-ban", 8, "KHO-P110"),
        ("agencies.yaml", "parent: uy-ban-nhan-dan-tinh", "parent: so-y-te", 8, "KHO-P111"),
        ("systems.yaml", "owner: so-y-te", "owner: so-y", 4, "KHO-P120"),
        ("systems.yaml", "connections: []", "connections: [khac]", 7, "KHO-P121"),
        ("systems.yaml", "connections: []", "connections: [csdl-co-so-y-te]", 7, "KHO-P122"),
        ("systems.yaml", "kind: sector", "kind: other", 5, "KHO-P105"),
        ("codelists/loai_co_so_y_te.csv", "valid_to", "den_ngay", 1, "KHO-P132"),
        ("codelists/loai_co_so_y_te.csv", "valid_to", "valid_to,code", 1, "KHO-P133"),
        ("codelists/loai_co_so_y_te.csv", "TR,Trạm y tế,,", "TR,Trạm, y tế,,", 5, "KHO-P134"),
        ("codelists/loai_co_so_y_te.csv", "TR,", ",", 5, "KHO-P135"),
        ("codelists/loai_co_so_y_te.csv", "2025-06-30", "30/06/2025", 3, "KHO-P136"),
        ("codelists/loai_co_so_y_te.csv", "TK,Trung", "TT,Trung", 0, ""),
        ("codelists/loai_co_so_y_te.csv", "TR,Trạm", "BV,Trạm", 5, "KHO-P137"),
        ("codelists/loai_co_so_y_te.csv", "TR,Trạm y tế,,", "TR,Trạm y tế,2025-02-01,2025-01-01", 5, "KHO-P107"),
        ("codelists/loai_co_so_y_te.csv", "TR,Trạm", 'TR,"Trạm', 5, "KHO-P131"),
        (CONTRACT, "value: {name: loai_co_so_y_te}", "value: loai", 47, "KHO-P161"),
        (CONTRACT, '"[0-9]{5}"', '"(?=0)[0-9]{5}"', 37, "KHO-Q101"),
        (CONTRACT, "format: dd/MM/yyyy", "format: DD/MM/YYYY", 65, "KHO-Q102"),
        (CONTRACT, "where so_giuong", "where khong_co", 71, "KHO-Q103"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(folder: Path, path: str, old: str, new: str, line: int, code: str):  # noqa: PLR0913, PLR0917
    change(folder, path, old, new)
    if not code:
        assert problems(folder) == []
        return
    assert (path, line, code) in found(folder)


@pytest.mark.parametrize("path", ["kho.toml", "agencies.yaml", "codelists/loai_co_so_y_te.csv", CONTRACT])
def test_a_file_that_is_not_utf8_is_told_with_its_line(folder: Path, path: str):
    lines = (folder / path).read_bytes().split(b"\n")
    lines[1] += "# á".encode("cp1258", "replace") + b"\xe1\xff"
    write(folder, path, b"\n".join(lines))
    assert (path, 2) in [(file, line) for file, line, _ in found(folder)]


@pytest.mark.parametrize(("name", "code"), [("kho.toml", "KHO-P150"), ("agencies.yaml", "KHO-P150")])
def test_a_missing_file_is_told(folder: Path, name: str, code: str):
    (folder / name).unlink()
    assert (name, 1, code) in found(folder)


def test_systems_and_code_lists_need_not_be_there(folder: Path):
    (folder / "systems.yaml").unlink()
    assert problems(folder) == []


def test_a_folder_that_is_not_there_is_one_without_files(tmp_path: Path):
    assert [problem.code for problem in problems(tmp_path / "x")] == ["KHO-P150", "KHO-P150"]


def test_an_empty_code_list_is_told(folder: Path):
    write(folder, "codelists/trong.csv", "code,name,valid_from,valid_to\n")
    assert found(folder) == [("codelists/trong.csv", 1, "KHO-P138")]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("contracts/x.odcs.yaml", "KHO-P152"),
        ("contracts/so-y-te/x.yaml", "KHO-P152"),
        ("contracts/So-Y-Te/x.odcs.yaml", "KHO-P152"),
        ("contracts/so-y-te/sau/x.odcs.yaml", "KHO-P152"),
        ("codelists/Danh mục.csv", "KHO-P152"),
        ("codelists/x.xlsx", "KHO-P152"),
        ("x.odcs.yaml", "KHO-P154"),
        ("agencies.yml", "KHO-P154"),
        ("contract/so-y-te/x.odcs.yaml", "KHO-P154"),
    ],
)
def test_a_file_in_a_wrong_place_is_told_and_not_passed_over(folder: Path, path: str, code: str):
    write(folder, path, "x")
    told = [(problem.file, problem.code) for problem in problems(folder)]
    assert told in ([(folder / path, code)], [(folder / Path(path).parts[0], code)])


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path):
    write(tmp_path, "ngoai/bi-mat.odcs.yaml", contract("so-y-te/bi-mat", "{name: ma}"))
    (folder / "contracts" / "so-y-te" / "bi-mat.odcs.yaml").symlink_to(tmp_path / "ngoai" / "bi-mat.odcs.yaml")
    (folder / "contracts" / "so-noi-vu").symlink_to(tmp_path / "ngoai")
    province, told = load(folder)
    assert {problem.code for problem in told} == {"KHO-P153"}
    assert len(told) == 2
    assert len(province.contracts) == 1


def test_a_contract_of_an_unknown_agency_is_told(folder: Path):
    write(folder, "contracts/so-y/a.odcs.yaml", contract("so-y/a", "{name: ma}"))
    (problem,) = problems(folder)
    assert (problem.code, problem.line) == ("KHO-P160", 3)
    assert "so-y-te" in problem.what.vi


def test_two_contracts_of_one_table_are_told(folder: Path):
    text = (folder / CONTRACT).read_text(encoding="utf-8")
    write(folder, "contracts/so-y-te/khac.odcs.yaml", text)
    assert {code for _, _, code in found(folder)} == {"KHO-C121", "KHO-P155"}


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("b.odcs.yaml#/schema/b/properties/ma", None),
        ("../so-y-te/b.odcs.yaml#/schema/b/properties/ma", None),
        ("c.odcs.yaml#/schema/c/properties/ma", "KHO-P162"),
        ("b.odcs.yaml#/schema/b/properties/mã", "KHO-C112"),
        ("b.odcs.yaml#/schema/b/properties/m", "KHO-P163"),
        ("b.odcs.yaml#/schema/b/properties/so", "KHO-P164"),
    ],
)
def test_references_lead_to_columns_that_are_there(folder: Path, to: str, code: str | None):
    column = f"{{name: ma, logicalType: string, relationships: [{{to: '{to}'}}]}}"
    write(folder, "contracts/so-y-te/a.odcs.yaml", contract("so-y-te/a", column))
    columns = ("{name: ma, logicalType: string}", "{name: so, logicalType: integer}")
    write(folder, "contracts/so-y-te/b.odcs.yaml", contract("so-y-te/b", *columns))
    assert [problem.code for problem in problems(folder)] == ([code] if code else [])


def test_datasets_that_refer_to_each_other_in_a_circle_are_told_once(folder: Path):
    for name, to in (("a", "b"), ("b", "c"), ("c", "a")):
        column = f"{{name: ma, relationships: [{{to: '{to}.odcs.yaml#/schema/{to}/properties/ma'}}]}}"
        write(folder, f"contracts/so-y-te/{name}.odcs.yaml", contract(f"so-y-te/{name}", column))
    (problem,) = problems(folder)
    assert (problem.code, problem.file.name) == ("KHO-P165", "a.odcs.yaml")
    assert "so-y-te/a → so-y-te/b → so-y-te/c → so-y-te/a" in problem.what.en


def test_a_dataset_may_refer_to_itself(folder: Path):
    column = "{name: ma_cha, relationships: [{to: a.ma}]}"
    write(folder, "contracts/so-y-te/a.odcs.yaml", contract("so-y-te/a", "{name: ma}", column))
    assert problems(folder) == []


def test_a_broken_file_brings_no_follow_ups(folder: Path):
    write(folder, "agencies.yaml", "- id: [")
    column = "{name: ma, relationships: [{to: 'b.odcs.yaml#/schema/b/properties/ma'}]}"
    write(folder, "contracts/so-y-te/a.odcs.yaml", contract("so-y-te/a", column))
    write(folder, "contracts/so-y-te/b.odcs.yaml", "id: [")
    assert [code for _, _, code in found(folder)] == ["KHO-C102", "KHO-C102"]


def test_an_agency_with_a_mistake_is_still_known_to_what_names_it(folder: Path):
    change(folder, "agencies.yaml", "name: {vi: Sở Y tế, en: Department of Health}", "name: 1")
    assert [code for _, _, code in found(folder)] == ["KHO-P105"]


def test_agencies_of_different_times_may_share_a_code(folder: Path):
    old = "- {id: cu, code: H33.1, name: Cũ, level: province, valid_to: 2025-06-30}\n"
    new = "- {id: moi, code: H33.1, name: Mới, level: province, valid_from: 2025-07-01}\n"
    text = (folder / "agencies.yaml").read_text(encoding="utf-8")
    write(folder, "agencies.yaml", text + old + new)
    assert problems(folder) == []
    write(folder, "agencies.yaml", text + old + new.replace("07-01", "06-30"))
    assert [code for _, _, code in found(folder)] == ["KHO-P112"]


def test_problems_come_sorted_by_file_and_line(folder: Path):
    change(folder, "systems.yaml", "kind: sector", "kind: x")
    change(folder, "agencies.yaml", "level: province", "level: x")
    change(folder, CONTRACT, "kind: DataContract", "kind: x")
    change(folder, CONTRACT, "status: active", "status: x")
    told = found(folder)
    assert told == sorted(told)
    assert len(told) == 4


def test_secrets_are_named_and_never_written(folder: Path):
    change(folder, "kho.toml", "[engine]", '[storage.options]\nAWS_SECRET_ACCESS_KEY = {secret = "s3_key"}\n[engine]')
    province, told = load(folder)
    assert told == []
    assert province.settings.storage.options == {"AWS_SECRET_ACCESS_KEY": SecretName("s3_key")}


def test_the_settings_have_defaults(folder: Path):
    write(folder, "kho.toml", '[province]\nname = "T"\ncode = "01"\n')
    settings = load(folder)[0].settings
    assert (settings.engine.name, settings.storage.warehouse, settings.languages) == (
        "duckdb",
        "warehouse",
        ("vi", "en"),
    )


@pytest.mark.parametrize("outside", ["../tep-chung", "{tmp}/tep-chung"])
@pytest.mark.parametrize("path", ["../tep-chung/2025/*.csv", "{tmp}/tep-chung/a.csv"])
def test_sources_read_from_allowed_folders_alone(folder: Path, tmp_path: Path, outside: str, path: str):
    change(folder, CONTRACT, "path: inbox/", f"path: {path.format(tmp=tmp_path)} #")
    assert [problem.code for problem in problems(folder)] == ["KHO-P166"]
    change(folder, "kho.toml", "folders = []", f'folders = ["{outside.format(tmp=tmp_path)}"]')
    assert problems(folder) == []
    change(folder, CONTRACT, "tep-chung/", "tep-chung/../")
    assert [problem.code for problem in problems(folder)] == ["KHO-P166"]


def test_a_link_does_not_lead_around_the_allowed_folders(folder: Path, tmp_path: Path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "inbox" / "a.csv").symlink_to(tmp_path / "a.csv")
    change(folder, CONTRACT, "path: inbox/", "path: inbox/a.csv #")
    assert [problem.code for problem in problems(folder)] == ["KHO-P166"]


@pytest.mark.parametrize("days", ['{of: "1990-01-01"}', '{of: "2025-06-30", to: "2010-01-01"}'])
def test_days_before_all_sources_of_units_are_told(folder: Path, days: str):
    use = f"{{level: commune, {days[1:]}"
    column = f"{{name: ma_xa, customProperties: [{{property: kho.admin_unit, value: {use}}}]}}"
    write(folder, "contracts/so-y-te/don-vi.odcs.yaml", contract("so-y-te/don-vi", column))
    assert ("contracts/so-y-te/don-vi.odcs.yaml", 9, "KHO-P176") in found(folder)
    rows = "date,code,name,parent,area,population,source\n1989-12-31,33,Tỉnh Hải Hưng,,,,thử\n"
    write(folder, "units/cu.csv", rows)
    assert "KHO-P176" not in [code for _, _, code in found(folder)]
