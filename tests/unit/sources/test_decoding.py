"""What `clean` does to any format's batches."""

import pyarrow as pa
import pytest

from kho.quality.cells import CellKind
from kho.sources import repairs
from kho.sources.base import ReadNotes
from kho.sources.decoding import clean, clean_text


def batch(first_row: int = 1, /, **columns: list[str | None]) -> pa.RecordBatch:
    count = len(next(iter(columns.values())))
    rows = pa.array(range(first_row, first_row + count), pa.int64())
    return pa.RecordBatch.from_pydict({"row": rows} | {name: pa.array(v, pa.string()) for name, v in columns.items()})


def cleaned(*batches: pa.RecordBatch) -> tuple[list[dict[str, object]], ReadNotes]:
    notes = ReadNotes()
    rows = [row for each in clean(iter(batches), "tệp#1", notes) for row in each.to_pylist()]
    return rows, notes


def test_kinds_are_in_every_batch_and_those_that_came_stay():
    rows, _ = cleaned(batch(c1=["1", None]), batch(3, c1=["x", "2024-01-31"], k1=[None, "d"]))
    assert [row["k1"] for row in rows] == [None, None, None, "d"]


def test_text_becomes_nfc_and_each_distinct_repair_is_on_record_once():
    apart = "Ha\u0300 No\u0302\u0323i"
    rows, notes = cleaned(batch(c1=[apart, "Huế", apart]), batch(4, c1=[apart, apart]))
    assert [row["c1"] for row in rows] == ["Hà Nội", "Huế", "Hà Nội", "Hà Nội", "Hà Nội"]
    (repair,) = notes.repairs
    assert (repair.before, repair.after, repair.why, repair.count) == (apart, "Hà Nội", "nfc", 4)
    assert repair.places == (("tệp#1", 1, "c1"), ("tệp#1", 3, "c1"), ("tệp#1", 4, "c1"))


def test_a_mark_that_begins_a_cell_does_not_join_the_cell_before():
    rows, notes = cleaned(batch(c1=["a", "\u0300b"]))
    assert [row["c1"] for row in rows] == ["a", "\u0300b"]
    assert notes.repairs == []


def test_repairs_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repairs, "MOST_REPAIRS", 2)
    _, notes = cleaned(batch(c1=[f"a\u0300{i}" for i in range(5)]))
    assert [repair.count for repair in notes.repairs] == [1, 1, 3]
    assert notes.repairs[-1].before == "…"


def test_controls_and_replacement_characters_are_marked_and_white_space_is_not():
    rows, _ = cleaned(batch(c1=["a\x00b", "a\x9fb", "T\ufffdnh", "a\tb\r\nc\x0bd\x0c"]))
    assert [(row["c1"], row["k1"]) for row in rows] == [
        ("a\\x00b", CellKind.UNDECODED),
        ("a\\x9fb", CellKind.UNDECODED),
        ("T\ufffdnh", CellKind.UNDECODED),
        ("a\tb\r\nc\x0bd\x0c", None),
    ]


def test_legacy_cells_are_decoded_and_doubtful_ones_beside_them_on_record():
    rows, notes = cleaned(batch(c1=["Tæng thu", "Céng", "Hội đồng", "1"], c2=["Céng", "Bé", None, "x"]))
    assert [row["c1"] for row in rows] == ["Tổng thu", "Cộng", "Hội đồng", "1"]
    assert [row["c2"] for row in rows] == ["Céng", "Bé", None, "x"]
    assert [(row["k1"], row["k2"]) for row in rows] == [(None, None)] * 4
    assert [(each.before, each.after, each.why) for each in notes.repairs] == [
        ("Tæng thu", "Tổng thu", "tcvn3"),
        ("Céng", "Cộng", "tcvn3"),
    ]


def test_viqr_is_decoded_and_what_is_short_beside_it():
    texts = ["U?y ban nha^n da^n xa~ Ta^n Ta^.p", "Ha`", "Tra? lo+`i: ai dda~ la`m?", "Nam", "A+B", "co' cho.n a?"]
    rows, notes = cleaned(batch(c1=texts))
    decoded = ["Ủy ban nhân dân xã Tân Tập", "Hà", "Trả lời: ai đã làm?", "Nam", "A+B"]
    assert [row["c1"] for row in rows] == [*decoded, "co' cho.n a?"]
    assert [row["k1"] for row in rows] == [None, None, None, None, None, CellKind.LEGACY]
    assert [(each.after, each.why) for each in notes.repairs][1] == ("Hà", "viqr")


def test_ascii_with_signs_of_its_own_is_left_alone():
    texts = ["a^2 + b^2", "x = (a+b)^2", "10^3 m3", "add(a)", "CO+ CO2", "f(a) ~ o+e^x", "Mr. A. (ca?)"]
    rows, notes = cleaned(batch(c1=texts))
    assert ([row["c1"] for row in rows], notes.repairs) == (texts, [])
    assert {row["k1"] for row in rows} == {None}


def test_a_doubtful_cell_is_marked_and_stays_as_it_came():
    rows, notes = cleaned(batch(c1=["Tæng thu", "Bé", "Hội đồng", "Thu phí"]))
    assert [(row["c1"], row["k1"]) for row in rows][:2] == [("Tổng thu", None), ("Bé", CellKind.LEGACY)]
    assert len(notes.repairs) == 1


def test_a_doubt_among_unicode_texts_is_none():
    rows, notes = cleaned(batch(c1=["où", *(f"Huyện {i} đã nộp" for i in range(60))]))
    assert (rows[0]["c1"], rows[0]["k1"], notes.repairs) == ("où", None, [])


def test_lookalikes_and_mojibake_are_mended_on_record():
    _, notes = cleaned(batch(c1=["ngƣời", "Hà\u200b Nội"], c2=["Viá»‡t Nam", "Hà Nội"]))
    assert [(each.before, each.after, each.why) for each in notes.repairs] == [
        ("ngƣời", "người", "unicode-lookalike"),
        ("Hà\u200b Nội", "Hà Nội", "unicode-lookalike"),
        ("Viá»‡t Nam", "Việt Nam", "utf-8-twice"),
    ]


def test_a_slice_of_a_batch_is_cleaned_as_itself():
    rows, _ = cleaned(batch(c1=["a\x00", "b", "c\x01", None]).slice(1, 3))
    assert [(row["row"], row["c1"]) for row in rows] == [(2, "b"), (3, "c\\x01"), (4, None)]


def test_an_empty_batch_passes():
    assert cleaned(batch(c1=["a"]).slice(0, 0)) == ([], ReadNotes())


def test_a_header_is_cleaned_like_a_cell():
    assert clean_text("Te\u0302n\x00 \U0010ffe9") == "Tên\\x00 \\xe9"
    assert clean_text("Tæng thu") == "Tổng thu"
