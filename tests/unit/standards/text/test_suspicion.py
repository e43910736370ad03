"""Syllables, and the quick looks that come before decoding."""

import csv
import io
import re
from pathlib import Path

import pytest

from kho.standards.text.decoding import decode
from kho.standards.text.suspicion import SUSPICIOUS, vietnamese_share
from kho.standards.text.syllables import is_syllable


@pytest.mark.parametrize(
    "text",
    [
        "Céng hoµ x· héi",
        "ph\u00ad¬ng",
        "Tæng thu",
        "MÉu sè 06",
        "H§ND",
        "Coäng hoøa",
        "Ñoäc laäp",
        "Vi®t Nam",
        "Viá»‡t",
    ],
)
def test_the_prefilter_sees_legacy_text(text: str):
    assert re.search(SUSPICIOUS, text)


@pytest.mark.parametrize("word", ["nghiêng", "hoà", "hòa", "Quyết", "TỈNH", "gì", "giếng", "khuỷu", "yên", "Huế"])
def test_syllables(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["forêt", "tôt", "hOà", "ktỉnh", "señor", "ngề", "kà", "Strasse", ""])
def test_what_is_no_syllable(word: str):
    assert not is_syllable(word)


def test_the_share_of_vietnamese_words_counts_distinct_words_beyond_ascii():
    assert vietnamese_share("Hội Hội đồng forêt abc") == (2 / 3, 3)


def test_no_real_file_in_unicode_is_taken_for_legacy(shared_data: Path):
    files = ["tthc/tthc_index.csv", "admin/crosswalk_2025_official.csv", "admin/legacy_addresses.csv"]
    for name in files:
        text = (shared_data / name).read_text(encoding="utf-8-sig")
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row if re.search(SUSPICIOUS, cell)}
        assert [cell for cell in cells if not decode(cell).sure or "unicode" not in decode(cell).encoding] == []
