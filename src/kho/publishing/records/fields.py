"""The columns of a published table, and what a text in a question means in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from kho.contracts.model import Column, LogicalType
from kho.errors import KhoError
from kho.messages import Message

Value = str | int | Decimal | bool | date | datetime


class NotAValueError(KhoError):
    """A question compares a column with something that its type does not have."""

    code = "KHO-Q103"
    what = Message(
        vi="“{value}” không so được với cột {column}: cột này là {kind_vi}.",
        en="“{value}” cannot be compared with column {column}, which holds {kind_en}.",
    )
    mend = Message(vi="Viết dạng {example}.", en="Write it like {example}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One column that may be asked for; `scale` is None for numbers that are no decimals."""

    name: str
    kind: LogicalType
    title: str = ""
    scale: int | None = None

    @classmethod
    def of(cls, column: Column) -> "Field":
        """The field of a contract's column."""
        scale = (column.scale or 0) if column.precision is not None else None
        return cls(name=column.name, kind=column.logical_type, title=column.title, scale=scale)

    @property
    def is_text(self) -> bool:
        """Whether its values are texts, which can be searched."""
        return self.kind not in _FORMS

    def value(self, text: str) -> Value:
        """What a text means as a value of this column. Raises NotAValueError."""
        if self.is_text:
            return text
        form = _FORMS[self.kind]
        try:
            return form.read(text.strip())
        except (ValueError, InvalidOperation, KeyError):
            raise NotAValueError(
                value=text, column=self.name, kind_vi=form.told.vi, kind_en=form.told.en, example=form.example
            ) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """How values of a type are written: read, told and by example."""

    read: Callable[[str], Value]
    told: Message
    example: str


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


_NUMBER: Final = Message("số", "numbers")
_FORMS: Final[Mapping[LogicalType, _Form]] = {
    LogicalType.INTEGER: _Form(read=_number, told=_NUMBER, example="1200"),
    LogicalType.NUMBER: _Form(read=_number, told=_NUMBER, example="12.5"),
    LogicalType.BOOLEAN: _Form(read=_truth, told=Message("đúng hoặc sai", "true or false"), example="true"),
    LogicalType.DATE: _Form(read=date.fromisoformat, told=Message("ngày", "days"), example="2025-07-01"),
    LogicalType.TIMESTAMP: _Form(read=_moment, told=Message("thời điểm", "moments"), example="2025-07-01T08:30:00"),
}
