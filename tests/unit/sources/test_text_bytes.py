"""Which encoding a file is in is proven or left open."""

import codecs
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from kho.sources import text_bytes
from kho.sources.text_bytes import UNKNOWN, Encoding, find_encoding, is_encoding, shown, texts, utf8_pieces

Write = Callable[[bytes], Path]
TEXT = "Mã,Tên xã\n1,Hội đồng nhân dân tỉnh Hưng Yên quyết định năm\n2,Nghĩa Trụ\n"


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(data: bytes) -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_is_proof(file: Write, codec: str):
    mark = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    mark |= {"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}
    path = file(mark[codec] + TEXT.encode(codec))
    encoding = find_encoding(path, pinned="cp1252")
    assert encoding.name == codec
    assert "".join(texts(path, encoding)) == TEXT


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_unicode_without_a_mark_is_proven_by_the_whole_file(file: Write, codec: str):
    path = file(TEXT.encode(codec))
    assert find_encoding(path).name == codec
    assert b"".join(utf8_pieces(path, find_encoding(path))) == TEXT.encode()


def windows_1258(text: str) -> bytes:
    marks = {"\u0300": 0xCC, "\u0301": 0xEC, "\u0303": 0xDE, "\u0309": 0xD2, "\u0323": 0xF2}
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, mark = _parted(letter)
            out += base.encode("cp1258") + bytes([marks[mark]])
    return bytes(out)


def _parted(letter: str) -> tuple[str, str]:
    apart = unicodedata.normalize("NFD", letter)
    tone = next(each for each in apart if each in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", apart.replace(tone, "")), tone


def test_windows_1258_is_proven_by_its_words_and_composed(file: Write):
    path = file(windows_1258(TEXT))
    encoding = find_encoding(path)
    assert encoding.name == "cp1258"
    assert "".join(texts(path, encoding)) == TEXT


def test_a_letter_and_its_mark_stay_together_over_the_pieces(file: Write, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text_bytes, "CHUNK", 1)
    path = file(windows_1258(TEXT))
    assert "".join(texts(path, Encoding(name="cp1258"))) == TEXT


@pytest.mark.parametrize(("text", "codec"), [("Descripción,año\n", "cp1252"), ("Gasto número\n", "latin-1")])
def test_other_single_byte_text_is_unknown_with_a_guess_for_people(file: Write, text: str, codec: str):
    path = file((text * 50).encode(codec))
    encoding = find_encoding(path)
    assert encoding.name == UNKNOWN
    assert encoding.guess
    assert shown("".join(texts(path, encoding))).startswith(shown(text.encode(codec).decode("ascii", "kho.escape")))


def test_tcvn3_bytes_are_proven_by_their_words_and_read_as_they_show(file: Write):
    path = file("Céng hoµ x· héi\nQuyÕt to¸n ng©n s¸ch\n".encode("latin-1"))
    encoding = find_encoding(path)
    assert encoding.name == "cp1252"
    assert "".join(texts(path, encoding)) == "Céng hoµ x· héi\nQuyÕt to¸n ng©n s¸ch\n"


def test_few_words_of_tcvn3_are_guessed_for_people(file: Write):
    encoding = find_encoding(file("Tæng thu; caf\xe9\n".encode("latin-1")))
    assert (encoding.name, encoding.guess) == (UNKNOWN, "tcvn3")


def test_one_wrong_byte_does_not_make_a_file_another_encoding(file: Write):
    path = file(TEXT.encode() * 100 + b"\xff\n")
    encoding = find_encoding(path)
    assert encoding.name == "utf-8"
    assert "".join(texts(path, encoding)) == TEXT * 100 + "\U0010ffff\n"


def test_mixed_encodings_keep_what_is_utf8(file: Write):
    path = file(TEXT.encode() + "Descripción\n".encode("cp1252"))
    assert find_encoding(path).name == "utf-8"


def test_a_cut_character_at_the_end_is_kept_as_bytes(file: Write):
    path = file("Tỉnh".encode()[:-3])
    assert shown("".join(texts(path, Encoding(name="utf-8")))) == "T\\xe1\\xbb"


def test_a_pinned_encoding_is_kept_and_what_it_cannot_read_stands_in(file: Write):
    path = file(b"a\x81b\n")
    encoding = find_encoding(path, pinned="cp1252")
    assert encoding.name == "cp1252"
    assert shown("".join(texts(path, encoding))) == "a\\x81b\n"


@pytest.mark.parametrize(
    ("name", "fits"), [("utf-8", True), ("cp1258", True), ("idna", False), ("xyz", False), ("rot13", False)]
)
def test_names_of_encodings(name: str, *, fits: bool):
    assert is_encoding(name) is fits
