"""The real public files through the whole program, once: what was counted by hand is what comes out.

Each fact was counted in the file itself by csv, json, python-calamine or openpyxl, apart from Kho's own readers; where
it is not plain from the file, a comment says how.
"""

import csv
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.faults.provinces import Province, Said

from kho.cli.session import Session
from kho.contracts.names import DatasetName
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.trace import TracedRow, trace
from kho.pipeline.workplace import Workplace
from kho.warehouse.query import Question
from kho.warehouse.tables import TableRef

FOLDER = Path(__file__).parent / "province"
WRITTEN = "../../../../shared/data"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """The province after everything ran twice: what was said each time, and the runs of the first."""

    province: Province
    check: Said
    first: Said
    second: Said
    runs: Mapping[tuple[str, str], Run]
    runs_after: int

    @property
    def workplace(self) -> Workplace:
        """What the program works with."""
        return Session.at(str(self.province.folder), "en").workplace()

    def of(self, dataset: str, file: str) -> Run:
        """The one run of a file."""
        return self.runs[dataset, file]

    def ask(self, sql: str, as_of: Any = None) -> list[dict[str, Any]]:
        """The answer to a question."""
        with self.province.warehouse.ask(Question(sql=sql, as_of=as_of)) as answer:
            rows: list[dict[str, Any]] = answer.read_all().to_pylist()
        return rows

    def trace(self, dataset: str, where: str) -> TracedRow:
        """The one row that fits, traced to its source."""
        name = DatasetName.parse(dataset)
        rows = self.ask(f"select * from {name.sql_schema}.{name.sql_table} where {where}")
        (traced,) = trace(self.workplace, name, rows)
        return traced


@pytest.fixture(scope="module")
def ran(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("real") / "province"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(".kho", "warehouse"))
    for file in (folder / "kho.toml", *folder.glob("contracts/*/*.odcs.yaml")):
        file.write_text(file.read_text(encoding="utf-8").replace(WRITTEN, str(shared_data)), encoding="utf-8")
    province = Province(folder=folder)
    check, first = province.kho("check"), province.kho("run")
    runs = province.runs()
    second = province.kho("run")
    by_file = {(str(run.dataset), run.delivery.name): run for run in runs}
    assert len(by_file) == len(runs)
    return Ran(
        province=province, check=check, first=first, second=second, runs=by_file, runs_after=len(province.runs())
    )


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What one file must give. `errors` quarantine, `warnings` are only told."""

    dataset: str
    file: str
    read: int
    quarantined: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)


BUDGET = "so-tai-chinh/thu-ngan-sach"
CODES = "cuc-thong-ke/chuyen-doi-xa-2025"
YEARS = range(2011, 2025)
FACTS = (
    # 10,607 records, two of them the header. 34 rows hold a province's name and nothing else; 6 more have no old code
    # (five island districts without communes, and the shoals off Kim Sơn). Of the notes in the other rows, 13 are no
    # note of the eight that the statistics office uses.
    Fact(
        dataset=CODES,
        file="crosswalk_2025_official.csv",
        read=10_605,
        quarantined=40,
        errors={
            **dict.fromkeys(("ten_xa_moi", "ma_xa_moi", "ghi_chu", "huyen_cu", "tinh_cu"), 34),
            "ma_xa_cu": 40,
        },
        warnings={"ghi_chu.invalidValues": 13},
    ),
    *(
        Fact(dataset="cuc-thong-ke/danh-muc-2020", file=f"dvhc-vietnam.{kind}", read=11_934)
        for kind in ("csv", "json", "xml")
    ),
    Fact(dataset="cuc-thong-ke/dien-tich-dan-so-tinh", file="provinces_area_population.csv", read=34),
    Fact(dataset="cuc-thong-ke/dien-tich-dan-so-xa", file="communes_area_population.csv", read=3_321),
    Fact(dataset="cuc-thong-ke/xa-2026", file="units_2026-07.json", read=3_321),
    # Five districts without communes: no name, no code, and the level `Huyện`.
    Fact(
        dataset="cuc-thong-ke/xa-truoc-2025",
        file="communes_2025-01-04.csv",
        read=10_056,
        quarantined=5,
        errors={"xa": 5, "ma_xa": 5, "cap.invalidValues": 5},
    ),
    Fact(dataset="khi-tuong-thuy-van/mua-63-tinh", file="Bao_cao_20260124_191946.xlsx", read=5_673),
    # 14 stations stand twice with the same hour.
    Fact(
        dataset="khi-tuong-thuy-van/mua-tram",
        file="Bao_cao_20260124_191959.csv",
        read=2_553,
        quarantined=28,
        errors={"key": 28},
    ),
    *(Fact(dataset="papi/chi-so-nam", file=f"{year}.csv", read=63) for year in YEARS),
    # Six sheets of 63 provinces and the row 999, the highest score; in 2014 Bắc Giang and Đồng Tháp have no figures.
    Fact(
        dataset="papi/so-goc",
        file="PAPI_2011-2016.xlsx",
        read=6 * 64,
        quarantined=8,
        errors={"ma_tinh.range": 6, "tri_thuc_cong_dan": 2, "ho_ngheo": 2},
    ),
    # 40 cells of `Code TKYT` on the sheet of Lào Cai are #N/A; two codes have two digits (sheets Lào Cai, Gia Lai).
    Fact(
        dataset="so-y-te/co-so-kham-chua-benh",
        file="DS_7_tinh_map_code.xlsx",
        read=216 + 264 + 70 + 135 + 94 + 107 + 167,
        quarantined=42,
        errors={"ma_bo_y_te.readable": 40, "ma_co_so.pattern": 2},
    ),
    Fact(
        dataset="so-y-te/co-so-y-te-lao-cai",
        file="Co_so_y_te_tinh_Lao_Cai.xlsx",
        read=240,
        quarantined=1,
        errors={"ma": 1},
    ),
    Fact(
        dataset="van-phong-ubnd/thu-tuc",
        file="tthc_index.csv",
        read=2_642,
        quarantined=111,
        errors={"loai_thu_tuc": 111},
    ),
    Fact(dataset="van-phong-ubnd/thu-tuc-chi-tiet", file="tthc_sample120.jsonl", read=120),
    # Sheet rows under the header that are not blank: 8-17 and 20-42; 9-45; 8-37. Bắc Ninh writes the comparison as a
    # ratio: 17 of its rows have both figures and a comparison.
    Fact(
        dataset="so-tai-chinh/can-doi-quyet-toan-2018",
        file="QT-2018-N-B62-TT343-27.xlsx",
        read=33,
        warnings={"so_sanh_la_phan_tram": 17},
    ),
    Fact(dataset="so-tai-chinh/can-doi-quyet-toan-2018", file="QT-2018-N-B62-TT343-33.xls", read=37),
    Fact(dataset="so-tai-chinh/can-doi-quyet-toan-2018", file="QT-2018-N-B62-TT343-34.xls", read=30),
    # Rows 17-78 of Final_2001: only `Thµnh phè` is in TCVN3. Rows 17 and 19-79 of both sheets of Plan_2003: the first
    # sheet is in TCVN3, in a font of capitals.
    Fact(dataset="so-tai-chinh/thu-chi-cac-tinh", file="Final_2001.xls", read=62),
    Fact(dataset="so-tai-chinh/thu-chi-cac-tinh", file="Plan_2003.xls", read=124),
    Fact(dataset="so-tai-chinh/thu-ngan-sach-2004", file="Thai Binh 2004.xls", read=35),  # rows 6-40
    Fact(dataset="so-tai-chinh/thu-ngan-sach-2004", file="Thua Thien Hue 2004.xls", read=30),  # rows 6-35
    Fact(dataset="so-tai-chinh/bo-sung-huyen-2013", file="Bac Giang 2013.xls", read=10),  # rows 11-20, total in 10
    Fact(dataset=BUDGET, file="Bac Giang 2013.xls", read=31),  # rows 7-37
    Fact(dataset=BUDGET, file="Bac Ninh QT2012.xls", read=83),  # rows 9-91; rows 64, 65 and 69 are in .VnTime
    Fact(dataset=BUDGET, file="Hai Phong 2013.xls", read=67),  # rows 7-74 without the blank row 51, all in TCVN3
    Fact(dataset=BUDGET, file="Hung Yen 2010.xls", read=54),  # rows 8-61
    Fact(dataset=BUDGET, file="Hung Yen QT 2010.xls", read=54),  # rows 10-63
    Fact(dataset=BUDGET, file="Hung Yen QT2014.xls", read=40),  # rows 6-45
    Fact(dataset=BUDGET, file="Long An 2011.xls", read=60),  # rows 10-69
    Fact(dataset=BUDGET, file="Thua Thien Hue QT2014.xls", read=50),  # rows 7-56
)


def required(rules: Mapping[str, int]) -> dict[str, int]:
    """A bare column's name stands for its promise to have a value."""
    return {rule if "." in rule or rule == "key" else f"{rule}.required": count for rule, count in rules.items()}


def test_the_folder_holds(ran: Ran):
    assert (ran.check.code, ran.check.err) == (0, "")


def test_everything_ran_and_nothing_is_lost(ran: Ran):
    assert (ran.first.code, ran.first.err) == (0, "")
    assert {run.status for run in ran.runs.values()} == {RunStatus.LOADED}
    assert set(ran.runs) == {(fact.dataset, fact.file) for fact in FACTS}
    ran.province.nothing_is_lost()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.dataset}-{fact.file}")
def test_a_file_gives_what_was_counted_in_it(ran: Ran, fact: Fact):
    run = ran.of(fact.dataset, fact.file)
    assert (run.read, run.accepted, run.quarantined) == (fact.read, fact.read - fact.quarantined, fact.quarantined)
    broken = {rule: count for rule, count in run.broken.items() if count}
    assert broken == {**required(fact.errors), **fact.warnings}
    assert run.committed is not None
    assert run.committed.inserted + run.committed.unchanged == run.accepted


def test_a_second_run_finds_nothing_new(ran: Ran):
    assert ran.second.code == 0
    assert ran.runs_after == len(ran.runs)


def test_three_formats_give_the_same_table(ran: Ran):
    warehouse, name = ran.province.warehouse, DatasetName.parse("cuc-thong-ke/danh-muc-2020")
    ref = TableRef.of(ran.workplace.contract(name))
    assert [version.version for version in warehouse.versions(ref)] == [2, 1, 0]
    for old, new in ((0, 1), (1, 2)):
        found = warehouse.diff(ref, ("ma_dvhc",), old, new)
        assert (found.added, found.changed, found.removed) == (0, 0, 0)


def test_decomposed_letters_are_repaired_on_record(ran: Ran, shared_data: Path):
    repairs = [repair for part in ran.of(CODES, "crosswalk_2025_official.csv").parts for repair in part.repairs]
    assert (len(repairs), sum(repair.count for repair in repairs)) == (77, 91)
    records = records_of(shared_data / "admin" / "crosswalk_2025_official.csv")
    for repair in repairs:
        _, row, column = repair.places[0]
        assert records[row - 1][int(column.removeprefix("c")) - 1] == repair.before != repair.after


def test_two_header_rows_and_the_notes_of_the_file_are_told(ran: Ran):
    (part,) = ran.of(CODES, "crosswalk_2025_official.csv").parts
    assert part.columns["ma_xa_cu"][0] == 5
    assert part.found["header"] == "[1, 2]"


def test_years_of_the_panel_come_from_the_file_names(ran: Ran, shared_data: Path):
    counted = ran.ask("select nam, count(*) as tinh, count(sc24) as co_diem from papi.chi_so_nam group by nam")
    panel = {row["nam"]: (row["tinh"], row["co_diem"]) for row in counted}
    assert panel == {year: (63, filled(shared_data / "papi" / f"{year}.csv", "SC24")) for year in YEARS}


def test_numbers_are_read_as_the_vietnamese_write_them(ran: Ran):
    (row,) = ran.ask("select dien_tich_km2, dan_so from cuc_thong_ke.dien_tich_dan_so_tinh where ma_tinh = '1'")
    assert (str(row["dien_tich_km2"]), row["dan_so"]) == ("3359.80", 8_718_000)
    (row,) = ran.ask("select count(*) - count(dan_so) as trong from cuc_thong_ke.dien_tich_dan_so_xa")
    assert row["trong"] == 66  # cells with `đang cập nhật`


def test_legacy_text_is_loaded_in_unicode(ran: Ran):
    texts = ran.ask("select noi_dung as t from so_tai_chinh.thu_ngan_sach")
    texts += ran.ask("select tinh as t from so_tai_chinh.thu_chi_cac_tinh")
    # No Vietnamese in Unicode holds these, and TCVN3 hardly writes a word without one of them.
    assert [row["t"] for row in texts if re.search("[¡-¾×÷ßåäæçëîïðñöøûüÿÞþÐÆ\u00ad]", row["t"])] == []
    loaded = Counter(row["tinh"] for row in ran.ask("select tinh from so_tai_chinh.thu_ngan_sach"))
    assert loaded == {
        "Bac Giang": 31,
        "Bac Ninh": 83,
        "Hai Phong": 67,
        "Hung Yen": 54 + 54 + 40,
        "Long An": 60,
        "Thua Thien Hue": 50,
    }


def test_a_unicode_sheet_and_its_twin_in_tcvn3(ran: Ran):
    rows = ran.ask("select bang, tinh, tong_thu from so_tai_chinh.thu_chi_cac_tinh where nam = 2003 and stt <> 'I'")
    sheets = ("Plan_2003.xls#Sheet1", "Plan_2003.xls#Sheet1 (2)")
    decoded, typed = (
        {(row["tinh"].strip(), row["tong_thu"]) for row in rows if row["bang"] == each} for each in sheets
    )
    assert decoded == typed
    assert len(decoded) == 61


def test_accounts_and_plans_are_told_apart_by_the_file_names(ran: Ran):
    rows = ran.ask("select distinct tinh, nam, quyet_toan from so_tai_chinh.thu_ngan_sach")
    assert {(row["tinh"], row["nam"], row["quyet_toan"]) for row in rows} == {
        ("Bac Giang", 2013, None),
        ("Bac Ninh", 2012, "QT"),
        ("Hai Phong", 2013, None),
        ("Hung Yen", 2010, None),
        ("Hung Yen", 2010, "QT"),
        ("Hung Yen", 2014, "QT"),
        ("Long An", 2011, None),
        ("Thua Thien Hue", 2014, "QT"),
    }


def test_columns_under_three_header_rows_are_told_apart(ran: Ran):
    rows = ran.ask("select * from so_tai_chinh.bo_sung_huyen_2013")
    assert all(row["tong_so"] == row["ngan_sach_huyen"] + row["ngan_sach_xa"] for row in rows)
    assert sum(row["tong_so"] for row in rows) == 2_009_676  # the sheet's own total, left out of the table


@pytest.mark.parametrize(
    ("dataset", "where", "file", "column"),
    [
        (CODES, "ma_xa_cu = '00004'", "admin/crosswalk_2025_official.csv", "ten_xa_cu"),
        ("papi/chi-so-nam", "nam = 2018 and tinh = 'P33'", "papi/2018.csv", "sc24"),
        ("papi/so-goc", "nam = 2013 and ma_tinh = 33", "papi/PAPI_2011-2016.xlsx", "ho_ngheo"),
        (BUDGET, "tinh = 'Long An' and stt = 'B' and so_tien > 0", "budget/Long An 2011.xls", "so_tien"),
        (
            "so-tai-chinh/thu-chi-cac-tinh",
            "bang = 'Plan_2003.xls#Sheet1 (2)' and stt = '31'",
            "budget/Plan_2003.xls",
            "tong_chi",
        ),
    ],
)
def test_a_value_leads_back_to_its_cell(ran: Ran, shared_data: Path, dataset: str, where: str, file: str, column: str):  # noqa: PLR0913, PLR0917
    traced = ran.trace(dataset, where)
    assert traced.file == Path(file).name
    (cell,) = (cell for cell in traced.cells if cell.column == column)
    assert cell.source_column is not None
    original = cell_of(shared_data / file, traced.part, traced.row, cell.source_column)
    assert original not in ("", None)
    assert cell.text == (f"{original:.15g}" if isinstance(original, float) and original.is_integer() else str(original))


def test_the_past_can_be_asked(ran: Ran):
    name = DatasetName.parse("papi/chi-so-nam")
    versions = ran.province.warehouse.versions(TableRef.of(ran.workplace.contract(name)))
    sql = "select count(*) as rows, max(nam) as newest from papi.chi_so_nam"
    for each in versions:
        (then,) = ran.ask(sql, as_of=each.committed)
        assert then == {"rows": 63 * (each.version + 1), "newest": 2011 + each.version}


def records_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def filled(file: Path, header: str) -> int:
    head, *rows = records_of(file)
    return sum(row[head.index(header)] != "" for row in rows)


def cell_of(file: Path, part: str, row: int, column: int) -> Any:
    """The cell itself, read without Kho; rows and columns from 1."""
    if file.suffix == ".csv":
        return records_of(file)[row - 1][column - 1]
    sheet = CalamineWorkbook.from_path(file).get_sheet_by_name(part)
    return sheet.to_python(skip_empty_area=False)[row - 1][column - 1]
