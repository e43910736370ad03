"""The options a format understands under `kho.read`, checked before any file is opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kho.messages import Message
from kho.sources.text_bytes import is_encoding

UNKNOWN = Message(vi="Không có tuỳ chọn đọc “{name}”.", en="There is no read option “{name}”.")
UNKNOWN_MEND = Message(vi="Chọn trong: {known}.", en="Choose among: {known}.")
WRONG = Message(vi="Tuỳ chọn “{name}” không nhận giá trị {value}.", en="Option “{name}” does not take {value}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One option: its name, which values are good, and what a person should write instead of a bad one."""

    name: str
    good: Callable[[Any], bool]
    expects: Message


def problems(read: Mapping[str, Any], options: Sequence[Option]) -> list[tuple[str, Message, Message]]:
    """Every unknown option and every value an option does not take: (field, what, mend)."""
    known = {option.name: option for option in options}
    listed = UNKNOWN_MEND.filled(known=", ".join(sorted(known)))
    found = [(name, UNKNOWN.filled(name=name), listed) for name in read if name not in known]
    for name, value in read.items():
        option = known.get(name)
        if option is not None and not option.good(value):
            found.append((name, WRONG.filled(name=name, value=repr(value)), option.expects))
    return found


def is_text(value: Any) -> bool:
    """Whether the value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_depth(value: Any) -> bool:
    """Whether the value is a depth a reader can follow without danger: 1 to 200."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= DEEPEST


DEEPEST = 200
DEPTH = 64
"""How deep values may nest where the contract does not say."""

ENCODING = Option(
    name="encoding",
    good=lambda value: isinstance(value, str) and is_encoding(value),
    expects=Message(vi="Viết tên bảng mã, ví dụ utf-8 hoặc windows-1258.", en="Name an encoding: utf-8, windows-1258."),
)
MAX_DEPTH = Option(
    name="max_depth",
    good=is_depth,
    expects=Message(vi="Viết một số nguyên từ 1 đến 200.", en="Write an integer from 1 to 200."),
)
