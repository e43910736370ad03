"""Delimited text as people leave it: what is found, what is read, what is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kho.errors import KhoError
from kho.quality.cells import CellKind
from kho.sources import text_bytes
from kho.sources.base import ReadNotes, SourceTable
from kho.sources.delimited import feed, records
from kho.sources.formats.delimited import BadReadOptionError, DelimitedFormat
from kho.sources.registry import format_named, formats_that_fit


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """All of one table: header texts (the last row of them), row numbers, cells and the kinds that are set."""

    headers: list[str]
    rows: dict[int, list[str | None]]
    kinds: dict[tuple[int, int], str]
    notes: ReadNotes


Read = Callable[..., Got]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(data: bytes | str, **options: Any) -> Got:
        path = tmp_path / "data.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return got(path, options)

    return read_bytes


def got(path: Path, options: Mapping[str, Any]) -> Got:
    (table,) = DelimitedFormat().tables(path, name=path.name, read=options)
    return all_of(table)


def all_of(table: SourceTable) -> Got:
    rows: dict[int, list[str | None]] = {}
    kinds: dict[tuple[int, int], str] = {}
    width = len(table.columns)
    for batch in table.batches:
        for row in batch.to_pylist():
            assert row["row"] not in rows
            rows[row["row"]] = [row[f"c{i + 1}"] for i in range(width)]
            kinds |= {(row["row"], i + 1): kind for i in range(width) if (kind := row[f"k{i + 1}"])}
    headers = [column.header[-1] if column.header else "" for column in table.columns]
    return Got(headers=headers, rows=rows, kinds=kinds, notes=table.notes)


def left(table: Got) -> list[tuple[str, str]]:
    return [(each.place, each.why.en) for each in table.notes.left_out]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "¦", "\x1f"])
def test_the_delimiter_is_found(read: Read, delimiter: str):
    lines = [["mã", "tên", "số"], ["01", "Xã A", "1.5"], ["02", "Xã B", "2"]]
    table = read("\n".join(delimiter.join(line) for line in lines))
    assert table.headers == lines[0]
    assert table.rows == {2: lines[1], 3: lines[2]}
    assert table.notes.found["delimiter"] == delimiter


def test_decimal_commas_are_no_delimiters(read: Read):
    table = read("1,5;2,5;3,5\n4,5;5,5;6,5\n")
    assert table.rows == {1: ["1,5", "2,5", "3,5"], 2: ["4,5", "5,5", "6,5"]}


def test_one_column_has_no_delimiter(read: Read):
    table = read("tên\nNguyễn Thị Mẫu\nTrần, Văn Thử\n")
    assert table.notes.found["delimiter"] is False
    assert table.rows == {2: ["Nguyễn Thị Mẫu"], 3: ["Trần, Văn Thử"]}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_end_counts_as_a_spreadsheet_counts_it(read: Read, end: str):
    table = read(end.join(["a,b", "1,2", "3,4", ""]))
    step = 2 if end == "\r\r\n" else 1
    assert table.rows == {1 + step: ["1", "2"], 1 + 2 * step: ["3", "4"]}


def test_line_ends_may_be_mixed(read: Read):
    assert read("a,b\r\n1,2\n3,4\r5,6").rows == {2: ["1", "2"], 3: ["3", "4"], 4: ["5", "6"]}


def test_a_quoted_line_break_starts_no_row_and_a_blank_line_is_one(read: Read):
    table = read('a,b\n"x\ny","z ""q"""\n\n1,2\n\n\n')
    assert table.rows == {2: ["x\ny", 'z "q"'], 4: ["1", "2"]}
    assert left(table) == [("3, 5, 6", "3 blank rows.")]


def test_excels_own_first_line_names_the_delimiter_and_is_no_row(read: Read):
    table = read("\ufeffsep=;\r\na,x;b\r\n1,2;3,4\r\n")
    assert table.headers == ["a,x", "b"]
    assert table.rows == {2: ["1,2", "3,4"]}


def test_titles_above_and_notes_below_are_told(read: Read):
    table = read("BÁO CÁO,,\nNăm 2024,,\n\nxã,dân số,diện tích\nA,1,2\nB,3,4\n,,\nNguồn: giả định,,\n")
    assert table.notes.found["header"] == [4]
    assert table.rows == {5: ["A", "1", "2"], 6: ["B", "3", "4"]}
    assert [(each.place, each.text) for each in table.notes.left_out] == [
        ("8", "Nguồn: giả định"), ("1", "BÁO CÁO"), ("2", "Năm 2024"), ("7", ""),
    ]  # fmt: skip


def test_headers_in_two_rows(read: Read):
    path_like = "Đơn vị mới,,Đơn vị cũ,\nTên,Mã,Tên,Mã\nA,01,B,02\nC,03,D,04\n"
    table = read(path_like)
    assert table.notes.found["header"] == [1, 2]
    assert table.headers == ["Tên", "Mã", "Tên", "Mã"]


def test_data_without_a_header(read: Read):
    table = read("1,null,0\n2,5,1\n3,4,7\n")
    assert table.notes.found["header"] is False
    assert table.rows[1] == ["1", "null", "0"]
    assert table.headers == ["", "", ""]


def test_headers_may_be_empty_or_doubled(read: Read):
    assert read("a,,a\n1,2,3\n").headers == ["a", "", "a"]


def test_a_header_shorter_than_its_rows(read: Read):
    table = read("a,b\n1,2,3\n4,5,6\n")
    assert table.headers == ["a", "b", ""]
    assert table.rows == {2: ["1", "2", "3"], 3: ["4", "5", "6"]}


def test_header_texts_become_nfc(read: Read):
    assert read("Te\u0302n,b\n1,2\n").headers == ["Tên", "b"]


def test_short_rows_are_filled_and_told(read: Read):
    table = read("a,b,c\n1,2,3\n4\n5,6,7\n8,9,10\n")
    assert table.rows[3] == ["4", None, None]
    assert left(table) == [("3", "1 rows lack cells at their end; these are read as empty.")]


def test_surplus_cells_are_kept_in_an_error_and_empty_ones_are_none(read: Read):
    table = read("a,b\n1,2\n3,4,5,,6\n7,8,,\n9,10\n11,12\n")
    assert table.rows == {2: ["1", "2"], 3: ["3", "4,5,,6"], 4: ["7", "8"], 5: ["9", "10"], 6: ["11", "12"]}
    assert table.kinds == {(3, 2): CellKind.ERROR}


def test_backslash_escapes_are_found(read: Read):
    table = read('a,b\n"x \\"y\\", z",1\n"p",2\n')
    assert table.notes.found["escape"] == "\\"
    assert table.rows == {2: ['x "y", z', "1"], 3: ["p", "2"]}


def test_apostrophes_may_quote(read: Read):
    table = read("a,b\n'x,y','1'\n'z','2'\n")
    assert table.notes.found["quote"] == "'"
    assert table.rows == {2: ["x,y", "1"], 3: ["z", "2"]}


def test_a_quote_inside_a_cell_is_itself(read: Read):
    assert read('a,b\n5" ống,1\n6" ống,2\n').rows == {2: ['5" ống', "1"], 3: ['6" ống', "2"]}


def test_blanks_before_quotes_are_no_text(read: Read):
    table = read('a, b, c\n1, "6,000", x\n2, "7,000", y\n')
    assert table.rows == {2: ["1", "6,000", "x"], 3: ["2", "7,000", "y"]}


@pytest.mark.parametrize("ending", ["", '7,"x"\n'])
def test_an_open_quote_swallows_no_row(read: Read, ending: str):
    table = read('a,b\n1,2\n5,"abc\n6,foo\n' + ending)
    assert table.rows[3] == ["5", '"abc']
    assert table.rows[4] == ["6", "foo"]
    assert table.rows.get(5, ["7", "x"]) == ["7", "x"]
    assert table.kinds == {(3, 2): CellKind.ERROR}
    assert ("3", "1 rows have broken quotes; their cells with quotes are quarantined.") in left(table)


def test_unescaped_inner_quotes_keep_their_text(read: Read):
    table = read('a,b\n"Công ty "Mẫu" Thử",1\nx,2\n')
    assert table.rows == {2: ['"Công ty "Mẫu" Thử"', "1"], 3: ["x", "2"]}
    assert table.kinds == {(2, 1): CellKind.ERROR}


def test_one_wrong_byte_costs_one_cell(read: Read):
    table = read("tên,số\nHội đồng,1\nT\udcffnh,2\nXã,3\n".encode(errors="surrogateescape"))
    assert table.notes.found["encoding"] == "utf-8"
    assert table.rows[3] == ["T\\xffnh", "2"]
    assert table.kinds == {(3, 1): CellKind.UNDECODED}


def test_an_unknown_encoding_is_read_and_not_guessed(read: Read):
    table = read("descripción,n\nLegislación,1\nGasto,2\n".encode("cp1252"))
    assert "encoding" not in table.notes.found
    assert table.notes.found["encoding_guess"]
    assert table.headers == ["descripci\\xf3n", "n"]
    assert table.rows == {2: ["Legislaci\\xf3n", "1"], 3: ["Gasto", "2"]}
    assert table.kinds == {(2, 1): CellKind.UNDECODED}


def test_a_pinned_encoding_is_used(read: Read):
    table = read("descripción,n\nLegislación,1\nGa\udc81sto,2\n".encode("cp1252", "surrogateescape"), encoding="cp1252")
    assert table.rows == {2: ["Legislación", "1"], 3: ["Ga\\x81sto", "2"]}
    assert table.kinds == {(3, 1): CellKind.UNDECODED}


def test_a_nul_marks_its_cell(read: Read):
    table = read("a,b\nx\0y,1\n")
    assert table.rows == {2: ["x\\x00y", "1"]}
    assert table.kinds == {(2, 1): CellKind.UNDECODED}


def test_what_is_told_is_kept(read: Read):
    text = "x;y,z\n1;2,3\nđơn vị;m,m\n4;5,6\n"
    table = read(text, delimiter=",", header=1, first_row=2, skip_rows=[3], quote=False, columns=2)
    assert table.headers == ["x;y", "z"]
    assert table.rows == {2: ["1;2", "3"], 4: ["4;5", "6"]}
    assert ("3", "Left out by skip_rows.") in left(table)


def test_what_was_found_can_be_pinned(read: Read):
    text = 'Tiêu đề\nmã;tên\n01;"a;b"\n02;c\n'
    found = read(text)
    assert read(text, **found.notes.found).rows == found.rows


def test_no_header_can_be_told(read: Read):
    assert read("a,b\n1,2\n", header=False).rows == {1: ["a", "b"], 2: ["1", "2"]}


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ({"encodign": "utf-8"}, ["encodign"]),
        ({"encoding": "nope"}, ["encoding"]),
        ({"delimiter": "||", "quote": ""}, ["delimiter", "quote"]),
        ({"header": 0}, ["header"]),
        ({"header": [1, "2"]}, ["header"]),
        ({"header": 5, "first_row": 3}, ["first_row"]),
        ({"delimiter": ",", "quote": ","}, ["delimiter"]),
        ({"columns": True}, ["columns"]),
        ({"delimiter": "tab", "header": [1, 2], "quote": False, "skip_rows": 4}, []),
    ],
)
def test_mistakes_in_options(tmp_path: Path, options: dict[str, Any], fields: list[str]):
    assert [field for field, _, _ in DelimitedFormat().problems(options)] == fields
    if fields:
        path = tmp_path / "x.csv"
        path.write_text("a,b\n")
        with pytest.raises(BadReadOptionError):
            got(path, options)


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        ("", {}, "KHO-S101"),
        ("\n\n \n", {}, "KHO-S101"),
        ("a,b\n1,2\n", {"columns": 3}, "KHO-S103"),
        ("a,b\n1,2\n", {"header": 9}, "KHO-S104"),
    ],
)
def test_files_that_cannot_be_read(read: Read, data: str, options: dict[str, Any], code: str):
    with pytest.raises(KhoError) as error:
        read(data, **options)
    assert error.value.code == code
    assert error.value.where == "data.csv"


def test_a_ten_megabyte_cell_passes(read: Read):
    cell = "xã, phường\n" * 700_000
    table = read(f'a,b\n1,2\n2,"{cell}"\n3,4\n')
    assert table.rows == {2: ["1", "2"], 3: ["2", cell], 4: ["3", "4"]}


@pytest.mark.parametrize("text", ['a,b\n1,"' + "x" * 5000, 'a,b\n1,"' + "x\n" * 4000])
def test_a_cell_past_the_limit_is_an_error(read: Read, monkeypatch: pytest.MonkeyPatch, text: str):
    for module in (records, feed):
        monkeypatch.setattr(module, "LONGEST_CELL", 1000)
    with pytest.raises(KhoError) as error:
        read(text)
    assert (error.value.code, error.value.where) == ("KHO-S102", "data.csv")


def test_irregular_rows_far_inside_a_file_lose_and_double_nothing(read: Read):
    lines = [f'{i},"tên {i}","{i}\n{i}"' for i in range(2, 60_000)]
    lines[30_000] = '30002,"a "b" c",1'
    lines[30_001] = "30003,x"
    lines[45_000] = '45002,"open,1'
    table = read("\n".join(["mã,tên,ghi chú", *lines]) + "\n", header=1)
    assert list(table.rows) == list(range(2, 60_000))
    assert all(cells[0] == str(row) for row, cells in table.rows.items())
    assert table.rows[59_999][2] == "59999\n59999"
    assert {row for row, _ in table.kinds} == {30_002, 45_002}


@pytest.mark.parametrize("size", [5, 6, 7, 8, 9, 10, 11, 12])
def test_a_piece_that_ends_in_the_second_quoted_break_of_a_row(read: Read, monkeypatch: pytest.MonkeyPatch, size: int):
    monkeypatch.setattr(text_bytes, "CHUNK", size)
    table = read('a,b\n"p\nq","r\ns"\n"t","u\nv"\n', header=1)
    assert table.rows == {2: ["p\nq", "r\ns"], 3: ["t", "u\nv"]}


@pytest.mark.parametrize(
    ("head", "name", "fits"),
    [
        (b"a,b\n1,2\n", "x.csv", True),
        (b"", "x.csv", True),
        (b"", "x.bin", False),
        (b"a;b\n1;2\n", "noname", True),
        (b"hello world", "noname", False),
        (b"a,b\n1,2\n", "x.ttl", False),
        (b"\xff\xfea\0,\0b\0\n\0", "x.csv", True),
        (b"a\0,\0b\0\n\0", "x.csv", True),
        (b"<html><table>", "x.csv", False),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>", "x.csv", False),
        (b'[{"a": 1}]', "x.csv", False),
        (b'{"a": 1}\n{"a": 2}\n', "x.txt", False),
        (b"[id],[name]\n1,2\n", "x.csv", True),
        (b"PK\x03\x04....", "x.csv", False),
        (b"\xd0\xcf\x11\xe0....", "x.csv", False),
        (bytes(range(256)), "x.csv", False),
    ],
)
def test_what_is_taken_for_delimited_text(head: bytes, name: str, *, fits: bool):
    assert DelimitedFormat().sniff(head, name) is fits


def test_it_comes_in_by_the_door():
    assert isinstance(format_named("csv"), DelimitedFormat)
    assert formats_that_fit(b"a,b\n1,2\n", "x.csv") == ("csv",)


@pytest.mark.parametrize(
    ("name", "found", "count"),
    [
        ("papi/Vietnam_National_Budget_Final.csv", {"header": [1], "columns": 10}, 633),
        ("papi/2011.csv", {"header": [1], "columns": 30}, 63),
        ("rain/Bao_cao_20260124_191959.csv", {"encoding": "utf-8", "columns": 7}, 2553),
        ("admin/crosswalk_2025_official.csv", {"header": [1, 2], "columns": 9}, 10605),
        ("admin/dvhc-vietnam.csv", {"header": [1], "columns": 4}, 11934),
        ("tthc/tthc_index.csv", {"encoding": "utf-8", "columns": 12}, 2642),
        ("dti/ict_cqdt_2017_top53.csv", {"delimiter": ";"}, 53),
        ("messy/mixedGLB.csv", {"header": [4], "columns": 19}, 133),
        ("messy/excel_pasting.csv", {"header": [4], "columns": 9}, 14),
        ("messy/begrotingsanalyse-2011.csv", {"header": [4, 5, 6]}, 37),
        ("messy/weird_head_padding.csv", {"header": [12], "delimiter": ";"}, 76),
        ("messy/null.csv", {"header": False}, 10),
        ("messy/long.csv", {"header": False, "delimiter": False}, 4000),
        ("messy/simple.psv", {"delimiter": "|"}, 28),
        ("messy/simple.ssv", {"delimiter": ";"}, 6),
        ("messy/example.tsv", {"delimiter": "\t"}, 140),
        ("messy/utf-16le_encoded.csv", {"encoding": "utf-16-le"}, 327),
        ("messy/utf8bom.csv", {"header": [1], "columns": 2}, 0),
        ("messy/complex.csv", {"columns": 4}, 3),
    ],
)
def test_real_files(shared_data: Path, name: str, found: dict[str, Any], count: int):
    table = got(shared_data / name, {})
    assert {key: table.notes.found.get(key) for key in found} == found
    assert len(table.rows) == count


def test_real_files_of_unknown_encoding_and_with_lost_letters(shared_data: Path):
    big5 = got(shared_data / "messy" / "characters.csv", {})
    assert big5.notes.found["encoding_guess"] == "big5"
    assert big5.rows[2][1] == "C1_395000000A_000001"
    assert big5.kinds[2, 3] == CellKind.UNDECODED
    lost = got(shared_data / "papi" / "Provinces.csv", {})
    assert lost.kinds[666, 1] == CellKind.UNDECODED
