"""YAML with the line of every value, read the safe and unsurprising way.

Plain data only: one document, no anchors, no tags, no doubled keys. Texts become Unicode NFC. Values that YAML 1.1 and
1.2 read differently (`yes`, `012`, `1:30`) are problems, since other tools would read the same file in another way;
dates stay texts.
"""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kho.contracts.model import Problem
from kho.contracts.problems import Kind, Place, Report
from kho.messages import Message

MOST_BYTES = 4 * 2**20
DEEPEST = 60

NOT_UTF8 = Kind(
    code="KHO-C101",
    what=Message("Tệp không phải UTF-8 (byte thứ {offset}).", "The file is not UTF-8 (byte {offset})."),
    mend=Message("Mở bằng trình soạn thảo và lưu lại dạng UTF-8.", "Open it in an editor and save it as UTF-8."),
)
BROKEN = Kind(
    code="KHO-C102",
    what=Message("Sai cú pháp YAML: {reason}.", "Not valid YAML: {reason}."),
    mend=Message(
        "Xem lại dòng này và dòng ngay trên: thụt lề, dấu hai chấm, dấu nháy.",
        "Look at this line and the one above: indentation, colons, quotes.",
    ),
)
DOUBLED_KEY = Kind(
    code="KHO-C103",
    what=Message("Khoá “{key}” đã có ở dòng {first}.", "The key “{key}” stands on line {first} already."),
    mend=Message("Giữ lại một; YAML sẽ lặng lẽ bỏ cái trước.", "Keep one: YAML silently drops the first."),
)
AMBIGUOUS = Kind(
    code="KHO-C104",
    what=Message(
        "“{text}” được mỗi công cụ hiểu một khác (chữ, số hay đúng/sai).",
        "Tools read “{text}” differently: as text, number or true/false.",
    ),
    mend=Message(
        'Viết "{text}" trong dấu nháy nếu là chữ; nếu không, viết true, false hoặc số không có số 0 ở đầu.',
        'Write "{text}" in quotes if it is text; else true, false or a number without a leading zero.',
    ),
)
NOT_PLAIN = Kind(
    code="KHO-C105",
    what=Message("Không dùng {feature} ở đây.", "{feature} is not allowed here."),
    mend=Message("Viết giá trị ra đầy đủ.", "Write the value out in full."),
)

_ANCHOR = Message("neo (&, *) của YAML", "A YAML anchor (&, *)")
_TAG = Message("thẻ (!) của YAML", "A YAML tag (!)")
_SECOND = Message("tài liệu YAML thứ hai (---)", "A second YAML document (---)")
_DEEP = Message("cấu trúc lồng quá sâu", "So deep a nesting")
_KEY = Message("khoá không phải chữ", "A key that is no text")
_HUGE = Message("tệp lớn hơn 4 MB", "A file past 4 MB")

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,37})")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_SURPRISING = re.compile(
    r"(?i:yes|no|on|off)|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9]+(:[0-9]{1,2})+(\.[0-9]*)?"
    r"|[-+]?[1-9][0-9_]*_[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A file's value (None where it cannot be read), the line of each place in it, and what is wrong."""

    value: Any
    lines: dict[Place, int]
    problems: list[Problem]


def read_yaml(file: Path) -> Located:
    """Read a YAML file. Raises OSError where the file cannot be opened; all else is told as problems."""
    return parse_yaml(file.read_bytes(), file)


def parse_yaml(data: bytes, file: Path) -> Located:
    """Read YAML bytes; `file` is only told."""
    report = Report(file=file)
    text = decoded(data, report, NOT_UTF8)
    if text is None:
        return Located(value=None, lines={}, problems=report.problems)
    builder = _Builder(report=report)
    report.lines = builder.lines
    try:
        builder.read(text)
    except _StopError:
        return Located(value=None, lines=builder.lines, problems=report.problems)
    except yaml.YAMLError as error:
        builder.lines[()] = _broken_line(error)
        report.add(BROKEN, reason=_reason(error))
        return Located(value=None, lines=builder.lines, problems=report.problems)
    return Located(value=builder.root, lines=builder.lines, problems=report.problems)


def decoded(data: bytes, report: Report, kind: Kind) -> str | None:
    """Bytes as NFC text without a byte order mark; None, and a problem of `kind`, where they are not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.lines = {(): data[: error.start].count(b"\n") + 1}
        report.add(kind, offset=error.start + 1)
        return None
    return unicodedata.normalize("NFC", text)


def _broken_line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None else 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]


class _StopError(Exception):
    """Nothing more can be read; the report says why."""


@dataclass(kw_only=True, slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: Any
    place: Place
    key: str | None = None
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class _Builder:
    """Builds the value from parser events: no recursion, so no file can be too deep for it."""

    report: Report
    lines: dict[Place, int] = field(default_factory=dict)
    root: Any = None
    stack: list[_Open] = field(default_factory=list)

    def read(self, text: str) -> None:
        if len(text) > MOST_BYTES:
            self._stop(_HUGE, 1)
        documents = 0
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(_SECOND, _line(event))
            self._take(event)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stop(_ANCHOR, _line(event))
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event)
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_marks(event)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], _line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        line = _line(event)
        if event.anchor is not None:
            self._stop(_ANCHOR, line)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self._stop(_TAG, line)

    def _begin(self, value: Any, line: int) -> None:
        if len(self.stack) >= DEEPEST:
            self._stop(_DEEP, line)
        place = self._put(value, line)
        self.stack.append(_Open(value=value, place=place))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._name(top, event.value, line)
            return
        place = self._put(event.value if event.style else plain(event.value), line)
        if not event.style and surprising(event.value):
            self.report.add(AMBIGUOUS, place, text=event.value)

    def _name(self, top: _Open, key: str, line: int) -> None:
        if key in top.keys:
            place = (*top.place, key)
            self.lines[place] = line
            self.report.add(DOUBLED_KEY, place, key=key, first=top.keys[key])
        top.keys.setdefault(key, line)
        top.key = key

    def _put(self, value: Any, line: int) -> Place:
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            place: Place = (*top.place, len(top.value) - 1)
        elif top.key is None:
            self._stop(_KEY, line)
        else:
            place = (*top.place, top.key)
            line = top.keys[top.key] if place not in self.lines else self.lines[place]
            top.value[top.key] = value
            top.key = None
        self.lines[place] = line
        return place

    def _stop(self, feature: Message, line: int) -> None:
        self.lines[()] = line
        self.report.add(NOT_PLAIN, feature=feature)
        raise _StopError


def surprising(text: str) -> bool:
    """Whether tools read an unquoted scalar differently."""
    return _SURPRISING.fullmatch(text) is not None


def plain(text: str) -> Any:
    """The value of an unquoted YAML scalar by the core schema of YAML 1.2, in decimal; anything else is text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
