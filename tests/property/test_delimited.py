"""Whatever table is written as delimited text comes back as it was; what is not as it was is on record."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kho.errors import KhoError
from kho.sources import text_bytes
from kho.sources.formats.delimited import DelimitedFormat

LETTERS = st.sampled_from("abc ăâđêôơưẤệỹ019.,;|\t\"'\n\r-/\\=")
CELLS = st.text(LETTERS, max_size=8) | st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Rows of one width, none blank, in NFC, with a first cell that makes each row sure to be one."""
    width = draw(st.integers(2, 5))
    row = st.lists(CELLS.map(lambda cell: unicodedata.normalize("NFC", cell)), min_size=width - 1, max_size=width - 1)
    rows = draw(st.lists(row, min_size=1, max_size=12))
    return [[f"r{i}", *cells] for i, cells in enumerate(rows)]


def written(rows: list[list[str]], **style: object) -> str:
    out = io.StringIO(newline="")
    if any(end in cell for row in rows for cell in row for end in "\r\n"):
        # Python's writer quotes only the line end it writes itself.
        style["quoting"] = csv.QUOTE_ALL
    csv.writer(out, **style).writerows(rows)  # type: ignore[arg-type] - styles are drawn
    return out.getvalue()


def read_back(path: Path, options: dict[str, object]) -> tuple[list[list[str]], set[tuple[str, str]]]:
    """The rows, and the repairs on record: before and after."""
    (table,) = DelimitedFormat().tables(path, name="t.csv", read=options)
    width = len(table.columns)
    rows = [row for batch in table.batches for row in batch.to_pylist()]
    assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
    cells = [[row[f"c{i + 1}"] or "" for i in range(width)] for row in rows]
    return cells, {(repair.before, repair.after) for repair in table.notes.repairs}


def changed(rows: list[list[str]], back: list[list[str]]) -> set[tuple[str, str]]:
    """Each cell that came back as another, before and after."""
    assert [len(row) for row in back] == [len(row) for row in rows]
    pairs = (pair for row, other in zip(rows, back, strict=True) for pair in zip(row, other, strict=True))
    return {(before, after) for before, after in pairs if before != after}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    rows=tables(),
    style=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(",;\t|"),
            "quotechar": st.sampled_from("\"'"),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
            "lineterminator": st.sampled_from(["\n", "\r\n", "\r"]),
        }
    ),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
def test_a_table_comes_back(tmp_path: Path, rows: list[list[str]], style: dict[str, object], codec: str):
    path = tmp_path / "t.csv"
    path.write_bytes(written(rows, **style).encode(codec))
    told = {"delimiter": style["delimiter"], "quote": style["quotechar"], "escape": False, "header": False}
    back, repairs = read_back(path, told | {"encoding": codec})
    assert changed(rows, back) <= repairs


WORDS = st.text("abcăâđêôơưẤệỹ", min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, WORDS).map(list), min_size=2, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_the_dialect_of_plain_tables_is_found(tmp_path: Path, rows: list[list[str]], delimiter: str, codec: str):
    path = tmp_path / "t.csv"
    path.write_bytes(written(rows, delimiter=delimiter).encode(codec))
    back, repairs = read_back(path, {"header": False})
    assert changed(rows, back) <= repairs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.binary(max_size=200) | st.text(LETTERS, max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path: Path, data: bytes):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    try:
        (table,) = DelimitedFormat().tables(path, name="t.csv", read={})
        rows = [row["row"] for batch in table.batches for row in batch.to_pylist()]
    except KhoError:
        return
    assert rows == sorted(set(rows))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    text=st.text(st.sampled_from('aă,"\n\r1'), max_size=60),
    chunk=st.sampled_from([1, 2, 3, 7]),
    told=st.sampled_from([{}, {"quote": False}, {"delimiter": ",", "quote": '"', "header": False}]),
)
def test_pieces_of_any_size_give_the_same_rows(tmp_path: Path, text: str, chunk: int, told: dict[str, object]):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    whole = outcome(path, told)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_bytes, "CHUNK", chunk)
        assert outcome(path, told) == whole


def outcome(path: Path, told: dict[str, object]) -> object:
    try:
        (table,) = DelimitedFormat().tables(path, name="t.csv", read=told)
        return [row for batch in table.batches for row in batch.to_pylist()]
    except KhoError as error:
        return error.code
