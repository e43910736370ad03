"""A cell that a person corrects is read as if its sender had written it so; what was sent stays as it came."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, NewProvince, SmallProvince

from kho.cli.tracing import show_trace
from kho.contracts.model import Column, LoadMode
from kho.pipeline.delivering import run_file, run_landed
from kho.pipeline.erasing import erase
from kho.pipeline.giving_back import NothingToGiveBackError, give_back, give_back_trial
from kho.pipeline.lineage.deliveries import brought
from kho.pipeline.lineage.words import arrived
from kho.pipeline.progress import Silence
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.trace import trace
from kho.pipeline.trial import Handed, Trial, bad_rows, bad_rows_at, cells_of, good_rows, page_of, try_file
from kho.warehouse.corrections import NONE, Correction, Corrections
from kho.warehouse.erasure import Match
from kho.warehouse.errors import LandedDamagedError, NotLandedError

HEADER = "Mã,Tên,Số người"
WHEN = datetime(2025, 9, 2, 3, 0, tzinfo=UTC)
WHO = "can-bo@example.vn"
LINES = [["01", "An", "1"], ["02", "Bình", "hai"], ["03", "Chi", "3"]]


def correction(row: int, column: str, before: str | None, after: str | None, **more: object) -> Correction:
    places = {"ma": (1, "Mã"), "ten": (2, "Tên"), "so": (3, "Số người")}
    position, header = places[column]
    facts = {"part": "", "position": position, "header": header, **more}
    return Correction(row=row, column=column, before=before, after=after, by=WHO, at=WHEN, **facts)  # type: ignore[arg-type]  # tests vary them


def corrections(*each: Correction) -> Corrections:
    return Corrections(cells=each)


def csv(lines: Sequence[Sequence[str]] = LINES) -> str:
    return "\n".join([HEADER, *map(",".join, lines)]) + "\n"


def tried(province: SmallProvince, file: Path, into: Path, corrected: Corrections = NONE) -> Trial:
    handed = Handed(file=file, name=file.name, by="nguoi-thu", corrected=corrected)
    return try_file(province.open(), HOUSEHOLDS.name, handed, into=into, progress=Silence())


def published(province: SmallProvince, file: Path, corrected: Corrections = NONE) -> Run:
    return run_file(province.open(), HOUSEHOLDS.name, file, by=WHO, corrected=corrected, progress=Silence())


def workbook(file: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Hộ"
    for line in [["Danh sách hộ"], [], HEADER.split(","), ["01", "An", 1], ["02", "Bình", "hai"], ["03", "Chi", 3]]:
        sheet.append(line)
    book.save(file)


def records(file: Path) -> None:
    names = HEADER.split(",")
    file.write_text(json.dumps([dict(zip(names, line, strict=True)) for line in LINES]), encoding="utf-8")


def xml(file: Path) -> None:
    rows = "".join(f"<ho><ma>{code}</ma><ten>{name}</ten><so>{count}</so></ho>" for code, name, count in LINES)
    file.write_text(f"<cac_ho>{rows}</cac_ho>", encoding="utf-8")


def parquet(file: Path) -> None:
    columns = dict(zip(HEADER.split(","), map(list, zip(*LINES, strict=True)), strict=True))
    pq.write_table(pa.table(columns), file)


FORMATS: Mapping[str, Callable[[Path], object]] = {
    "ho.csv": lambda file: file.write_text(csv(), encoding="utf-8"),
    "ho.xlsx": workbook,
    "ho.json": records,
    "ho.xml": xml,
    "ho.parquet": parquet,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_cell_of_every_format_is_corrected_at_its_place(new_province: NewProvince, tmp_path: Path, name: str):
    headers = {"ma": ("Mã", "ma"), "ten": ("Tên", "ten"), "so": ("Số người", "so")}
    columns = tuple(replace(each, headers=headers[each.name]) for each in HOUSEHOLDS.columns)
    province, file = new_province(replace(HOUSEHOLDS, columns=columns)), tmp_path / name
    FORMATS[name](file)
    sent = file.read_bytes()
    before = tried(province, file, tmp_path / "thu")
    place = province.open()
    with bad_rows(tmp_path / "thu") as found:
        (bad,) = page_of(place, before.run, found)
    (at,) = page_of(place, before.run, bad_rows_at(tmp_path / "thu", [(bad.part, bad.row)]))
    assert at == bad
    position, header = cells_of(place.contract(HOUSEHOLDS.name), before.run, bad.part)["so"]
    mended = replace(correction(bad.row, "so", "hai", "2"), part=bad.part, position=position, header=header)
    after = tried(province, file, tmp_path / "thu", corrections(mended))
    assert (after.run.error, after.run.accepted, after.run.quarantined, after.run.corrected) == (None, 3, 0, 1)
    run = published(province, file, corrections(mended))
    assert (run.status, run.accepted, run.corrected) == (RunStatus.LOADED, 3, 1)
    assert run.delivery.corrections == corrections(mended).sha256
    assert province.rows() == [("01", "An", 1), ("02", "Bình", 2), ("03", "Chi", 3)]
    with province.open().warehouse.landed(run.delivery.sha256) as landed:
        assert landed.read_bytes() == file.read_bytes() == sent
    (row,) = [each for each in trace(province.open(), HOUSEHOLDS.name, province.loaded()) if each.row == bad.row]
    cell = row.cells[2]
    assert (cell.value, cell.text) == (2, "hai")
    assert cell.corrected is not None
    assert (cell.corrected.text, cell.corrected.by, cell.corrected.at) == ("2", WHO, WHEN)
    assert [each.corrected for each in row.cells[:2]] == [None, None]


texts = st.sampled_from(["01", "02", "An", "7", "x", "-1", " 5 ", None])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2)), texts, max_size=5))
def test_it_is_judged_as_if_it_had_been_sent_so(
    tmp_path_factory: pytest.TempPathFactory, wanted: Mapping[tuple[int, int], str | None]
):
    province = SmallProvince(folder=tmp_path_factory.mktemp("tinh") / "tinh-mau")
    province.write("kho.toml", SETTINGS)
    province.write("agencies.yaml", AGENCIES)
    province.promise(HOUSEHOLDS)
    names = ("ma", "ten", "so")
    sent = [[wanted.get((row, column), LINES[row][column]) or "" for column in range(3)] for row in range(3)]
    made = [correction(row + 2, names[at], LINES[row][at], text) for (row, at), text in wanted.items()]
    into = province.folder / "thu"
    trials = []
    for lines, corrected in ((sent, NONE), (LINES, corrections(*made))):
        trial = tried(province, province.write("ho.csv", csv(lines)), into, corrected)
        rows = good_rows(into, list(names), 10).to_pylist()
        facts = (trial.run.accepted, trial.run.quarantined, trial.run.broken, trial.run.findings)
        trials.append((facts, sorted(rows, key=str)))
    assert trials[0] == trials[1]


@pytest.mark.parametrize(
    "wrong",
    [
        correction(3, "so", "ba", "2"),
        correction(9, "so", "hai", "2"),
        correction(3, "so", "hai", "2", position=2),
        correction(3, "so", "hai", "2", part="Trang khác"),
    ],
)
def test_a_cell_that_is_another_by_now_is_told_and_nothing_is_loaded(
    province: SmallProvince, tmp_path: Path, wrong: Correction
):
    file = province.write("ho.csv", csv())
    trial = tried(province, file, tmp_path / "thu", corrections(wrong))
    run = published(province, file, corrections(wrong))
    for ended in (trial.run, run):
        assert ended.status is RunStatus.FAILED
        assert ended.error is not None
        assert ended.error.code == "KHO-R722"
        assert f"Dòng {wrong.row}, cột “Số người”" in ended.error.what.vi
        assert f"Row {wrong.row}, column “Số người”" in ended.error.what.en
    assert province.rows() == []


def test_sending_the_file_again_drops_them_and_running_the_run_again_does_not(province: SmallProvince):
    file = province.write("ho.csv", csv())
    first = published(province, file, corrections(correction(3, "so", "hai", "2")))
    again = run_landed(province.open(), first, progress=Silence())
    assert (again.accepted, again.corrected) == (3, 1)
    assert again.delivery.corrections == first.delivery.corrections
    plain = published(province, file)
    assert (plain.accepted, plain.corrected, plain.delivery.corrections) == (2, 0, "")
    assert [row[0] for row in province.rows()] == ["01", "03"]


@pytest.mark.parametrize(
    ("instant", "mode"),
    [("keep_corrections", LoadMode.REPLACE), ("quarantine", LoadMode.UPSERT), ("load", LoadMode.APPEND)],
)
def test_killed_at_any_step_it_ends_as_if_run_once(new_province: NewProvince, instant: str, mode: LoadMode):
    province = new_province(replace(HOUSEHOLDS, load=mode))
    file = province.write("ho.csv", csv())
    made = corrections(correction(3, "so", "hai", "2"))
    (province.folder / "sua.json").write_bytes(made.to_bytes())
    script = f"""
import os, sys
from pathlib import Path
from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince
from kho.pipeline.delivering import run_file
from kho.pipeline.lineage.deliveries import brought
from kho.pipeline.lineage.words import arrived
from kho.pipeline.progress import Silence
from kho.warehouse.corrections import from_bytes
from kho.warehouse.warehouse import Warehouse
done = Warehouse.{instant}
def die(*args, **more):
    done(*args, **more)
    os._exit(9)
Warehouse.{instant} = die
folder = Path(sys.argv[1])
made = from_bytes((folder / "sua.json").read_bytes())
place = SmallProvince(folder=folder).open()
run_file(place, HOUSEHOLDS.name, folder / "ho.csv", by="x", corrected=made, progress=Silence())
"""
    root = Path(__file__).parents[3]
    ended = subprocess.run([sys.executable, "-c", script, str(province.folder)], cwd=root, check=False)
    assert ended.returncode == 9
    run = published(province, file, made)
    assert (run.status, run.accepted) == (RunStatus.LOADED, 3)
    assert province.rows() == [("01", "An", 1), ("02", "Bình", 2), ("03", "Chi", 3)]
    assert all(row.cells[2].text == LINES[row.row - 2][2] for row in trace_all(province))


def trace_all(province: SmallProvince):
    return trace(province.open(), HOUSEHOLDS.name, province.loaded())


def test_the_marked_copy_says_what_was_corrected(province: SmallProvince, tmp_path: Path):
    file = tmp_path / "ho.xlsx"
    workbook(file)
    part = tried(province, file, tmp_path / "thu").run.parts[0].part
    made = corrections(correction(5, "so", "hai", "2", part=part), correction(4, "ma", "01", None, part=part))
    trial = tried(province, file, tmp_path / "thu", made)
    handed = Handed(file=file, name=file.name, by="x", corrected=made)
    for copy in (
        give_back_trial(province.open(), trial.run, tmp_path / "thu", handed, tmp_path / "mot"),
        give_back(province.open(), published(province, file, made), tmp_path / "hai"),
    ):
        book = load_workbook(copy)
        comments = {
            cell.coordinate: cell.comment.text for row in book["Hộ"].iter_rows() for cell in row if cell.comment
        }
        assert set(comments) == {"A4", "C5"}
        assert comments["C5"] == f"Đã sửa: Trên trang đã sửa thành “2” ({WHO}, 02/09/2025 10:00)."
        assert comments["A4"].splitlines()[1] == f"Đã sửa: Trên trang đã sửa thành ô trống ({WHO}, 02/09/2025 10:00)."
        assert book["Hộ"]["C5"].value == "hai"
        first = book.worksheets[0]["A1"].value
        assert (
            first == "1 lỗi và cảnh báo, 2 ô đã sửa trên trang. Sửa ngay trong bản này hoặc trong tệp gốc rồi gửi lại."
        )


def test_a_run_without_findings_and_corrections_has_nothing_to_give_back(province: SmallProvince, tmp_path: Path):
    run = published(province, province.write("ho.csv", csv([LINES[0]])))
    with pytest.raises(NothingToGiveBackError):
        give_back(province.open(), run, tmp_path)


def test_they_are_kept_once_under_their_hash_and_damage_is_told(province: SmallProvince):
    made = corrections(correction(3, "so", "hai", "2"))
    run = published(province, province.write("ho.csv", csv()), made)
    warehouse, sha256 = province.open().warehouse, run.delivery.sha256
    assert warehouse.corrections(sha256, made.sha256) == made
    (file,) = province.folder.rglob(f"{made.sha256}.json")
    file.write_bytes(file.read_bytes().replace(b"hai", b"bon"))
    with pytest.raises(LandedDamagedError):
        warehouse.corrections(sha256, made.sha256)
    file.unlink()
    with pytest.raises(NotLandedError):
        warehouse.corrections(sha256, made.sha256)


def test_the_command_line_shows_who_corrected_what(province: SmallProvince, capsys: pytest.CaptureFixture[str]):
    from kho.cli.session import Session

    run = published(province, province.write("ho.csv", csv()), corrections(correction(3, "so", "hai", "2")))
    assert province.open().runs.get(run.id).corrected == 1
    session = Session(folder=province.folder, language="vi")
    show_trace(session, str(HOUSEHOLDS.name), "ma = '02'", 10)
    told = " ".join(capsys.readouterr().out.split())
    assert "hai" in told
    assert "sửa thành" in told
    assert WHO in told


NUMBER, OTHER = "000000000042", "000000000077"
PEOPLE = replace(
    HOUSEHOLDS,
    columns=(
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="ten", title="Tên"),
        Column(name="so", title="Số người", pattern="[0-9]{12}"),
    ),
)


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [("sai", NUMBER, False), (NUMBER, OTHER, True), (NUMBER, "sai nữa", True), (OTHER, NUMBER, False)],
)
def test_a_person_who_is_erased_is_gone_from_corrections_too(
    new_province: NewProvince, before: str, after: str, *, stays: bool
):
    province = new_province(PEOPLE)
    file = province.write("ho.csv", csv([["01", "Người một", OTHER], ["02", "Người hai", before]]))
    made = corrections(correction(3, "so", before, after), correction(2, "ten", "Người một", "Người Một"))
    run = published(province, file, made)
    file.unlink()
    place = province.open()
    for _ in range(2):
        erase(place, [Match(contract=place.contract(PEOPLE.name), where={"so": NUMBER})], reason="thử", by="tôi")
    held = [each for each in province.folder.rglob("*") if each.is_file() and NUMBER.encode() in each.read_bytes()]
    assert held == []
    is_loaded = stays and after == OTHER
    assert [row[0] for row in province.rows(PEOPLE)] == (["01", "02"] if is_loaded else ["01"])
    kept = place.warehouse.corrections(run.delivery.sha256, made.sha256)
    assert [(each.erased, each.after) for each in kept.cells] == [(True, None), (False, "Người Một")]
    first, *others = trace(place, PEOPLE.name, province.loaded(PEOPLE))
    assert (first.cells[1].text, first.cells[1].corrected and first.cells[1].corrected.text) == (
        "Người một",
        "Người Một",
    )
    if is_loaded:
        (second,) = others
        assert second.cells[2].corrected is not None
        assert (second.cells[2].text, second.cells[2].corrected.text, second.cells[2].corrected.erased) == (
            None,
            OTHER,
            True,
        )
    refused = published(
        province, province.write("ho.csv", csv([["01", "Người một", OTHER], ["02", "Người hai", before]])), made
    )
    assert refused.error is not None
    assert refused.error.code == "KHO-R306"
    assert [each for each in province.folder.rglob("*.json") if NUMBER.encode() in each.read_bytes()] == []


def test_an_erasure_that_was_killed_behind_the_cells_is_completed(
    new_province: NewProvince, monkeypatch: pytest.MonkeyPatch
):
    from kho.warehouse.storage import LocalFiles

    province = new_province(PEOPLE)
    file = province.write("ho.csv", csv([["01", "Người một", OTHER], ["02", "Người hai", "sai"]]))
    published(province, file, corrections(correction(3, "so", "sai", NUMBER)))
    file.unlink()
    place, delete = province.open(), LocalFiles.delete

    def stop(self: LocalFiles, key: str) -> None:
        if "landing/sha256" in key:
            raise KeyboardInterrupt
        delete(self, key)

    match = Match(contract=place.contract(PEOPLE.name), where={"so": NUMBER})
    monkeypatch.setattr(LocalFiles, "delete", stop)
    with pytest.raises(KeyboardInterrupt):
        erase(place, [match], reason="thử", by="tôi")
    monkeypatch.undo()
    erase(place, [match], reason="thử", by="tôi")
    texts = [
        each for each in province.folder.rglob("*") if each.is_file() and "Người hai".encode() in each.read_bytes()
    ]
    assert texts == []
    assert [row.cells[0].text for row in trace(place, PEOPLE.name, province.loaded(PEOPLE))] == ["01"]


def test_lineage_names_the_corrections_and_counts_the_cells(province: SmallProvince):
    made = corrections(correction(3, "so", "hai", "2"))
    run = published(province, province.write("ho.csv", csv()), made)
    (told,) = [each for each in (province.folder / ".kho").rglob("*.jsonl") if run.id in each.name]
    events = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    names = [[each["name"] for each in event["inputs"]] for event in events]
    assert [run.delivery.sha256, made.sha256] in names
    place = province.open()
    (part,) = brought(place.warehouse, place.runs, place.contract(HOUSEHOLDS.name))
    assert part.arrival.corrected == 1
    assert "1 ô đã sửa trên trang" in arrived(part.arrival).vi
