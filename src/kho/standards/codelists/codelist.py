"""A shipped code list, and how it is read from the package."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from kho.messages import Message
from kho.standards.standard import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A code and its names; it holds from `valid_from` to `valid_to`, both included, without them since ever and on."""

    code: str
    name: Message
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the code is in force on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A list under the `name` a contract gives; `note` says what a reader must beware of, such as another numbering.

    `headers` is a regular expression of what headers of such columns say, folded (`kho.standards.text.folding`), empty
    where headers do not tell.
    """

    name: str
    title: Message
    sources: tuple[Source, ...]
    note: Message | None = None
    headers: str = ""

    @property
    def file(self) -> Traversable:
        """The CSV in the package, in UTF-8."""
        return files("kho.standards.codelists") / f"{self.name}.csv"

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The codes in the list's order."""
        lines = self.file.read_text(encoding="utf-8").splitlines()
        return tuple(_code(row) for row in csv.DictReader(lines))

    def code(self, code: str, on: date | None = None) -> Code | None:
        """A code of the list, in force on a day where one is given; None where there is none."""
        return next((each for each in self.codes if each.code == code and (on is None or each.holds(on))), None)


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        name=Message(vi=row["name"], en=row["name_en"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
