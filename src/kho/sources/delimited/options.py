"""The read options of delimited text, checked and typed; what is not given is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kho.messages import Message
from kho.sources import options
from kho.sources.delimited.records import NONE
from kho.sources.options import Plain, Trouble
from kho.sources.text_bytes import ENCODING

_NAMED_SIGNS: Final = {"tab": "\t", "\\t": "\t", "space": " "}


def _sign(value: Any) -> str:
    return NONE if value is False else _NAMED_SIGNS.get(value, value)


def _is_sign(value: object) -> bool:
    if value is False:
        return True
    return isinstance(value, str) and len(_sign(value)) == 1 and _sign(value) not in "\r\n\x1e\0"


def _is_row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _are_rows(value: object) -> bool:
    return _is_row(value) or (isinstance(value, list | tuple) and bool(value) and all(map(_is_row, value)))


def _rows(value: Any) -> tuple[int, ...]:
    """The rows' numbers; none where the value is false."""
    if value is False:
        return ()
    return (value,) if isinstance(value, int) else tuple(sorted(value))


SIGN: Final = Plain(
    expected=Message(vi="một ký tự, hoặc false nếu không có", en="one character, or false for none"),
    accepts=_is_sign,
    convert=_sign,
)
HEADER: Final = Plain(
    expected=Message(
        vi="số hàng tiêu đề, danh sách số hàng, hoặc false nếu không có",
        en="the header's row number, a list of them, or false where there is none",
    ),
    accepts=lambda value: value is False or _are_rows(value),
    convert=_rows,
)
ROW: Final = Plain(
    expected=Message(vi="số thứ tự hàng, bắt đầu từ 1", en="a row's number, from 1"),
    accepts=_is_row,
)
ROWS: Final = Plain(
    expected=Message(
        vi="số thứ tự hàng, bắt đầu từ 1, hoặc danh sách số", en="a row's number, from 1, or a list of them"
    ),
    accepts=_are_rows,
    convert=_rows,
)
WIDTH: Final = Plain(expected=Message(vi="số cột, bắt đầu từ 1", en="the number of columns, from 1"), accepts=_is_row)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """None: to be found. `NONE` as delimiter, quote or escape: there is none. `header` `()`: there is no header.

    `header`, `first_row` and `skip_rows` count rows as a spreadsheet shows them; `columns` is the width that the file
    must have.
    """

    encoding: str | None = options.option(ENCODING, default=None)
    delimiter: str | None = options.option(SIGN, default=None)
    quote: str | None = options.option(SIGN, default=None)
    escape: str | None = options.option(SIGN, default=None)
    header: tuple[int, ...] | None = options.option(HEADER, default=None)
    first_row: int | None = options.option(ROW, default=None)
    skip_rows: tuple[int, ...] = options.option(ROWS, default=())
    columns: int | None = options.option(WIDTH, default=None)


def problems(read: Mapping[str, Any]) -> list[Trouble]:
    """Mistakes in the options, and between those that by themselves are right: (field, what, mend)."""
    found = options.problems(Read, read)
    mistaken = {field for field, _, _ in found}
    right = {name: value for name, value in read.items() if name not in mistaken}
    return [*found, *_contradictions(options.read(Read, right))]


def _contradictions(read: Read) -> Iterator[Trouble]:
    if read.header and read.first_row is not None and read.first_row <= max(read.header):
        what = Message(vi="first_row nằm trên hàng tiêu đề.", en="first_row is not below the header.")
        mend = Message(vi="Đặt first_row lớn hơn header.", en="Make first_row greater than header.")
        yield "first_row", what, mend
    signs = [sign for sign in (read.delimiter, read.quote, read.escape) if sign]
    if len(set(signs)) < len(signs):
        what = Message(
            vi="Hai trong số delimiter, quote, escape giống nhau.", en="Two of delimiter, quote, escape agree."
        )
        yield "delimiter", what, Message(vi="Chọn các ký tự khác nhau.", en="Choose different characters.")
