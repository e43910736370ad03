"""What an officer has answered so far, as it is kept."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from kho.contracts.guess.describe import Description
from kho.contracts.guess.suggestions import Suggested
from kho.contracts.model import Access, Column, LoadMode


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnAnswer:
    """A column as it shall be. `place` is its place in the file's table, from 0; None: the file has it no more."""

    column: Column
    place: int | None
    header: str
    left_out: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleAnswer:
    """A suggested rule, on or off, with the ends that the officer has set."""

    rule: Suggested
    on: bool
    low: str = ""
    high: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """All answers; what is not answered yet is as it was proposed."""

    table: int | None = None
    columns: tuple[ColumnAnswer, ...] = ()
    rules: tuple[RuleAnswer, ...] = ()
    load: LoadMode = LoadMode.REPLACE
    frequency: str = ""
    steward: str = ""
    dataset: str = ""
    title: str = ""
    description: str = ""
    domain: str = ""
    licence: str = ""
    access: Access | None = None

    @property
    def kept(self) -> tuple[ColumnAnswer, ...]:
        """The columns that are not left out."""
        return tuple(each for each in self.columns if not each.left_out)


def answers_of(told: dict[str, Any]) -> Answers:
    """Answers as they were kept."""
    return _answers().validate_python(told)


def as_json(answers: Answers) -> dict[str, Any]:
    """Answers as they are kept."""
    kept: dict[str, Any] = _answers().dump_python(answers, mode="json")
    return kept


@cache
def _answers() -> TypeAdapter[Answers]:
    return TypeAdapter(Answers)


@cache
def descriptions() -> TypeAdapter[Description]:
    """Reads and writes what was proposed."""
    return TypeAdapter(Description)
