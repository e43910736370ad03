"""The last step of every format: text in Unicode NFC, each repair on record, and no broken text unmarked."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kho.quality.cells import CellKind
from kho.sources.ahead import Ahead
from kho.sources.base import ReadNotes, Repair
from kho.sources.edges import has_edges
from kho.sources.text_bytes import ESCAPES, shown
from kho.standards.text.legacy import SUSPICIOUS, looks_legacy, may_be_legacy

MOST_REPAIRS: Final = 10_000
"""Distinct repairs kept per table; what comes after is counted together in one last entry."""
_PLACES: Final = 3
_LONGEST_SHOWN: Final = 500
_UNREADABLE: Final = f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd{ESCAPES[0]}-{ESCAPES[1]}]"
"""Control characters (but tab, line ends, VT and FF, which are white space), the replacement character, stand-ins."""
_CONTROLS: Final = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_PRINTABLE: Final = (ord(" "), ord("~"))
_PLAIN: Final = "\t-\r -~\u00a0-\u02ff\u1e00-\u1eff\u2002-\u2027\u202a-\u20cf"
"""Characters that can be read and that NFC leaves as they are: those of nearly all Vietnamese text."""
_DOUBTFUL: Final = f"[^{_PLAIN}]|{SUSPICIOUS}"
_NFC: Final = "nfc"

_Verdict = tuple[str, CellKind | None]


def clean(batches: Iterator[pa.RecordBatch], part: str, notes: ReadNotes) -> Iterator[pa.RecordBatch]:
    r"""The same batches, always with `k` columns, their texts in NFC and broken cells marked.

    UNDECODED: cells with undecodable bytes, control characters (shown as `\xNN`) or U+FFFD, which says that the file
    was damaged before it came. LEGACY: cells in TCVN3, VNI or VISCII. `notes.repairs` is filled after the last batch,
    `notes.edged` with each batch. Batches are looked through ahead of their use.
    """
    cleaner = _Cleaner(part=part)
    with Ahead(_look, batches) as looked:
        for batch, looks in looked:
            notes.edged.update(place for place, look in looks.items() if look.edged)
            yield cleaner.cleaned(batch, looks)
    notes.repairs.extend(cleaner.log.repairs())


def clean_text(text: str) -> str:
    """A header or another single text as `clean` would show it."""
    return _readable(unicodedata.normalize("NFC", text))


@dataclass(kw_only=True, slots=True)
class _RepairLog:
    """Distinct repairs with their counts and first places, bounded."""

    part: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    places: dict[tuple[str, str], list[tuple[str, int, str]]] = field(default_factory=dict)
    more: int = 0

    def add(self, before: str, after: str, *, count: int, rows: list[int], column: str) -> None:
        key = (before[:_LONGEST_SHOWN], after[:_LONGEST_SHOWN])
        if key not in self.counts and len(self.counts) >= MOST_REPAIRS:
            self.more += count
            return
        self.counts[key] = self.counts.get(key, 0) + count
        places = self.places.setdefault(key, [])
        places += [(self.part, row, column) for row in rows[: _PLACES - len(places)]]

    def repairs(self) -> Iterator[Repair]:
        for (before, after), count in self.counts.items():
            places = tuple(self.places[before, after])
            yield Repair(before=before, after=after, why=_NFC, count=count, places=places)
        if self.more:
            yield Repair(before="…", after="…", why=_NFC, count=self.more)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """What a pass over the bytes of a batch's column tells: true where some cell may be so, and suspicious texts."""

    is_ascii: bool = True
    unreadable: bool = False
    decomposed: bool = False
    suspicious: tuple[str, ...] = ()
    edged: bool = False


def _suspicious(distinct: pa.Array) -> tuple[str, ...]:
    return tuple(distinct.filter(pc.match_substring_regex(distinct, SUSPICIOUS)).to_pylist())


def _look(batch: pa.RecordBatch) -> dict[int, _Look]:
    """A look at each text column, by its place."""
    names = (name for name in batch.schema.names if name != "row" and name.startswith("c"))
    return {int(name[1:]): _column_look(batch.column(name)) for name in names}


def _column_look(texts: pa.Array) -> _Look:
    data = _data(texts)
    edged = has_edges(texts)
    if _is_printable_ascii(data):
        return _Look(edged=edged)
    is_ascii = bytes(data).isascii()
    if not _matches(data, _DOUBTFUL):
        return _Look(is_ascii=is_ascii, edged=edged)
    distinct = texts.unique().drop_null()
    whole = bytes(_data(distinct))
    return _Look(
        is_ascii=is_ascii,
        unreadable=_may_be_unreadable(whole),
        decomposed=not unicodedata.is_normalized("NFC", whole.decode()),
        suspicious=_suspicious(distinct),
        edged=edged,
    )


@dataclass(kw_only=True, slots=True)
class _Cleaner:
    """Remembers what was repaired, and in which columns a legacy encoding has been found."""

    part: str
    log: _RepairLog = field(init=False)
    legacy: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = _RepairLog(part=self.part)

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
        wanted = self._doubtful(texts, name, look)
        if wanted is None:
            return texts, kinds
        changes = self._changes(texts.filter(wanted).unique(), name)
        return self._replaced(batch.column("row"), texts, kinds, changes, name) if changes else (texts, kinds)

    def _doubtful(self, texts: pa.Array, name: str, look: _Look) -> pa.Array | None:
        """Which cells need a look of their own, None where none does."""
        tests: list[pa.Array] = []
        if look.unreadable:
            tests.append(pc.match_substring_regex(texts, _UNREADABLE))
        if look.decomposed:
            tests.append(pc.not_equal(pc.utf8_normalize(texts, "NFC"), texts))
        if look.suspicious or (name in self.legacy and not look.is_ascii):
            tests.append(self._may_be_legacy(texts, name, look.suspicious))
        wanted = None
        for test in tests:
            wanted = test if wanted is None else pc.or_(wanted, test)
        return wanted

    def _may_be_legacy(self, texts: pa.Array, name: str, suspicious: Sequence[str]) -> pa.Array:
        if name not in self.legacy:
            found = {found for text in suspicious if (found := _legacy(text))}
            if not found:
                return pa.array(np.zeros(len(texts), dtype=bool))
            self.legacy[name] = found
        return pc.invert(pc.string_is_ascii(texts))

    def _changes(self, distinct: pa.Array, name: str) -> dict[str, _Verdict]:
        judge = self._judge(name)
        verdicts = ((text, judge(text)) for text in distinct.to_pylist() if text is not None)
        return {text: verdict for text, verdict in verdicts if verdict != (text, None)}

    def _judge(self, name: str) -> Callable[[str], _Verdict]:
        known = self.legacy.get(name, set())

        def verdict(text: str) -> _Verdict:
            composed = unicodedata.normalize("NFC", text)
            if known and (any(may_be_legacy(composed, each) for each in known) or looks_legacy(composed)):
                return composed, CellKind.LEGACY
            readable = _readable(composed)
            broken = readable != composed or "\ufffd" in composed
            return readable, CellKind.UNDECODED if broken else None

        return verdict

    def _replaced(
        self, rows: pa.Array, texts: pa.Array, kinds: pa.Array, changes: dict[str, _Verdict], name: str
    ) -> tuple[pa.Array, pa.Array]:
        befores = list(changes)
        where = pc.index_in(texts, value_set=pa.array(befores, pa.string()))
        self._record(rows, where, changes, name)
        after = pa.array([text for text, _ in changes.values()], pa.string()).take(where)
        kind = pa.array([kind for _, kind in changes.values()], pa.string()).take(where)
        return pc.if_else(pc.is_valid(where), after, texts), pc.coalesce(kind, kinds)

    def _record(self, rows: pa.Array, where: pa.Array, changes: dict[str, _Verdict], name: str) -> None:
        """Put the NFC repairs on record; marks are no repairs."""
        hit = pc.is_valid(where).to_numpy(zero_copy_only=False)
        which = where.drop_null().to_numpy()
        order = np.argsort(which, kind="stable")
        counts = np.bincount(which, minlength=len(changes))
        ends = np.cumsum(counts)
        numbers = rows.to_numpy()[hit][order]
        for i, (before, (after, kind)) in enumerate(changes.items()):
            if kind is None:
                first = ends[i] - counts[i]
                places = numbers[first : min(first + _PLACES, ends[i])].tolist()
                self.log.add(before, after, count=int(counts[i]), rows=places, column=name)


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


def _may_be_unreadable(data: bytes) -> bool:
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    if data.isascii():
        return False
    return b"\xef\xbf\xbd" in data or b"\xf4\x8f" in data or _C1.search(data) is not None


_C1: Final = re.compile(b"\xc2[\x80-\x9f]")
_CONTROL_LETTERS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def _readable(text: str) -> str:
    return shown(_CONTROL_LETTERS.sub(lambda match: f"\\x{ord(match[0]):02x}", text))


@lru_cache(maxsize=2**16)
def _legacy(text: str) -> str | None:
    return looks_legacy(text)
