"""Legacy Vietnamese text is found; Unicode Vietnamese and other languages are left alone."""

import csv
import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kho.standards.text.legacy import SUSPICIOUS, looks_legacy, may_be_legacy, vietnamese_share
from kho.standards.text.syllables import is_syllable


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Céng hoµ x· héi", "tcvn3"),
        ("QuyÕt to¸n n¨m 2012", "tcvn3"),
        ("ph\u00ad¬ng", "tcvn3"),
        ("Tæng thu", "tcvn3"),
        ("MÉu sè 06", "tcvn3"),
        ("H§ND", "tcvn3"),
        ("UBND TỈNH B¾c Giang", "tcvn3"),
        ("Coäng hoøa xaõ hoäi", "vni"),
        ("Ñoäc laäp", "vni"),
        ("Vi®t Nam", "viscii"),
    ],
)
def test_legacy_text_is_found_and_the_prefilter_sees_it(text: str, encoding: str):
    assert looks_legacy(text) == encoding
    assert re.search(SUSPICIOUS, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hội đồng nhân dân",
        "Hoà Bình, Bà Rịa - Vũng Tàu",
        "forêt, tôt, où, Noël, maïs, Thaï, à côté",
        "señor, año, más, Perú",
        "Straße, Fuß, Maß, Über",
        "100 m², 25°C, 1ª, § 5, ½, ±3, Kho®, “Ta”, don’t",
        "São Paulo",
    ],
)
def test_other_text_is_left_alone(text: str):
    assert looks_legacy(text) is None
    assert all(looks_legacy(word) is None for word in text.split())


def test_a_word_right_in_both_readings_is_a_doubt_only_beside_found_ones():
    assert looks_legacy("Céng") is None
    assert may_be_legacy("Céng", "tcvn3")
    assert not may_be_legacy("Hội đồng", "tcvn3")
    assert not may_be_legacy("TONG", "tcvn3")
    assert not may_be_legacy("Thu khác ngân sách", "tcvn3")


@pytest.mark.parametrize("word", ["nghiêng", "hoà", "hòa", "Quyết", "TỈNH", "gì", "giếng", "khuỷu", "yên", "Huế"])
def test_syllables(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["forêt", "tôt", "hOà", "ktỉnh", "señor", "ngề", "kà", "Strasse", ""])
def test_what_is_no_syllable(word: str):
    assert not is_syllable(word)


def test_the_share_of_vietnamese_words_counts_distinct_words_beyond_ascii():
    assert vietnamese_share("Hội Hội đồng forêt abc") == (2 / 3, 3)


def test_no_real_file_in_unicode_or_spanish_is_taken_for_legacy(shared_data: Path):
    files = ["messy/spanish_chars.csv", "messy/sparse_with_column_errors.csv", "papi/Provinces.csv"]
    files += ["tthc/tthc_index.csv", "admin/crosswalk_2025_official.csv", "admin/legacy_addresses.csv"]
    for name in files:
        data = (shared_data / name).read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        assert [cell for cell in cells if looks_legacy(cell)] == []


def test_legacy_cells_of_real_workbooks_are_found(shared_data: Path):
    with (shared_data / "budget" / "Final_2001.xls").open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    found = [cell for cell in cells if isinstance(cell, str) and looks_legacy(cell) == "tcvn3"]
    assert "Bé Tµi chÝnh" in found
    assert len(found) > 30
