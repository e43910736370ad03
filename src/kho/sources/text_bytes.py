r"""Bytes to characters: which encoding a file is in, and its text, with no character guessed.

An encoding is *proven* by a byte order mark, by the whole file being valid UTF-8 or UTF-16, or for Windows-1258,
TCVN3, VNI and VISCII by its words being Vietnamese syllables. Text in the last three is read as Windows-1252, which
is how their letters show elsewhere too; `kho.sources.decoding.clean` decodes it. Bytes that the encoding does not
turn to text are carried through as one stand-in character each (`ESCAPES`); `kho.sources.decoding.clean` shows them
as `\xNN` and marks their cell. A file that really holds these private-use characters has the cells that hold them
marked too.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from charset_normalizer import from_bytes

from kho.messages import Message
from kho.sources.ahead import Ahead
from kho.sources.options import Plain
from kho.standards.text.decoding import Decoded, decode
from kho.standards.text.fonts import Encoding as Written
from kho.standards.text.suspicion import vietnamese_share

CHUNK: Final = 2 * 2**20
ESCAPE_BASE: Final = 0x10FF00
ESCAPES: Final = (chr(ESCAPE_BASE), chr(ESCAPE_BASE + 0xFF))
"""First and last stand-in: U+10FF00 + byte, the last block of the private-use planes."""
_STAND_IN: Final = re.compile(f"[{ESCAPES[0]}-{ESCAPES[1]}]")
UNKNOWN: Final = "unknown"
"""Name of the encoding of a file whose bytes beyond ASCII prove no encoding."""

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = {
    b"PK\x03\x04": "zip/xlsx/docx",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "xls/doc",
    b"%PDF": "pdf",
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
    b"SQLite": "sqlite",
}
_ASCII_END: Final = 0x80
_LEAD_BYTE, _LEAD_OF_THREE, _LEAD_OF_FOUR = 0xC0, 0xE0, 0xF0
_RARE: Final = 100
_NOT_FOR_FILES: Final = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf_7"})
_SAMPLE: Final = 2**20
_GUESSED: Final = 2**16
_ENOUGH_ERRORS: Final = 20_000
_BEYOND_LATIN: Final = "\u2100"
"""The letters of Vietnamese and the other Latin scripts stand below."""
_PROVEN_WORDS: Final = 5
_PROVEN_SHARE: Final = 0.9
_REFUTED_SHARE: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoding:
    """How a file's bytes become text: a Python codec's name or `unknown`, after a byte order mark of `bom` bytes.

    `guess` is a proposal for a person where nothing is proven; it is never used to decode. `is_valid`: every byte has
    been seen to decode.
    """

    name: str
    is_valid: bool = False
    bom: int = 0
    guess: str | None = None


def is_encoding(name: str) -> bool:
    """Whether files can be read in the encoding of that name."""
    try:
        if codecs.lookup(name).name.replace("-", "_") in _NOT_FOR_FILES:
            return False
        bytes(4).decode(name, "ignore")
    except LookupError:
        return False
    return True


ENCODING: Final = Plain(
    expected=Message(
        vi="tên bảng mã, ví dụ utf-8, utf-16-le, windows-1258",
        en="an encoding's name, such as utf-8, utf-16-le, windows-1258",
    ),
    accepts=lambda value: isinstance(value, str) and is_encoding(value),
)
"""The encoding of a file, as an option of a format."""


def find_encoding(file: Path, pinned: str | None = None) -> Encoding:
    """The encoding of a file. A byte order mark is proof, stronger than what is pinned; the rest is read once."""
    with file.open("rb") as stream:
        head = stream.read(_SAMPLE)
    marked = _by_mark(head)
    if marked is not None:
        return marked
    if pinned is not None:
        return Encoding(name=_without_mark(pinned))
    wide = _wide(head)
    if wide is not None and _is_valid(file, wide):
        return Encoding(name=wide)
    return _narrow(file)


def texts(file: Path, encoding: Encoding) -> Iterator[str]:
    """The file's text in pieces of about 2 MiB, undecodable bytes as stand-ins, without the byte order mark."""
    with file.open("rb") as stream:
        stream.seek(encoding.bom)
        decoder = _decoder(encoding.name)
        while chunk := stream.read(CHUNK):
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text


def utf8_pieces(file: Path, encoding: Encoding) -> Iterator[bytes]:
    """The file's text in UTF-8; a piece may end inside a character. Valid UTF-8 is handed on as it is."""
    if not (encoding.is_valid and encoding.name == "utf-8"):
        yield from map(str.encode, texts(file, encoding))
        return
    with file.open("rb") as stream:
        stream.seek(encoding.bom)
        while chunk := stream.read(CHUNK):
            yield chunk


def head_text(head: bytes) -> str | None:
    """The text of a file's first bytes as far as it can be read; None where they are no text."""
    encoding = _by_mark(head) or Encoding(name=_wide(head) or "utf-8")
    text = head[encoding.bom :].decode(encoding.name, "kho.escape")
    controls = sum(each < " " and each not in "\t\n\r\x0b\x0c\x1a\x1e\x1f" for each in text)
    is_binary = binary_kind(head) is not None or controls * _RARE > len(text)
    return None if is_binary else text


def binary_kind(head: bytes) -> str | None:
    """What a file that begins with these bytes is instead of text, such as `pdf`; None where no signature tells."""
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)


def shown(text: str) -> str:
    r"""The text with each stand-in shown as `\xNN`."""
    return _STAND_IN.sub(lambda match: f"\\x{ord(match[0]) - ESCAPE_BASE:02x}", text)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(ESCAPE_BASE + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("kho.escape", _escape)
_ASCII_ONLY: Final = bytes(range(0x80)).decode() + "".join(chr(ESCAPE_BASE + byte) for byte in range(0x80, 0x100))


class _AsciiOnly(codecs.IncrementalDecoder):
    """ASCII as it is and every other byte as its stand-in."""

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]  # noqa: FBT001, FBT002 - codecs' signature
        del final
        return codecs.charmap_decode(data, "strict", _ASCII_ONLY)[0]


class _Composing(codecs.IncrementalDecoder):
    """Windows-1258, whose tone marks stand apart, composed: a letter and its mark are never parted by a piece's end."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]  # noqa: FBT001, FBT002 - codecs' signature
        text = self._kept + data.decode("cp1258", "kho.escape")
        cut = len(text) if final else max(len(text) - 1, 0)
        while 0 < cut < len(text) and unicodedata.combining(text[cut]):
            cut -= 1
        self._kept = text[cut:]
        return unicodedata.normalize("NFC", text[:cut])


def _decoder(name: str) -> codecs.IncrementalDecoder:
    if name == UNKNOWN:
        return _AsciiOnly()
    if codecs.lookup(name).name == "cp1258":
        return _Composing()
    return codecs.getincrementaldecoder(name)("kho.escape")


def _by_mark(head: bytes) -> Encoding | None:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name=name, bom=len(mark))
    return None


def _without_mark(name: str) -> str:
    plain = codecs.lookup(name).name
    return {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(plain, plain)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark, by its zero bytes: most ASCII letters have one, always on the same side."""
    units = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not units or max(even, odd) < units / 5 or min(even, odd) > units / 50:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(name, "replace")
    plausible = sum(each < _BEYOND_LATIN for each in text)
    return name if plausible >= _PROVEN_SHARE * len(text) else None


def _is_valid(file: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(file: Path) -> bool:
    """Whether all bytes are UTF-8; Arrow looks at them several times as fast as Python decodes them."""
    with Ahead(_is_valid_utf8, _characters(file)) as looked:
        return all(is_valid for _, is_valid in looked)


def _characters(file: Path) -> Iterator[bytes]:
    """A file's bytes in pieces that part no character; what no character can be comes last."""
    kept = b""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            data = kept + chunk
            end = _whole_characters(data)
            yield data[:end]
            kept = data[end:]
    yield kept


def _whole_characters(data: bytes) -> int:
    """Where the last character ends that is not cut off by the data's end."""
    for back in range(1, min(len(data), 3) + 1):
        if data[-back] >= _LEAD_BYTE:
            needed = 2 + (data[-back] >= _LEAD_OF_THREE) + (data[-back] >= _LEAD_OF_FOUR)
            return len(data) - back if back < needed else len(data)
    return len(data)


def _is_valid_utf8(data: bytes) -> bool:
    offsets = pa.py_buffer(np.array([0, len(data)], np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _narrow(file: Path) -> Encoding:
    """UTF-8, also where some bytes are damaged; else Windows-1258 where its words prove it; else unknown."""
    if _is_utf8(file):
        return Encoding(name="utf-8", is_valid=True)
    letters, errors = _utf8_counts(file)
    if letters * 2 >= errors:
        return Encoding(name="utf-8")
    sample = _bytes_beyond_ascii(file)
    if _is_windows_1258(sample):
        return Encoding(name="cp1258")
    if _is_legacy(sample):
        return Encoding(name="cp1252")
    return Encoding(name=UNKNOWN, guess=_guess(sample))


def _utf8_counts(file: Path) -> tuple[int, int]:
    """How many characters beyond ASCII are valid UTF-8, and how many bytes are not, as far as it takes to judge."""
    letters = errors = 0
    for text in texts(file, Encoding(name="utf-8")):
        if text.isascii():
            continue
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        beyond, wrong = int((points >= _ASCII_END).sum()), int((points >= ESCAPE_BASE).sum())
        letters, errors = letters + beyond - wrong, errors + wrong
        if errors > _ENOUGH_ERRORS:
            break
    return letters, errors


def _bytes_beyond_ascii(file: Path) -> bytes:
    """Lines that hold bytes beyond ASCII, up to 1 MiB of them: what there is to judge an encoding by."""
    kept: list[bytes] = []
    size = 0
    with file.open("rb") as stream:
        while size < _SAMPLE and (chunk := stream.read(CHUNK)):
            lines = [line for line in chunk.splitlines(keepends=True) if not line.isascii()]
            kept += lines
            size += sum(map(len, lines))
    return b"".join(kept)[:_SAMPLE]


def _is_windows_1258(sample: bytes) -> bool:
    try:
        vietnamese = unicodedata.normalize("NFC", sample.decode("cp1258"))
    except UnicodeDecodeError:
        return False
    share, words = vietnamese_share(vietnamese)
    western, _ = vietnamese_share(sample.decode("cp1252", "replace"))
    return words >= _PROVEN_WORDS and share >= _PROVEN_SHARE and western < _REFUTED_SHARE


_LINES, _LONGEST_LINE = 300, 2000


def _read_lines(sample: bytes) -> Iterator[Decoded]:
    lines = sample.decode("cp1252", "replace").splitlines()[:_LINES]
    return (decode(line[:_LONGEST_LINE]) for line in lines if not line.isascii())


def _is_sure(line: Decoded) -> bool:
    return line.sure and not {Written.TCVN3, Written.VNI, Written.VISCII}.isdisjoint(line.encodings)


def _is_legacy(sample: bytes) -> bool:
    """Whether nearly every line is surely in an encoding that shows as Windows-1252."""
    lines = list(_read_lines(sample))
    sure = [line for line in lines if _is_sure(line)]
    _, words = vietnamese_share(" ".join(line.text for line in sure))
    return words >= _PROVEN_WORDS and len(sure) >= _PROVEN_SHARE * len(lines)


def _guess(sample: bytes) -> str | None:
    lines = list(_read_lines(sample))
    sure = [line.encoding for line in lines if _is_sure(line)]
    if 2 * len(sure) > len(lines):
        return sure[0]
    whole_lines = sample[:_GUESSED].rpartition(b"\n")[0] or sample[:_GUESSED]
    best = from_bytes(whole_lines).best()
    if best is None:
        return None
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
