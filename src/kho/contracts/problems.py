"""How a mistake in a person's file becomes a `Problem`: kinds with code and words, and a report of them."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kho.contracts.model import Contract, Problem
from kho.messages import Language, Message

Place = tuple[str | int, ...]
"""A place inside a file: `("schema", 0, "properties", 2, "name")`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of mistake: a stable code, and sentences that may hold `{fields}`."""

    code: str
    what: Message
    mend: Message

    def at(self, file: Path, line: int, place: str, **fields: object) -> Problem:
        """The mistake at one place; a field that is itself a Message is told in the sentence's language."""
        return Problem(
            file=file,
            line=line,
            field=place,
            what=_told(self.what, fields),
            mend=_told(self.mend, fields),
            code=self.code,
        )


def _told(message: Message, fields: Mapping[str, object]) -> Message:
    def of(language: Language) -> dict[str, object]:
        return {key: value.in_(language) if isinstance(value, Message) else value for key, value in fields.items()}

    return Message(vi=message.vi.format_map(of("vi")), en=message.en.format_map(of("en")))


@dataclass(kw_only=True, slots=True)
class Report:
    """Collects the problems of one file."""

    file: Path
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def on(cls, contract: Contract, problems: list[Problem]) -> "Report":
        """A report on a contract that has been read, into the given list."""
        return cls(file=contract.file or Path(), lines=dict(contract.lines), problems=problems)

    def add(self, kind: Kind, place: Place = (), **fields: object) -> None:
        """Note a mistake at `place`; its line is that of the nearest place that stands in the file."""
        self.problems.append(kind.at(self.file, self.line(place), shown(place), **fields))

    def tells(self, place: Place) -> bool:
        """Whether anything at or inside `place` is told already."""
        text = shown(place)
        return any(each.field == text or each.field.startswith((f"{text}.", f"{text}[")) for each in self.problems)

    def line(self, place: Place) -> int:
        """The 1-based line of a place, or of the nearest one around it."""
        return line_of(self.lines, place)


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The 1-based line of a place, or of the nearest one around it; 1 where nothing is known."""
    for length in range(len(place), -1, -1):
        found = lines.get(place[:length])
        if found is not None:
            return found
    return 1


def shown(place: Place) -> str:
    """A place as a person reads it: `schema[0].properties[2].name`."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file, line and field, each told once."""
    unique = {(p.file, p.line, p.field, p.code, p.what.en): p for p in problems}
    return [unique[key] for key in sorted(unique, key=lambda key: (str(key[0]), *key[1:]))]


def near(word: str, known: Iterable[str]) -> Message:
    """` Ý bạn là “x”?` where a known word is close to `word`; else nothing."""
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if not close:
        return Message("", "")
    return Message(vi=f" Ý bạn là “{folded[close[0]]}”?", en=f" Do you mean “{folded[close[0]]}”?")


def listed(words: Iterable[object]) -> str:
    """Words as a list in a sentence."""
    return ", ".join(str(word) for word in words)
