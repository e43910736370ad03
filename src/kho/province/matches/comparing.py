"""What a declaration says of compared columns: which with which, and as what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kho.contracts.model import Column, Contract, LogicalType
from kho.contracts.problems import Place, Report, listed, near
from kho.province.matches import telling
from kho.province.matches.model import METRES, TOLERANCE, Compared, Kind
from kho.province.matches.words import ENTRY
from kho.standards import registry

OF_POINT = 2
READ_AS: Mapping[str, Kind] = {
    **dict.fromkeys(("number", "money", "percentage"), Kind.NUMBER),
    **dict.fromkeys(("date", "excel_date", "moment"), Kind.DATE),
    **dict.fromkeys(("text_encodings", "tone_placement"), Kind.TEXT),
}
"""Standards of values that are compared as something else than as identifiers."""
BY_TYPE: Mapping[LogicalType, Kind] = {
    LogicalType.INTEGER: Kind.NUMBER,
    LogicalType.NUMBER: Kind.NUMBER,
    LogicalType.DATE: Kind.DATE,
    LogicalType.BOOLEAN: Kind.CODE,
}
"""What columns are compared as by their type, where nothing else tells."""


@dataclass(kw_only=True, slots=True)
class ComparedReader:
    """Reads `compare` and `equal` of one declaration."""

    left: Contract
    right: Contract
    report: Report
    found: dict[str, Compared] = field(default_factory=dict)

    def read(self, compare: Any, equal: Any) -> tuple[tuple[Compared, ...], tuple[str, ...]]:
        """What is compared, and the names of what must be equal for rows to be compared at all."""
        for index, entry in enumerate(compare if isinstance(compare, list) else [] if compare is None else [compare]):
            compared = self._entry(entry, ("compare", index))
            if compared is not None:
                self.found[compared.name] = compared
        names = tuple(map(str, equal)) if isinstance(equal, list) else (str(equal),) if equal else ()
        for name in names:
            self._must_be_equal(name)
        return tuple(self.found.values()), names

    def _must_be_equal(self, name: str) -> None:
        """A column of both sides may stand in `equal` alone: then it is compared too."""
        both = {column.name for column in self.left.columns} & {column.name for column in self.right.columns}
        if name in self.found:
            return
        if name in both:
            self.found[name] = self._made((name,), (name,), None, ("equal",)) or self.found[name]
        else:
            self.report.add(telling.NOT_EQUAL, ("equal",), name=name, near=near(name, {*self.found, *both}))

    def _entry(self, entry: Any, place: Place) -> Compared | None:
        if isinstance(entry, str):
            return self._made((entry,), (entry,), None, place)
        if not isinstance(entry, dict):
            self.report.add(telling.BAD_COMPARED, place, value=entry)
            return None
        if len(entry) == 1 and not entry.keys() & set(ENTRY):
            ((column, kind),) = entry.items()
            return self._made((column,), (column,), kind, place)
        if "left" not in entry or entry.keys() - set(ENTRY):
            strange = sorted(entry.keys() - set(ENTRY))
            if strange:
                told = {"word": strange[0], "near": near(strange[0], ENTRY), "known": listed(ENTRY)}
                self.report.add(telling.UNKNOWN_WORD, (*place, strange[0]), **told)
            else:
                self.report.add(telling.BAD_COMPARED, place, value=entry)
            return None
        left = _columns(entry["left"])
        made = self._made(left, _columns(entry.get("right")) or left, entry.get("as"), place)
        return self._with_choices(made, entry, place) if made is not None else None

    def _made(self, left: tuple[str, ...], right: tuple[str, ...], kind: Any, place: Place) -> Compared | None:
        known = self._known(self.left, left, place), self._known(self.right, right, place)
        if not all(known):
            return None
        first = self.left.column(left[0])
        found, standard = self._kind(kind, first, place) if kind is not None else _guessed(first)
        if found is None:
            return None
        wanted = OF_POINT if found is Kind.POINT else 1
        if len(left) != wanted or len(right) != wanted:
            self.report.add(telling.POINT_OF_TWO if found is Kind.POINT else telling.BAD_COMPARED, place, value=left)
            return None
        return Compared(
            name=left[0], left=left, right=right, kind=found, standard=standard, title=first.title or first.name
        )

    def _known(self, contract: Contract, names: tuple[str, ...], place: Place) -> bool:
        known = [column.name for column in contract.columns]
        strange = [name for name in names if name not in known]
        for name in strange:
            self.report.add(telling.NO_COLUMN, place, dataset=contract.name, column=name, near=near(name, known))
        return not strange

    def _kind(self, said: Any, column: Column, place: Place) -> tuple[Kind | None, str]:
        if said in list(Kind):
            return Kind(said), _guessed(column)[1] if said == Kind.CODE else ""
        if said in registry.names():
            return READ_AS.get(said, Kind.CODE), str(said)
        known = [each.value for each in Kind]
        close = near(str(said), [*known, *registry.names()])
        self.report.add(telling.UNKNOWN_KIND, place, word=said, near=close, known=listed(known))
        return None, ""

    def _with_choices(self, made: Compared, entry: Mapping[str, Any], place: Place) -> Compared:
        tolerance, absolute = self._choice(entry, "tolerance", _tolerance, telling.TOLERANCE, place, (TOLERANCE, False))
        return replace(
            made,
            tolerance=tolerance,
            absolute=absolute,
            metres=self._choice(entry, "metres", _positive, telling.POSITIVE, place, METRES),
            commune=self._choice(entry, "commune", _text, telling.TEXT, place, ""),
        )

    def _choice(  # noqa: PLR0913, PLR0917 - one word of an entry, and what is told where it is wrong
        self, entry: Mapping[str, Any], word: str, read: Callable[[Any], Any], expected: Any, place: Place, default: Any
    ) -> Any:
        if entry.get(word) is None:
            return default
        try:
            return read(entry[word])
        except ValueError:
            told = {"value": entry[word], "word": word, "expected": expected}
            self.report.add(telling.BAD_WORD, (*place, word), **told)
            return default


def _guessed(column: Column) -> tuple[Kind, str]:
    """What a column is compared as by its contract: its standard, its units or codes, its type."""
    if column.standard is not None:
        kind = READ_AS.get(column.standard, Kind.CODE)
        return kind, column.standard if kind is Kind.CODE else ""
    if column.unit is not None or column.codelist is not None:
        return Kind.CODE, ""
    return BY_TYPE.get(column.logical_type, Kind.TEXT), ""


def _columns(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return (str(value),) if value is not None else ()


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ValueError
    return float(value)


def _tolerance(value: Any) -> tuple[float, bool]:
    """The tolerance, and whether it is an amount: `"5%"` is a share."""
    if isinstance(value, str) and value.endswith("%"):
        return float(value[:-1].replace(",", ".")) / 100, False
    return _positive(value), True


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value
