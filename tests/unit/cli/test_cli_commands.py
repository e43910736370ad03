"""A day's work at the command line, in both languages."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.cli.calling import Kho

NAME = "so-y-te/co-so-y-te"


def last_run(kho: Kho) -> dict:
    return json.loads(kho("run", "show", "LAST", "--format", "json").output)


def test_new_makes_a_folder_that_checks_and_runs(kho: Kho, folder: Path):
    assert "33" in (folder / "kho.toml").read_text(encoding="utf-8")
    result = kho("check")
    assert (result.exit_code, result.output) == (0, "Cả 1 cam kết dữ liệu và 1 bảng tổng hợp đều đứng vững.\n")
    assert kho("check", lang="en").output == "All 1 contracts and 1 models hold.\n"


def test_new_takes_a_name_and_a_code_and_no_used_folder(call: Kho, tmp_path: Path):
    made = tmp_path / "moi"
    assert call("new", made, "--name", 'Tỉnh "Mới"', "--code", "01").exit_code == 0
    assert 'Tỉnh "Mới" (01)' in call("-C", made, "show").output
    assert call("new", made).exit_code == 2
    assert call("new", tmp_path / "khac", "--code", "1").exit_code == 2
    assert not (tmp_path / "khac").exists()


def test_check_tells_every_mistake_with_its_line(kho: Kho, folder: Path):
    contract = next((folder / "contracts").rglob("*.yaml"))
    contract.write_text(
        contract.read_text(encoding="utf-8")
        .replace("logicalType: date", "logicalType: ngay")
        .replace("type: local", "type: la"),
        encoding="utf-8",
    )
    result = kho("check")
    assert result.exit_code == 1
    lines = contract.read_text(encoding="utf-8").splitlines()
    number = next(place for place, line in enumerate(lines, start=1) if "ngay" in line and "logicalType" in line)
    assert f"{contract.relative_to(folder)}:{number}" in result.output
    assert "lỗi trong" in result.output
    assert "mistakes in" in kho("check", lang="en").output


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["kết quả", "đã nạp", "Đọc 8 dòng: nhận 8, cách ly 0."]),
        ("en", ["result", "loaded", "8 rows read: 8 accepted"]),
    ],
)
def test_run_says_what_became_of_each_delivery(kho: Kho, lang: str, words: list[str]):
    result = kho("run", lang=lang)
    assert result.exit_code == 0
    for word in (NAME, "co-so-y-te-2025.csv", *words):
        assert word in result.output


def test_a_second_run_has_nothing_to_do(loaded: Kho):
    loaded("run")
    result = loaded("run")
    assert result.exit_code == 0
    assert "Không có gì mới" in result.output or "không đổi" in result.output


def test_run_again_and_by_name(loaded: Kho):
    result = loaded("run", NAME, "--again")
    assert result.exit_code == 0
    assert [line.split()[-3:] for line in result.output.splitlines() if line.startswith(NAME)] == [["5", "5", "0"]]


def test_run_says_why_rows_were_set_apart(with_findings: Kho):
    said = with_findings("run", "--again").output
    assert "✗ ten_co_so.required (1), so_giuong.type (1)" in said
    assert "kho run show" in said


def test_a_failed_delivery_ends_with_1(kho: Kho, folder: Path):
    (folder / "inbox" / "co-so-y-te-2025.csv").write_bytes(b"")
    result = kho("run")
    assert result.exit_code == 1
    assert "hỏng" in result.output
    assert "KHO-R202" in result.output
    assert "kho run show" in result.output


def test_run_takes_one_file_by_hand(kho: Kho, folder: Path, tmp_path: Path):
    file = tmp_path / "bang tay.csv"
    shutil.copy(folder / "inbox" / "co-so-y-te-2025.csv", file)
    assert kho("run", NAME, "--file", file).exit_code == 0
    assert last_run(kho)["delivery"]["source"] == "handed-over"


def test_run_works_for_an_account_without_a_name(kho: Kho, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("getpass.getuser", lambda: {}["uid"])
    assert kho("run", NAME, "--file", folder / "inbox" / "co-so-y-te-2025.csv").exit_code == 0
    assert last_run(kho)["delivery"]["origin"].startswith("uid ")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["Lượt chạy", "so_giuong.type: 1 dòng", "nhiều", "bảng", "giá trị", "co-du-lieu: 1 (đạt)"]),
        ("en", ["Run ", "so_giuong.type: 1 rows", "nhiều", "table", "value", "co-du-lieu: 1 (holds)"]),
    ],
)
def test_run_show_tells_each_rule_with_examples(with_findings: Kho, lang: str, words: list[str]):
    result = with_findings("run", "show", "LAST", lang=lang)
    assert result.exit_code == 0
    for word in words:
        assert word in result.output


def test_run_show_as_json_and_html(with_findings: Kho, tmp_path: Path):
    assert last_run(with_findings)["quarantined"] == 2
    assert with_findings("run", "show", "LAST", "--format", "html").output.startswith("<!doctype html>")
    page = tmp_path / "bao-cao.html"
    assert with_findings("run", "show", last_run(with_findings)["id"], "--format", "html", "--out", page).output == ""
    assert "nhiều" in page.read_text(encoding="utf-8")
    text = tmp_path / "bao-cao.txt"
    with_findings("run", "show", "LAST", "--out", text)
    assert text.read_text(encoding="utf-8").startswith("Lượt chạy")


def test_run_give_back_writes_the_marked_copy(with_findings: Kho, tmp_path: Path):
    result = with_findings("run", "give-back", NAME, "--out", tmp_path)
    assert result.exit_code == 0
    assert Path(result.output.strip()) == tmp_path / "co-so-y-te-2026-loi.xlsx"
    assert (tmp_path / "co-so-y-te-2026-loi.xlsx").exists()


def test_runs_are_listed_newest_first_and_few(with_findings: Kho):
    lines = with_findings("runs", NAME).output.splitlines()
    ids = [line.split()[0] for line in lines if line[:4].isdigit()]
    assert len(ids) == 2
    assert ids == sorted(ids, reverse=True)
    assert [line.split()[-3:] for line in lines if line.startswith(ids[0])] == [["3", "1", "2"]]
    assert with_findings("runs", "-n", "1").output.count(NAME) == 1
    assert with_findings("runs", "-n", "0").exit_code == 2


def test_no_runs_yet_is_said(kho: Kho):
    assert "không có dòng nào" in kho("runs").output
    assert "no rows" in kho("runs", lang="en").output


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["dữ liệu mở", "nguồn", "thêm hoặc sửa", "khoá, bắt buộc", "Thiếu “Mã cơ sở”"]),
        ("en", ["open", "source", "upsert", "key, required", "“Mã cơ sở” is missing"]),
    ],
)
def test_show_tells_what_a_dataset_promises(kho: Kho, lang: str, words: list[str]):
    said = kho("show", NAME, lang=lang).output
    for word in (NAME, "1.0.0", "decimal(12,2)", "inbox/co-so-y-te*.csv", *words):
        assert word in said
    assert ".." not in said.replace("...", "")


def test_show_tells_the_province(kho: Kho):
    assert NAME in kho("show").output
    assert "1 datasets" in kho("show", lang="en").output


def test_sql_shows_a_table(loaded: Kho):
    said = loaded("sql", "select ma_co_so, so_giuong from so_y_te.co_so_y_te order by 1 limit 1").output
    assert said.split() == ["ma_co_so", "so_giuong", "00001", "1200"]


def test_sql_gives_csv_that_no_spreadsheet_runs(loaded: Kho):
    said = loaded("sql", "select '=1+1' as a, null as b, '-x' as a", "--format", "csv").output
    assert said.splitlines() == ["a,b,a", "'=1+1,,'-x"]


def test_sql_gives_json_lines(loaded: Kho):
    said = loaded("sql", "select 1 as a, 'đ' as b, date '2025-01-02' as c, 1.50 as d", "--format", "json").output
    assert json.loads(said) == {"a": 1, "b": "đ", "c": "2025-01-02", "d": "1.50"}


def test_sql_tells_what_json_has_no_number_for(loaded: Kho):
    said = loaded("sql", "select 'nan'::double as a, '-inf'::double as b", "--format", "json").output
    assert json.loads(said, parse_constant=pytest.fail) == {"a": "nan", "b": "-inf"}


def test_sql_stops_without_a_word_when_its_reader_has_gone(folder: Path):
    words = [Path(sys.executable).with_name("kho"), "-C", folder, "sql", "select unnest(range(99999)) as n"]
    with subprocess.Popen(
        [*words, "--format", "csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        assert asked.stdout.readline() == "n\n"
        asked.stdout.close()
        assert asked.stderr.read() == ""


def test_sql_is_limited_on_the_screen_alone(loaded: Kho):
    question = "select unnest(range(60)) as n"
    assert len(loaded("sql", question).output.splitlines()) == 51
    assert len(loaded("sql", question, "--format", "csv").output.splitlines()) == 61
    assert len(loaded("sql", question, "--limit", "2").output.splitlines()) == 3
    assert loaded("sql", question, "--limit", "-1").exit_code == 2


def test_sql_as_of_a_day_and_a_time(loaded: Kho):
    question = "select count(*) from so_y_te.co_so_y_te"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert loaded("sql", question, "--as-of", "9999-01-01").exit_code == 0
    early = loaded("sql", question, "--as-of", "2000-01-01T08:00")
    assert early.exit_code == 2
    assert "KHO-W" in early.stderr
    assert loaded("sql", "select 1", "--as-of", f"{today}T00:00").exit_code == 0


def test_tables_are_listed_with_history_and_diff(with_findings: Kho):
    listed = with_findings("table", "list").output
    assert NAME in listed
    assert "nguồn" in listed
    assert "0,0" in listed
    history = with_findings("table", "history", NAME).output.splitlines()
    assert [line.split()[0] for line in history[1:]] == ["1", "0"]
    assert "thêm hoặc sửa" in history[1]
    diff = with_findings("table", "diff", NAME, "0", "1").output
    assert "thêm 1, sửa 0, bớt 0" in diff
    assert "ma_co_so=00013" in diff


def test_a_table_is_restored_and_maintained(with_findings: Kho):
    assert with_findings("table", "restore", NAME, "0").exit_code == 0
    assert with_findings("sql", "select count(*) as n from so_y_te.co_so_y_te", "--format", "csv").output.split() == [
        "n",
        "5",
    ]
    history = with_findings("table", "history", NAME).output
    assert "khôi phục" in history
    assert with_findings("table", "maintain").exit_code == 0
    assert with_findings("table", "maintain", NAME, lang="en").output.startswith(NAME)
    assert with_findings("table", "restore", NAME, "99").exit_code == 2


def test_trace_shows_values_beside_their_text(loaded: Kho):
    said = loaded("trace", NAME, "--where", "ma_co_so = '00001'").output
    assert "co-so-y-te-2025.csv · dòng 2" in said
    assert "45600.50" in said
    assert "45.600,50" in said
    assert "Không có dòng nào" in loaded("trace", NAME, "--where", "ma_co_so = 'x'").output


def test_erase_asks_and_then_erases(loaded: Kho):
    words = ("erase", "--match", f"{NAME}:ma_co_so=00001", "--reason", "thử")
    refused = loaded(*words, typed="n\n")
    assert refused.exit_code == 1
    count = ("sql", "select count(*) as n from so_y_te.co_so_y_te", "--format", "csv")
    assert loaded(*count).output.split() == ["n", "5"]
    done = loaded(*words, "--yes")
    assert done.exit_code == 0
    assert "Đã xoá 1 dòng ở 1 bảng" in done.output
    assert loaded(*count).output.split() == ["n", "4"]
    assert loaded("erase", "--match", f"{NAME}:ma_co_so=00001", "--yes").exit_code == 2


VACCINATED = """apiVersion: v3.1.0
kind: DataContract
id: so-y-te/{name}
name: Tiêm chủng
version: 1.0.0
status: active
team: {{name: so-y-te}}
servers: [{{server: csv, type: local, path: inbox/{name}.csv, format: csv}}]
schema:
  - name: {table}
    properties:
      - {{name: so_cccd, logicalType: string, customProperties: [{{property: kho.standard, value: citizen_id}}]}}
      - {{name: lan, logicalType: integer}}
"""


def test_erase_finds_a_person_in_every_dataset_with_the_standard(loaded: Kho, folder: Path):
    for name in ("tiem-chung", "kham-benh"):
        described = VACCINATED.format(name=name, table=name.replace("-", "_"))
        (folder / "contracts" / "so-y-te" / f"{name}.odcs.yaml").write_text(described, encoding="utf-8")
        rows = "so_cccd,lan\n001 099 000 001,1\n001099000002,2\n"
        (folder / "inbox" / f"{name}.csv").write_text(rows, encoding="utf-8")
    assert loaded("run").exit_code == 0
    done = loaded("erase", "--person", "citizen_id=001099000001", "--reason", "thử", "--yes")
    assert "Đã xoá 2 dòng ở 2 bảng" in done.output
    asked = "select so_cccd from so_y_te.tiem_chung union all select so_cccd from so_y_te.kham_benh"
    assert loaded("sql", asked, "--format", "csv").output.split() == ["so_cccd", *["001099000002"] * 2]


def test_contract_infer_writes_what_check_takes_and_run_loads(kho: Kho, folder: Path):
    (folder / "inbox" / "dan-so-2024.csv").write_text("Mã xã;Dân số\n00004;1.200\n00008;900\n", encoding="utf-8")
    result = kho(
        "contract", "infer", folder / "inbox" / "dan-so-2024.csv", "--agency", "so-y-te", "--dataset", "dan-so"
    )
    assert result.exit_code == 0, result.output
    assert "contracts/so-y-te/dan-so.odcs.yaml" in result.output
    assert "2 cột" in result.output
    assert kho("check").exit_code == 0
    assert "đã nạp" in kho("run", "so-y-te/dan-so").output
    again = kho("contract", "infer", folder / "inbox" / "dan-so-2024.csv", "--agency", "so-y-te", "--dataset", "dan-so")
    assert (again.exit_code, "KHO-C002" in again.stderr) == (2, True)


def test_contract_diff_tells_what_breaks(kho: Kho, folder: Path, tmp_path: Path):
    (old,) = (folder / "contracts").rglob("*.yaml")
    new = tmp_path / "moi.odcs.yaml"
    text = old.read_text(encoding="utf-8")
    new.write_text(text.replace("businessName: Số giường", "businessName: Số giường bệnh"), encoding="utf-8")
    same = kho("contract", "diff", old, old)
    assert (same.exit_code, "0 thay đổi" in same.output) == (0, True)
    assert kho("contract", "diff", old, new).exit_code == 0
    new.write_text(text.replace("name: so_giuong", "name: giuong"), encoding="utf-8")
    broken = kho("contract", "diff", old, new, lang="en")
    assert (broken.exit_code, "✗" in broken.output) == (1, True)
    new.write_text("{", encoding="utf-8")
    unread = kho("contract", "diff", old, new)
    assert (unread.exit_code, unread.stderr.count("KHO-C003")) == (2, 2)


def test_a_language_comes_from_the_environment(folder: Path, call: Kho):
    assert "hold" in call("-C", folder, "check", env={"KHO_LANG": "en"}).output
    assert "đứng vững" in call("check", env={"KHO_PROVINCE": str(folder)}).output
