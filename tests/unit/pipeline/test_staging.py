"""The decode step: what of a landed file is staged, and under which columns."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kho.contracts.model import Column, Contract, Source
from kho.contracts.names import DatasetName
from kho.engines.staged import read
from kho.pipeline.formats import EmptyFileError, UnknownFormatError
from kho.pipeline.staging import NoTableFitsError, Staged, stage, staged_schema, told_by_name

CONTRACT = Contract(
    name=DatasetName("so-mau", "dan-so"),
    version="1.0.0",
    title="Dân số (dữ liệu giả)",
    columns=(
        Column(name="ma", title="Mã", required=True),
        Column(name="so", title="Số"),
        Column(name="nam", from_name=r"nam-(\d{4})"),
    ),
)
SOURCE = Source(name="inbox", transport="local")


def staged(tmp_path: Path, name: str, content: str, source: Source = SOURCE) -> Staged:
    file = tmp_path / "bytes"
    file.write_text(content, encoding="utf-8")
    return stage(CONTRACT, source, file, name=name, into=tmp_path / "staged")


def rows(made: Staged) -> list[tuple[Any, ...]]:
    cells = read(made.folder).batches(staged_schema(CONTRACT.columns))
    return [tuple(row.values()) for batch in cells for row in batch.to_pylist()]


def test_cells_are_staged_as_text_under_the_contracts_names(tmp_path: Path):
    made = staged(tmp_path, "nam-2024.csv", "Số,Mã,Ghi chú\n1,a,x\n,b,\n")
    assert rows(made) == [("", 2, "a", "1", "2024", None, None, None), ("", 3, "b", None, "2024", None, None, None)]
    (part,) = made.parts
    assert part.columns == {"ma": (2, "Mã"), "so": (1, "Số")}
    assert part.unused == ("Ghi chú",)
    assert made.rows == part.rows == 2


def test_a_name_that_does_not_match_gives_no_value(tmp_path: Path):
    assert [row[4] for row in rows(staged(tmp_path, "khac.csv", "Mã,Số\na,1\n"))] == [None]


def test_a_name_is_read_in_composed_letters_with_its_part():
    columns = [Column(name="xa", from_name="(Hà Nội)"), Column(name="thang", from_name="#M(\\d+)")]
    assert told_by_name(columns, "Ha\u0300 No\u0323\u0302i.xls#M12") == {"xa": "Hà Nội", "thang": "12"}


def test_kinds_of_a_typed_source_are_staged_beside_the_texts(tmp_path: Path):
    book = Workbook()
    for row in (["Mã", "Số"], ["a", 1.5], ["b", True], ["c", "1,5"], ["d", None]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "nam-2024.xlsx")
    made = stage(CONTRACT, SOURCE, tmp_path / "nam-2024.xlsx", name="nam-2024.xlsx", into=tmp_path / "staged")
    assert [(row[3], row[6]) for row in rows(made)] == [("1.5", "n"), ("true", "b"), ("1,5", None), (None, None)]


def test_a_part_that_does_not_fit_is_left_out_and_said(tmp_path: Path):
    book = Workbook()
    book.worksheets[0].title = "Bìa"
    for row in (["Người lập", "Ngày"], ["Ai đó", "1/1"], ["Ai nữa", "2/1"]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("Số liệu")
    for row in (["Mã", "Số"], ["a", 1], ["b", 2]):
        sheet.append(row)
    book.save(tmp_path / "hai.xlsx")
    made = stage(CONTRACT, SOURCE, tmp_path / "hai.xlsx", name="hai.xlsx", into=tmp_path / "staged")
    assert [(part.part, part.taken, part.rows) for part in made.parts] == [("Bìa", False, 2), ("Số liệu", True, 2)]
    assert made.rows == 2
    assert {row[0] for row in rows(made)} == {"Số liệu"}


def test_when_no_table_fits_the_nearest_is_named_with_what_it_lacks(tmp_path: Path):
    with pytest.raises(NoTableFitsError) as told:
        staged(tmp_path, "la.csv", "Số,Tên\n1,a\n")
    said = told.value.text("vi")
    assert "thiếu cột: ma" in said
    assert "Tên" in said
    assert "kho.header" in said


def test_an_empty_file_is_told(tmp_path: Path):
    with pytest.raises(EmptyFileError):
        staged(tmp_path, "rong.csv", "")


def test_bytes_of_no_known_format_are_told_with_the_formats_there_are(tmp_path: Path):
    file = tmp_path / "anh"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(UnknownFormatError, match="workbook"):
        stage(CONTRACT, SOURCE, file, name="anh.png", into=tmp_path / "staged")


@pytest.mark.parametrize("spelling", ["csv", "CSV", "txt", "tsv"])
def test_the_contracts_format_counts_by_any_spelling(tmp_path: Path, spelling: str):
    named = replace(SOURCE, format=spelling, read={"delimiter": "|"})
    assert len(rows(staged(tmp_path, "khong-duoi", "Mã|Số\na|1\n", named))) == 1
