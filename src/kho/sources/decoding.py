"""The last step of every format: text in Unicode NFC, each repair on record, and no broken text unmarked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kho.quality.cells import CellKind
from kho.sources.ahead import Ahead
from kho.sources.base import ReadNotes
from kho.sources.edges import has_edges
from kho.sources.repairs import PLACES, Change, RepairLog
from kho.sources.text_bytes import ESCAPES, shown
from kho.standards.text.decoders import composed
from kho.standards.text.decoding import TELLS, VIQR_SIGN, VIQR_TONE, Decoded, decode, is_vietnamese, tidied
from kho.standards.text.fonts import Encoding
from kho.standards.text.lookalikes import SPACES
from kho.standards.text.suspicion import SUSPICIOUS

_UNREADABLE: Final = f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd{ESCAPES[0]}-{ESCAPES[1]}]"
"""Control characters (but tab, line ends, VT and FF, which are white space), the replacement character, stand-ins."""
_CONTROLS: Final = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_PRINTABLE: Final = (ord(" "), ord("~"))
_HAT, _HORN = ord("^"), ord("+")
_PLAIN: Final = "\t-\r -~\u00a0-\u02ff\u1e00-\u1eff\u2002-\u2027\u202a-\u20cf"
"""Characters that can be read and that NFC leaves as they are: those of nearly all Vietnamese text."""
_DOUBTFUL: Final = f"[^{_PLAIN}]|{SPACES}|{SUSPICIOUS}"
_NFC: Final = "nfc"

_NO_KIND: Final = pa.scalar(None, pa.string())
_CERTAIN: Final = 0.9999
"""Confidence of a text that its neighbours need not be asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Verdict:
    """What a text becomes: the kind of a cell that cannot be read, or why it was repaired.

    `settles`: which letters its bytes stand for is known now, also where the file's encoding is not.
    """

    text: str
    kind: CellKind | None = None
    why: str = _NFC
    settles: bool = False


def clean(batches: Iterator[pa.RecordBatch], part: str, notes: ReadNotes) -> Iterator[pa.RecordBatch]:
    r"""The same batches, always with `k` columns, their texts in Unicode NFC and broken cells marked.

    UNDECODED: cells with undecodable bytes, control characters (shown as `\xNN`) or U+FFFD, which says that the file
    was damaged before it came. Text in TCVN3, VNI and other legacy encodings is decoded; LEGACY are cells where it is
    not certain. `notes.repairs` is filled after the last batch, `notes.edged` with each batch. Batches are looked
    through ahead of their use.
    """
    cleaner = _Cleaner(part=part)
    with Ahead(_look, batches) as looked:
        for batch, looks in looked:
            notes.edged.update(place for place, look in looks.items() if look.edged)
            yield cleaner.cleaned(batch, looks)
    notes.repairs.extend(cleaner.log.repairs())


def clean_text(text: str) -> str:
    """A header or another single text as `clean` would show it."""
    decoded = decode(text).text if _MAY_BE_LEGACY.search(text) and not _BROKEN.search(text) else composed(text)
    return _readable(decoded)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """What a pass over the bytes of a batch's column tells: true where some cell may be so, and suspicious texts."""

    is_ascii: bool = True
    unreadable: bool = False
    decomposed: bool = False
    spaced: bool = False
    suspicious: tuple[str, ...] = ()
    viqr: bool = False
    edged: bool = False

    def of_letters(self) -> "_Look":
        """The look at texts with signs of their own, such as JSON's: only letters with marks are composed in them."""
        return replace(self, is_ascii=True, spaced=False, suspicious=(), viqr=False)


def _suspicious(distinct: pa.Array) -> tuple[str, ...]:
    return tuple(distinct.filter(pc.match_substring_regex(distinct, SUSPICIOUS)).to_pylist())


def _look(batch: pa.RecordBatch) -> dict[int, _Look]:
    """A look at each text column, by its place."""
    names = (name for name in batch.schema.names if name != "row" and name.startswith("c"))
    return {int(name[1:]): _column_look(batch.column(name)) for name in names}


def _column_look(texts: pa.Array) -> _Look:
    data = _data(texts)
    edged = has_edges(texts)
    viqr = _may_be_viqr(data)
    if _is_printable_ascii(data):
        return _Look(viqr=viqr, edged=edged)
    is_ascii = bytes(data).isascii()
    if not _matches(data, _DOUBTFUL):
        return _Look(is_ascii=is_ascii, viqr=viqr, edged=edged)
    distinct = texts.unique().drop_null()
    whole = bytes(_data(distinct))
    return _Look(
        is_ascii=is_ascii,
        unreadable=_may_be_unreadable(whole),
        decomposed=not unicodedata.is_normalized("NFC", whole.decode()),
        spaced=_SPACE_BYTES.search(whole) is not None,
        suspicious=_suspicious(distinct),
        viqr=viqr,
        edged=edged,
    )


@dataclass(kw_only=True, slots=True)
class _Cleaner:
    """Remembers what was repaired, and in which encodings the texts of each column surely are.

    `beside` are the columns where a legacy encoding has been found: in them every text beyond ASCII is looked at. Of
    the others, `plain` counts the texts that are in Unicode without a doubt, where one has a doubtful text.
    """

    part: str
    log: RepairLog = field(init=False)
    beside: dict[str, Counter[Encoding]] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = RepairLog(part=self.part)

    def cleaned(self, batch: pa.RecordBatch, looks: Mapping[int, _Look]) -> pa.RecordBatch:
        cells = [self._column(batch, place, look) for place, look in looks.items()]
        arrays = [batch.column("row"), *(text for text, _ in cells), *(kind for _, kind in cells)]
        names = ["row", *(f"c{place}" for place in looks), *(f"k{place}" for place in looks)]
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _column(self, batch: pa.RecordBatch, place: int, look: _Look) -> tuple[pa.Array, pa.Array]:
        name = f"c{place}"
        texts = batch.column(name)
        typed = f"k{place}" in batch.schema.names
        kinds = batch.column(f"k{place}") if typed else pa.nulls(len(batch), pa.string())
        nested = kinds.null_count < len(kinds) and bool(pc.any(pc.equal(kinds, CellKind.JSON.value)).as_py())
        wanted = self._doubtful(texts, name, look.of_letters() if nested else look)
        if wanted is None:
            return texts, kinds
        distinct = texts.filter(wanted).unique()
        changes = _composed(distinct) if nested else self._changes(distinct, name)
        return self._replaced(batch.column("row"), texts, kinds, changes, name) if changes else (texts, kinds)

    def _doubtful(self, texts: pa.Array, name: str, look: _Look) -> pa.Array | None:
        """Which cells need a look of their own, None where none does."""
        tests: list[pa.Array] = []
        if look.unreadable:
            tests.append(pc.match_substring_regex(texts, _UNREADABLE))
        if look.decomposed:
            tests.append(pc.not_equal(pc.utf8_normalize(texts, "NFC"), texts))
        if look.spaced:
            tests.append(pc.match_substring_regex(texts, SPACES))
        if look.suspicious or (name in self.beside and not look.is_ascii):
            tests.append(self._may_be_legacy(texts, name, look.suspicious))
        if look.viqr or Encoding.VIQR in self.beside.get(name, ()):
            tests.append(self._may_be_viqr(texts, name))
        wanted = None
        for test in tests:
            wanted = test if wanted is None else pc.or_(wanted, test)
        return wanted

    def _may_be_legacy(self, texts: pa.Array, name: str, suspicious: Sequence[str]) -> pa.Array:
        if name not in self.beside:
            # Most columns are Vietnamese all through, which their few different words tell at once.
            is_one = is_vietnamese("\n".join(suspicious))
            suspicious = [] if is_one else [text for text in suspicious if not is_vietnamese(text)]
            found = [_decoded(text) for text in suspicious]
            if not any(decoded.sure and _is_legacy(decoded) for decoded in found):
                odd = [text for text, each in zip(suspicious, found, strict=True) if each.text != text or not each.sure]
                self.plain[name] = self.plain.get(name, 0) + _plain(texts, suspicious) if odd else 0
                return pc.is_in(texts, value_set=pa.array(odd, pa.string()))
            self.beside[name] = Counter()
        return pc.invert(pc.string_is_ascii(texts))

    def _may_be_viqr(self, texts: pa.Array, name: str) -> pa.Array:
        """ASCII texts that may be in VIQR; where one is, those with tones alone too."""
        signed = texts.filter(pc.match_substring_regex(texts, VIQR_SIGN)).unique().drop_null().to_pylist()
        if name not in self.beside and any(Encoding.VIQR in _decoded(text).encodings for text in signed):
            self.beside[name] = Counter()
        return pc.match_substring_regex(texts, f"{VIQR_SIGN}|{VIQR_TONE}" if name in self.beside else VIQR_SIGN)

    def _changes(self, distinct: pa.Array, name: str) -> dict[str, _Verdict]:
        texts = [text for text in distinct.to_pylist() if text is not None]
        all_may_be = name in self.beside
        decoded = {text: _first(text, all_may_be) for text in texts if not _BROKEN.search(text)}
        if name in self.beside:
            self.beside[name].update(each for found in decoded.values() for each in _told(found))
        decoded = {text: self._beside(text, found, name) for text, found in decoded.items()}
        verdicts = {text: _verdict(text, decoded.get(text)) for text in texts}
        return {text: verdict for text, verdict in verdicts.items() if verdict.text != text or verdict.kind}

    def _beside(self, text: str, found: Decoded, name: str) -> Decoded:
        """The text in the light of its column, without what it tells itself."""
        known = self.beside.get(name, Counter({Encoding.UNICODE: self.plain.get(name, 0)}))
        if found.confidence >= _CERTAIN and not (text.isascii() and Encoding.VIQR in known):
            return found
        return decode(text, neighbours=known - Counter(_told(found)))

    def _replaced(
        self, rows: pa.Array, texts: pa.Array, kinds: pa.Array, changes: dict[str, _Verdict], name: str
    ) -> tuple[pa.Array, pa.Array]:
        befores = list(changes)
        where = pc.index_in(texts, value_set=pa.array(befores, pa.string()))
        self._record(rows, where, changes, name)
        after = pa.array([verdict.text for verdict in changes.values()], pa.string()).take(where)
        kind = pa.array([verdict.kind for verdict in changes.values()], pa.string()).take(where)
        settles = pa.array([verdict.settles for verdict in changes.values()]).take(where)
        return pc.if_else(pc.is_valid(where), after, texts), _kinds(kinds, kind, settles)

    def _record(self, rows: pa.Array, where: pa.Array, changes: dict[str, _Verdict], name: str) -> None:
        """Put the repairs on record; marks are no repairs."""
        hit = pc.is_valid(where).to_numpy(zero_copy_only=False)
        which = where.drop_null().to_numpy()
        order = np.argsort(which, kind="stable")
        counts = np.bincount(which, minlength=len(changes))
        ends = np.cumsum(counts)
        numbers = rows.to_numpy()[hit][order]
        for i, (before, verdict) in enumerate(changes.items()):
            if verdict.kind is None:
                first = ends[i] - counts[i]
                places = numbers[first : min(first + PLACES, ends[i])].tolist()
                change = Change(before, verdict.text, verdict.why)
                self.log.add(change, count=int(counts[i]), rows=places, column=name)


def _kinds(came: pa.Array, found: pa.Array, settles: pa.Array) -> pa.Array:
    """The kinds of cells: a doubt leaves one undecoded that came so, a decoding that settles it makes it plain."""
    undecoded = pc.fill_null(pc.equal(came, CellKind.UNDECODED.value), fill_value=False)
    known = pc.and_(undecoded, pc.fill_null(settles, fill_value=False))
    return pc.if_else(known, _NO_KIND, pc.if_else(undecoded, came, pc.coalesce(found, came)))


def _data(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The UTF-8 of all cells of a column, one after the other."""
    offsets, data = texts.buffers()[1:]
    if data is None or not len(texts):
        return np.empty(0, np.uint8)
    first, last = np.frombuffer(offsets, np.int32)[[texts.offset, texts.offset + len(texts)]]
    return np.frombuffer(data, np.uint8)[first:last]


def _is_printable_ascii(data: npt.NDArray[np.uint8]) -> bool:
    return not len(data) or bool(data.min() >= _PRINTABLE[0] and data.max() <= _PRINTABLE[1])


def _matches(data: npt.NDArray[np.uint8], pattern: str) -> bool:
    """Whether the pattern stands anywhere in a column's text: one scan costs less than one per cell."""
    offsets = pa.py_buffer(np.array([0, len(data)], np.int32))
    whole = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data))
    return bool(pc.match_substring_regex(whole, pattern)[0].as_py())


def _may_be_viqr(data: npt.NDArray[np.uint8]) -> bool:
    """Whether a column has a hat or a horn as VIQR types them: hardly a line of Vietnamese is without."""
    return bool((data == _HAT).any() or (data == _HORN).any())


def _may_be_unreadable(data: bytes) -> bool:
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    if data.isascii():
        return False
    return b"\xef\xbf\xbd" in data or b"\xf4\x8f" in data or _C1.search(data) is not None


_SPACE_BYTES: Final = re.compile(b"\xc2\xa0|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80")
_C1: Final = re.compile(b"\xc2[\x80-\x9f]")
_CONTROL_LETTERS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def _readable(text: str) -> str:
    return shown(_CONTROL_LETTERS.sub(lambda match: f"\\x{ord(match[0]):02x}", text))


_BROKEN: Final = re.compile(_UNREADABLE)
_MAY_BE_LEGACY: Final = re.compile(SUSPICIOUS)
_AS_IT_IS: Final = frozenset({Encoding.UNICODE, Encoding.DECOMPOSED, Encoding.LOOKALIKE})


@lru_cache(maxsize=2**16)
def _decoded(text: str) -> Decoded:
    return decode(text)


def _first(text: str, may_be: bool) -> Decoded:  # noqa: FBT001  asked of every distinct text
    """A text read alone; one that no legacy encoding can have written is only tidied."""
    suspicious = may_be or text.isascii() or (_MAY_BE_LEGACY.search(text) is not None and not is_vietnamese(text))
    return _decoded(text) if suspicious else tidied(text)


def _plain(texts: pa.Array, suspicious: Sequence[str]) -> int:
    """How many distinct texts beyond ASCII are not suspicious."""
    distinct = texts.unique()
    return int(pc.sum(pc.invert(pc.string_is_ascii(distinct))).as_py() or 0) - len(suspicious)


def _is_legacy(decoded: Decoded) -> bool:
    return not _AS_IT_IS.issuperset(decoded.encodings)


def _told(decoded: Decoded) -> tuple[Encoding, ...]:
    """What a text tells of those beside it: nothing where it could be otherwise."""
    return decoded.encodings if decoded.confidence >= TELLS else ()


def _composed(distinct: pa.Array) -> dict[str, _Verdict]:
    texts = (text for text in distinct.to_pylist() if text is not None)
    verdicts = {text: _verdict(text, None if _BROKEN.search(text) else Decoded(text=composed(text))) for text in texts}
    return {text: verdict for text, verdict in verdicts.items() if verdict.text != text or verdict.kind}


def _verdict(text: str, decoded: Decoded | None) -> _Verdict:
    """What becomes of a text; `decoded` is None where it has characters that no text has."""
    if decoded is None:
        return _Verdict(text=_readable(composed(text)), kind=CellKind.UNDECODED)
    if not decoded.sure:
        return _Verdict(text=decoded.text, kind=CellKind.LEGACY)
    only_composed = decoded.text == composed(text)
    why = _NFC if only_composed else decoded.encoding
    return _Verdict(text=decoded.text, why=why, settles=_is_legacy(decoded))
