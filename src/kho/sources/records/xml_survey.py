"""Where the records of an XML file are, and its elements as nested values.

An element becomes a text where it has neither attributes nor elements, else a dict: `@name` for an attribute, `name`
for an element, a list where the element is repeated anywhere in the file, `#text` for text beside elements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kho.sources.records.errors import RecordsNotFoundError, TooManyColumnsError
from kho.sources.records.json_stream import MAX_RECORD
from kho.sources.records.nested import MAX_COLUMNS
from kho.sources.records.xml_stream import XSI, Name, XmlFile, name_of, parse, too_large

NIL = f"{XSI} nil"
NO_NAME = Name("", "", "")
LONGEST_TOLD = 500
MOST_TOLD = 50
LONGEST_PATH_LIST = 10

Way = tuple[str, ...]
"""Names, as expat writes them, from the outermost element to this one."""


@dataclass(kw_only=True, slots=True)
class Outline:
    """How often each way occurs (in order of first appearance), and which occur more than once under one element."""

    where: str
    counts: dict[Way, int] = field(default_factory=dict)
    repeated: set[Way] = field(default_factory=set)
    way: Way = ()
    open: list[set[str]] = field(default_factory=lambda: [set()])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count the element."""
        del attributes
        self.way = (*self.way, name)
        self.counts[self.way] = self.counts.get(self.way, 0) + 1
        if len(self.counts) > MAX_COLUMNS:
            raise TooManyColumnsError(where=self.where, limit=MAX_COLUMNS)
        if name in self.open[-1]:
            self.repeated.add(self.way)
        self.open[-1].add(name)
        self.open.append(set())

    def text(self, data: str) -> None:
        """Texts do not matter for the outline."""

    def end(self, name: str) -> None:
        """Back to the element around."""
        del name
        self.way = self.way[:-1]
        self.open.pop()


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Where the records are.

    `unit` is the way of the elements that are read one by one; `inner` the keys from there to the records inside
    them, empty where the units are the records; `repeated` are the ways that become lists.
    """

    unit: Way
    inner: tuple[str, ...]
    repeated: frozenset[Way]
    path: str


def outline(xml: XmlFile) -> Outline:
    """Read the whole file once."""
    found = Outline(where=xml.where)
    for _ in parse(xml, found):
        pass
    return found


def find_records(found: Outline, path: str | None, namespaces: Mapping[str, str]) -> Records:
    """The records at the path told; else the most repeated element that lies in no other repeated one.

    A file where nothing repeats is one record, its outermost element. Raises RecordsNotFoundError.
    """
    way = _most_repeated(found) if path is None else _matching(found, path, namespaces)
    lengths = range(1, len(way) + 1)
    cut = next((length for length in lengths if found.counts[way[:length]] > 1), len(way))
    unit = way[:cut]
    inner = tuple(key_of(name, name_of(unit[-1])) for name in way[cut:])
    return Records(unit=unit, inner=inner, repeated=frozenset(found.repeated), path=path or written(way))


def _most_repeated(found: Outline) -> Way:
    repeated = {way: count for way, count in found.counts.items() if count > 1 and found.counts.get(way[:-1], 1) == 1}
    return max(repeated, key=lambda way: repeated[way], default=next(iter(found.counts)))


def _matching(found: Outline, path: str, namespaces: Mapping[str, str]) -> Way:
    steps = path.strip().strip("/").split("/")
    for way in found.counts:
        names = [name_of(each) for each in way]
        if len(steps) == len(way) and all(map(_matches, names, steps, [namespaces] * len(steps))):
            return way
    shown = [written(way) for way, count in found.counts.items() if count > 1 or len(way) == 1]
    raise RecordsNotFoundError(where=found.where, records=path, found=", ".join(shown[:LONGEST_PATH_LIST]))


def _matches(name: Name, step: str, namespaces: Mapping[str, str]) -> bool:
    """A step without prefix fits any namespace; with one, the namespace told, else the prefix the file uses."""
    prefix, _, local = step.rpartition(":")
    if local not in {name.local, "*"}:
        return False
    return not prefix or (name.uri == namespaces[prefix] if prefix in namespaces else name.prefix == prefix)


def written(way: Way) -> str:
    """The way as a path in the words of `records`."""
    return "".join(f"/{name_of(each)}" for each in way)


@lru_cache(maxsize=10_000)
def key_of(name: str, record: Name) -> str:
    """The key of an element: without prefix in the record's own namespace, with the file's prefix in another."""
    parts = name_of(name)
    return parts.local if parts.uri in {"", record.uri} else str(parts)


@dataclass(kw_only=True, slots=True)
class _Open:
    """An element that has begun."""

    value: dict[str, Any]
    texts: list[str] = field(default_factory=list)
    nil: bool = False


@dataclass(kw_only=True, slots=True)
class Builder:
    """Makes a value of every unit, and keeps the texts that stand outside of all units to be told."""

    xml: XmlFile
    records: Records
    done: list[dict[str, Any]] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    way: Way = ()
    open: list[_Open] = field(default_factory=list)
    size: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element of a unit; outside of units its attributes are kept to be told."""
        self.way = (*self.way, name)
        if self.open or self.way == self.records.unit:
            self.open.append(self._opened(attributes) if attributes else _Open(value={}))
        else:
            for key, text in attributes.items():
                self._tell(f"{written(self.way)}/@{name_of(key)}", text)

    def _opened(self, attributes: dict[str, str]) -> _Open:
        self.size += sum(map(len, attributes.values()))
        values = {f"@{key_of(key, NO_NAME)}": text for key, text in attributes.items() if not _is_nil(key)}
        return _Open(value=values, nil=_nil(attributes))

    def text(self, data: str) -> None:
        """Keep text. Raises TooLargeRecordError."""
        if not self.open:
            self._tell(written(self.way), data.strip())
            return
        self.size += len(data)
        if self.size > MAX_RECORD:
            raise too_large(self.xml, len(self.done) + 1)
        self.open[-1].texts.append(data)

    def end(self, name: str) -> None:
        """Put the finished element into the one around it, or among the finished units."""
        if self.open:
            self._close(self.open.pop(), name)
        self.way = self.way[:-1]

    def _close(self, element: _Open, name: str) -> None:
        value = _value(element)
        if not self.open:
            self.done.append(value if isinstance(value, dict) else {"#text": value} if value else {})
            self.size = 0
            return
        around = self.open[-1].value
        key = key_of(name, name_of(self.records.unit[-1]))
        if self.way in self.records.repeated or key in around:
            _append(around, key, value)
        else:
            around[key] = value

    def _tell(self, place: str, text: str) -> None:
        if text and (place in self.beside or len(self.beside) < MOST_TOLD):
            self.beside[place] = (self.beside.get(place, "") + text)[:LONGEST_TOLD]


def _append(around: dict[str, Any], key: str, value: Any) -> None:
    known = around.get(key, [])
    around[key] = [*known, value] if isinstance(known, list) else [known, value]


def _value(element: _Open) -> dict[str, Any] | str | None:
    text = "".join(element.texts)
    if element.nil and not element.value:
        return None
    if not element.value:
        return text or None
    return element.value | ({"#text": text.strip()} if text.strip() else {})


def _is_nil(name: str) -> bool:
    return name.startswith(NIL)


def _nil(attributes: dict[str, str]) -> bool:
    return any(_is_nil(name) and text in {"true", "1"} for name, text in attributes.items())


def units(xml: XmlFile, builder: Builder) -> Iterator[dict[str, Any]]:
    """The value of every unit, in the order of the file."""
    for _ in parse(xml, builder):
        yield from builder.done
        builder.done.clear()
