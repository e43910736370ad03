"""The columns of a published table, and what a text in a question means in each."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from kho.contracts.model import Column, Contract, LogicalType
from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.places import GEOMETRY

Value = str | int | Decimal | bool | date | datetime


class NotAValueError(KhoError):
    """A question compares a column with something that its type does not have."""

    code = "KHO-D103"
    what = Message(
        vi="“{value}” không so được với cột {column}: cột này là {kind_vi}.",
        en="“{value}” cannot be compared with column {column}, which holds {kind_en}.",
    )
    mend = Message(vi="Viết dạng {example}.", en="Write it like {example}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One column that may be asked for; `precision` and `scale` are None for numbers that are no decimals.

    What it is called makes it no other field.
    """

    name: str
    kind: LogicalType
    title: str = field(default="", compare=False)
    precision: int | None = None
    scale: int | None = None

    @classmethod
    def of(cls, column: Column) -> "Field":
        """The field of a contract's column."""
        scale = (column.scale or 0) if column.precision is not None else None
        return cls(
            name=column.name, kind=column.logical_type, title=column.title, precision=column.precision, scale=scale
        )

    @property
    def is_text(self) -> bool:
        """Whether its values are texts, which can be searched."""
        return self.kind not in _FORMS

    @property
    def is_searched(self) -> bool:
        """Whether its words can be asked for: those of texts that people wrote."""
        return self.kind is LogicalType.STRING and not self.is_shape

    @property
    def is_shape(self) -> bool:
        """Whether its values are shapes on the ground, looked up by where they are and never in an order."""
        return self.name == GEOMETRY and self.kind is LogicalType.STRING

    @property
    def is_number(self) -> bool:
        """Whether its values can be summed."""
        return self.kind in (LogicalType.INTEGER, LogicalType.NUMBER)

    def value(self, text: str) -> Value:
        """What a text means as a value of this column. Raises NotAValueError."""
        form = _FORMS.get(self.kind, _TEXT)
        try:
            return form.read(text)
        except (ValueError, InvalidOperation, KeyError):
            raise NotAValueError(
                value=shown(text), column=self.name, kind_vi=form.told.vi, kind_en=form.told.en, example=form.example
            ) from None


def published(contract: Contract, columns: Iterable[PublishedColumn]) -> tuple[Field, ...]:
    """The fields of a dataset: those of its published columns, and of no other."""
    return tuple(Field.of(contract.column(each.name)) for each in columns)


def shown(text: str) -> str:
    """What a person wrote, short, as an error may repeat it: some text cannot be sent anywhere."""
    return text[:_SHOWN].encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """How values of a type are written: read, told and by example."""

    read: Callable[[str], Value]
    told: Message
    example: str


def _text(text: str) -> str:
    """Texts of a table are valid Unicode in its composed form."""
    text.encode()
    return unicodedata.normalize("NFC", text)


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(text)
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip()).replace(tzinfo=None)


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip().lower()]


_SHOWN: Final = 80
_LONGEST_NUMBER: Final = 100
_TEXT: Final = _Form(read=_text, told=Message("chữ", "texts"), example="Đất đai")
_NUMBER: Final = Message("số", "numbers")
_FORMS: Final[Mapping[LogicalType, _Form]] = {
    LogicalType.INTEGER: _Form(read=_number, told=_NUMBER, example="1200"),
    LogicalType.NUMBER: _Form(read=_number, told=_NUMBER, example="12.5"),
    LogicalType.BOOLEAN: _Form(read=_truth, told=Message("đúng hoặc sai", "true or false"), example="true"),
    LogicalType.DATE: _Form(read=_day, told=Message("ngày", "days"), example="2025-07-01"),
    LogicalType.TIMESTAMP: _Form(read=_moment, told=Message("thời điểm", "moments"), example="2025-07-01T08:30:00"),
}
