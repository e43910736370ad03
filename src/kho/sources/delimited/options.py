"""The read options of delimited text, checked and typed; what is not given is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kho.messages import Message
from kho.sources import read_options
from kho.sources.delimited.records import NONE
from kho.sources.read_options import Option
from kho.sources.text_bytes import is_encoding

Trouble = tuple[str, Message, Message]
_NAMED_SIGNS: Final = {"tab": "\t", "\\t": "\t", "space": " "}


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """None: to be found. `NONE` as delimiter, quote or escape: there is none. `header` `()`: there is no header.

    `header`, `first_row` and `skip_rows` count rows as a spreadsheet shows them; `columns` is the width that the file
    must have.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header: tuple[int, ...] | None = None
    first_row: int | None = None
    skip_rows: tuple[int, ...] = ()
    columns: int | None = None


def options(read: Mapping[str, Any]) -> Options:
    """The options of a mapping in which `problems` found none."""
    values: dict[str, Any] = {}
    for key, value in read.items():
        if key in {"delimiter", "quote", "escape"}:
            values[key] = _sign(value)
        elif key in {"header", "skip_rows"}:
            values[key] = () if value is False else _rows(value)
        else:
            values[key] = value
    return Options(**values)


def problems(read: Mapping[str, Any]) -> list[Trouble]:
    """Mistakes in the options: (field, what, mend)."""
    return [*read_options.problems(read, OPTIONS), *_contradictions(read)]


def _contradictions(read: Mapping[str, Any]) -> Iterator[Trouble]:
    header, first = read.get("header"), read.get("first_row")
    if header and _is_rows(header) and _is_row(first) and first is not None and first <= max(_rows(header)):
        what = Message(vi="first_row nằm trên hàng tiêu đề.", en="first_row is not below the header.")
        mend = Message(vi="Đặt first_row lớn hơn header.", en="Make first_row greater than header.")
        yield "first_row", what, mend
    signs = [_sign(read[key]) for key in ("delimiter", "quote", "escape") if _is_sign(read.get(key))]
    if len({sign for sign in signs if sign}) < len([sign for sign in signs if sign]):
        what = Message(
            vi="Hai trong số delimiter, quote, escape giống nhau.", en="Two of delimiter, quote, escape agree."
        )
        yield "delimiter", what, Message(vi="Chọn các ký tự khác nhau.", en="Choose different characters.")


def _is_text_encoding(value: object) -> bool:
    return isinstance(value, str) and is_encoding(value)


def _is_sign(value: object) -> bool:
    if value is False:
        return True
    return isinstance(value, str) and len(_sign(value)) == 1 and _sign(value) not in "\r\n\x1e\0"


def _is_row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_rows(value: object) -> bool:
    return _is_row(value) or (isinstance(value, list | tuple) and bool(value) and all(map(_is_row, value)))


def _is_header(value: object) -> bool:
    return value is False or _is_rows(value)


def _sign(value: Any) -> str:
    return NONE if value is False else _NAMED_SIGNS.get(value, value)


def _rows(value: Any) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else tuple(sorted(value))


_ONE_SIGN: Final = Message(vi="Viết một ký tự, hoặc false nếu không có.", en="Write one character, or false for none.")
_ROW: Final = Message(vi="Viết số thứ tự hàng, bắt đầu từ 1.", en="Write a row's number, from 1.")
OPTIONS = (
    Option(
        name="encoding",
        good=_is_text_encoding,
        expects=Message(
            vi="Dùng tên bảng mã, ví dụ utf-8, utf-16-le, cp1258.", en="Use an encoding: utf-8, utf-16-le, cp1258."
        ),
    ),
    Option(name="delimiter", good=_is_sign, expects=_ONE_SIGN),
    Option(name="quote", good=_is_sign, expects=_ONE_SIGN),
    Option(name="escape", good=_is_sign, expects=_ONE_SIGN),
    Option(
        name="header",
        good=_is_header,
        expects=Message(
            vi="Viết số hàng tiêu đề, danh sách số hàng, hoặc false nếu không có.",
            en="Write the header's row number, a list of them, or false where there is none.",
        ),
    ),
    Option(name="first_row", good=_is_row, expects=_ROW),
    Option(name="skip_rows", good=_is_rows, expects=_ROW),
    Option(
        name="columns",
        good=_is_row,
        expects=Message(vi="Viết số cột, bắt đầu từ 1.", en="Write the number of columns, from 1."),
    ),
)
