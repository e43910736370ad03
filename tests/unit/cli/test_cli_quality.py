"""`kho profile` and `kho quality` at the command line, in both languages."""

import json
import shutil
from pathlib import Path

import pytest
from tests.unit.cli.calling import Kho

NAME = "so-y-te/co-so-y-te"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", ["5 dòng", "trống", "20,0 %", "15/03/1985"]), ("en", ["5 rows", "missing", "20.0 %", "1985-03-15"])],
)
def test_profile_tells_every_column(loaded: Kho, lang: str, words: list[str]):
    said = loaded("profile", NAME, lang=lang).output
    for word in ("so_giuong", "ngay_thanh_lap", *words):
        assert word in said


def test_profile_of_one_column(loaded: Kho):
    said = loaded("profile", NAME, "--column", "so_giuong", lang="en").output
    for word in ("mean: 420", "50 %: 120", "1,200 – 1,300", "█", "Frequent values"):
        assert word in said
    shapes = loaded("profile", NAME, "--column", "ma_co_so").output
    assert "Dạng chữ" in shapes
    assert "99999" in shapes
    wrong = loaded("profile", NAME, "--column", "so_gieng")
    assert (wrong.exit_code, "KHO-R513" in wrong.stderr, "so_giuong" in wrong.stderr) == (2, True, True)


def test_profile_of_an_earlier_version(with_findings: Kho):
    versions = [
        json.loads(with_findings("profile", NAME, "--as-of", number, "--format", "json").output)
        for number in ("0", "1")
    ]
    assert [(each["version"], each["rows"]) for each in versions] == [(0, 5), (1, 6)]
    assert with_findings("profile", NAME, "--as-of", "9").exit_code == 2


def test_profile_without_a_table(kho: Kho):
    assert kho("profile", NAME).exit_code == 2
    assert kho("profile", "so-y-te/khong-co").exit_code == 2


def test_personal_columns_show_counts_alone(kho: Kho, folder: Path):
    contract = next((folder / "contracts").rglob("co-so-y-te.odcs.yaml"))
    text = contract.read_text(encoding="utf-8").replace("kho.access, value: open", "kho.access, value: private")
    text = text.replace("- name: ten_co_so\n", "- name: ten_co_so\n        classification: personal\n")
    contract.write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "models", ignore_errors=True)  # what is made of it must be no more open than it
    assert kho("run").exit_code == 0
    said = kho("profile", NAME, "--column", "ten_co_so", lang="en").output
    assert "personal data" in said
    assert "Dữ liệu giả" not in said
    kept = "".join(path.read_text(encoding="utf-8") for path in (folder / ".kho" / "profiles").rglob("*.json"))
    assert "[Dữ liệu giả]" not in kept


def test_quality_before_anything_ran(kho: Kho):
    said = kho("quality", lang="en").output
    assert NAME in said
    assert "never" in said
    assert "No delivery has been checked" in kho("quality", NAME, lang="en").output


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", ["điểm", "đầy đủ", "mới", "▼"]), ("en", ["score", "complete", "fresh", "▼"])],
)
def test_quality_of_all(with_findings: Kho, lang: str, words: list[str]):
    result = with_findings("quality", lang=lang)
    assert result.exit_code == 0
    for word in (NAME, *words):
        assert word in result.output


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["Mất điểm ở đâu", "không đo", "đợt sau đến hạn", "Không có thay đổi bất thường"]),
        ("en", ["Where points are lost", "not measured", "the next is due", "Nothing has drifted"]),
    ],
)
def test_quality_of_one_opens_its_score(with_findings: Kho, lang: str, words: list[str]):
    said = with_findings("quality", NAME, lang=lang).output
    for word in ("so_giuong.type", "ten_co_so.required", *words):
        assert word in said
    assert "ma_co_so.pattern" not in said


def test_quality_as_json(with_findings: Kho):
    (found,) = json.loads(with_findings("quality", NAME, "--format", "json").output)
    valid = next(each for each in found["score"]["dimensions"] if each["dimension"] == "valid")
    assert valid["value"] == pytest.approx(0.75)
    assert {part["rule"]: part["broken"] for part in valid["parts"]}["so_giuong.type"] == 1
    assert found["freshness"]["state"] == "fresh"


def test_quality_of_what_is_not_there(kho: Kho):
    assert kho("quality", "so-y-te/khong-co").exit_code == 2


@pytest.mark.parametrize(("lang", "word"), [("vi", "Chất lượng đợt gửi"), ("en", "Quality of the delivery")])
def test_the_report_of_a_run_tells_its_score(with_findings: Kho, lang: str, word: str):
    said = with_findings("run", "show", NAME, lang=lang).output
    assert word in said
    page = with_findings("run", "show", NAME, "--format", "html", lang=lang).output
    assert word in page


def test_the_report_of_a_run_is_shown_where_the_folder_has_mistakes(with_findings: Kho, folder: Path):
    next((folder / "contracts").rglob("*.yaml")).write_text("kind: DataContract\n", encoding="utf-8")
    result = with_findings("run", "show", "LAST")
    assert result.exit_code == 0
    assert "Chất lượng" not in result.output
