"""What a stranger has: 40 broken spreadsheets and texts, each inferred, checked and run with nothing told.

The table below was made by opening each file: how many columns and rows its largest table has, how many of the rows
cannot be loaded as they are, or which error says why there is no table.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faults.provinces import Province, new_province

from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunStatus

NAME = DatasetName("so-mau", "thu")
NOT_FILES = {"README.md", "SOURCE.md"}


@dataclass(frozen=True, kw_only=True)
class Table:
    """The largest table: columns × rows, and rows whose bytes no encoding explains for certain."""

    columns: int
    rows: int
    unreadable: int = 0


@dataclass(frozen=True)
class Error:
    """Why there is no table."""

    code: str


WEB_PAGE = Error("KHO-R204")
EXPECTED: dict[str, Table | Error] = {
    "badcolspan.html": WEB_PAGE,
    "begrotingsanalyse-2011.csv": Table(columns=20, rows=37),  # titles, then a header of three rows
    # One sheet of prose.
    "bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm": Error("KHO-S206"),
    "blank_line.ods": Table(columns=3, rows=3),
    # Big5: proved by nothing in the file, and every row has such letters.
    "characters.csv": Table(columns=18, rows=382, unreadable=382),
    "complex.csv": Table(columns=4, rows=3),
    "complex.html": WEB_PAGE,
    "encrypted_no_password.xls": Error("KHO-S202"),
    "example.tsv": Table(columns=17, rows=140),
    "excel_pasting.csv": Table(columns=9, rows=14),  # titles above, a source and a note below
    "excel_properties.xls": Table(columns=1, rows=17),
    "html.html": WEB_PAGE,
    "invisible_text.html": WEB_PAGE,
    "large.xlsx": Table(columns=11, rows=13),  # the upper of two tables on the visible sheet, its total left out
    "libreoffice.xlsx": Error("KHO-S206"),  # one sheet without a cell
    "loffice-4.4.1.2.ods": Table(columns=3, rows=3),
    "long.csv": Table(columns=1, rows=4000),  # 4,000 times `foo`, without a header
    "mixedGLB.csv": Table(columns=19, rows=133),  # line ends of CR alone; 1880 to 2012 under two titles
    "multilineods.ods": Table(columns=1, rows=1),
    "null.csv": Table(columns=4, rows=10),  # without a header
    "ods_formats.ods": Table(columns=10, rows=5),
    "rowcolspan.html": WEB_PAGE,
    "simple.csv": Table(columns=3, rows=6),
    "simple.ods": Table(columns=3, rows=3),
    "simple.psv": Table(columns=6, rows=28),
    "simple.ssv": Table(columns=3, rows=6),
    "simple.unknown": Error("KHO-R202"),
    "simple.xls": Table(columns=3, rows=6),
    "simple.xlsx": Table(columns=3, rows=6),
    "simple.zip": Table(columns=3, rows=6),
    "skip_initials.csv": Table(columns=2, rows=2),
    "small.csv": Table(columns=1, rows=0),  # one letter: a header, and nothing below it
    "span_rich.xls": Table(columns=4, rows=5),
    # Latin-1; all but 7 of the 114 rows have an accented letter. A source note below.
    "spanish_chars.csv": Table(columns=8, rows=114, unreadable=107),
    # Latin-1; 752 of the 2,200 rows have an umlaut; 37 blank rows between.
    "sparse_with_column_errors.csv": Table(columns=4, rows=2200, unreadable=752),
    "sw_gen.xlsx": Table(columns=17, rows=15),
    "unicode_sheet_name.xls": Table(columns=1, rows=0),
    "utf-16le_encoded.csv": Table(columns=19, rows=327),
    "utf8bom.csv": Table(columns=2, rows=0),
    "weird_head_padding.csv": Table(columns=11, rows=76),  # titles and stars above, years as the header
}


@pytest.fixture
def province(tmp_path: Path) -> Province:
    made = new_province(tmp_path / "province")
    shutil.rmtree(made.folder / "contracts")
    return made


def test_every_file_is_in_the_table(shared_data: Path):
    there = {file.name for file in (shared_data / "messy").iterdir()}
    assert there - NOT_FILES == EXPECTED.keys()


@pytest.mark.parametrize(("file", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_a_file_as_a_stranger_has_it(shared_data: Path, province: Province, file: str, expected: Table | Error):
    sent = province.send(file, (shared_data / "messy" / file).read_bytes())
    inferred = province.kho("contract", "infer", sent, "--agency", NAME.agency, "--dataset", NAME.dataset)
    if isinstance(expected, Error):
        assert (inferred.code, inferred.err.split()[0]) == (2, expected.code)
        assert file in inferred.err
        return
    assert (inferred.code, inferred.err) == (0, "")
    assert province.kho("check").code == 0
    run = province.run()
    (taken,) = (part for part in run.parts if part.taken)
    assert (run.status, run.error) == (RunStatus.LOADED, None)
    assert (len(taken.columns), run.read, run.quarantined) == (expected.columns, expected.rows, expected.unreadable)
    assert {rule.rpartition(".")[2] for rule, count in run.broken.items() if count} <= {"readable"}
    province.nothing_is_lost()
