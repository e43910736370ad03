"""Whatever is written as JSON, JSON lines, XML or Parquet comes back cell by cell."""

import json
import unicodedata
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.sources.tables import Read, read_all

from kho.errors import KhoError
from kho.sources.base import Format
from kho.sources.decoding import clean_text
from kho.sources.formats.json_records import JsonFormat
from kho.sources.formats.parquet import ParquetFormat
from kho.sources.formats.xml_records import XmlFormat

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufffd")
TEXTS = st.text(LETTERS | st.sampled_from("ạảấầẩẫậắằẳẵặđĐơƯ"), min_size=1, max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS)
NAMES = st.from_regex(r"[a-zđ_][a-z0-9_đê]{0,8}", fullmatch=True)
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), min_size=1, max_size=10)


def read(reader: Format, content: bytes, name: str, **options: object) -> Read:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "landed"
        file.write_bytes(content)
        (table,) = read_all(reader, file, name, options)
        return table


def expected(value: object) -> tuple[str | None, str | None]:
    """The cell of a value as its kind promises it."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return str(value).lower(), "b"
    return (str(value), "n") if isinstance(value, int) else (str(value), None)


def check_cells(table: Read, records: list[dict[str, object]]) -> None:
    """Every cell is the value that was written, every other cell is empty, and every column was written."""
    assert len(table.cells) == len(records)
    mended = {(repair.before, repair.after) for repair in table.notes.repairs}
    for cells, kinds, record in zip(table.cells, table.kinds, records, strict=True):
        found = dict(zip(table.headers, zip(cells, kinds, strict=True), strict=True))
        wanted = {clean_text(key): expected(value) for key, value in record.items()}
        for header, (text, kind) in found.items():
            # A text that may be in a legacy encoding is rightly marked, its letters still there; a repair is on record.
            value, was = wanted.get(header, (None, None))
            assert (None if kind == "l" else kind) == was
            assert text == value or (value, text) in mended
        assert wanted.keys() <= found.keys()


@settings(deadline=None)
@given(RECORDS, st.sampled_from([None, 1]), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_a_json_document(records: list[dict[str, object]], indent: int | None, encoding: str):
    text = json.dumps({"data": records}, ensure_ascii=False, indent=indent)
    check_cells(read(JsonFormat(), text.encode(encoding), "x.json", records="$.data[*]"), records)


@settings(deadline=None)
@given(RECORDS)
def test_json_lines(records: list[dict[str, object]]):
    text = "\n".join(json.dumps(record) for record in records)
    table = read(JsonFormat(), text.encode(), "x.jsonl")
    check_cells(table, records)
    assert table.rows == list(range(1, len(records) + 1))


@settings(deadline=None)
@given(
    st.lists(
        st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
    )
)
def test_nested_arrays_are_the_same_json(values: list[object]):
    text = json.dumps([{"a": [value]} for value in values], ensure_ascii=False)
    table = read(JsonFormat(), text.encode(), "x.json", records="$[*]")
    assert [json.loads(cells[0] or "") for cells in table.cells] == [[value] for value in values]


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.jsonl"]))
def test_no_bytes_make_json_fail_in_another_way_than_an_error_of_ours(content: bytes, name: str):
    _fails_well(JsonFormat(), content, name)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_xml_fail_in_another_way_than_an_error_of_ours(content: bytes):
    _fails_well(XmlFormat(), b"<r>" + content + b"</r>", "x.xml")


def _fails_well(reader: Format, content: bytes, name: str) -> None:
    with suppress(KhoError):
        read(reader, content, name)


@settings(deadline=None)
@given(st.lists(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=5), min_size=2, max_size=10))
def test_xml(records: list[dict[str, str]]):
    assume(not any(key.startswith("xml") for record in records for key in record))
    items = "".join(
        f"<i n='{i}'>" + "".join(f"<{key}>{escape(text)}</{key}>" for key, text in record.items()) + "</i>"
        for i, record in enumerate(records)
    )
    table = read(XmlFormat(), f"<r>{items}</r>".encode(), "x.xml", records="/r/i")
    check_cells(table, [{"@n": str(i)} | record for i, record in enumerate(records)])


@settings(deadline=None)
@given(st.data(), st.lists(st.sampled_from([pa.string(), pa.int64(), pa.bool_()]), min_size=1, max_size=4))
def test_parquet(data: st.DataObject, types: list[pa.DataType]):
    values = {"string": TEXTS, "int64": st.integers(-(2**63), 2**63 - 1), "bool": st.booleans()}
    rows = data.draw(st.integers(0, 10))
    columns = [data.draw(st.lists(st.none() | values[str(kind)], min_size=rows, max_size=rows)) for kind in types]
    arrays = {f"c{i}": pa.array(column, kind) for i, (column, kind) in enumerate(zip(columns, types, strict=True))}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "landed"
        pq.write_table(pa.table(arrays), file)
        (table,) = read_all(ParquetFormat(), file, "x", {})
    check_cells(table, [dict(zip(arrays, row, strict=True)) for row in zip(*columns, strict=True)])


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_floats_in_parquet_read_back_as_the_same_number(values: list[float]):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "landed"
        pq.write_table(pa.table({"a": pa.array(values, pa.float64())}), file)
        (table,) = read_all(ParquetFormat(), file, "x", {})
    assert [float(cells[0] or "") for cells in table.cells] == values
    assert all("e" not in (cells[0] or "") for cells in table.cells)
