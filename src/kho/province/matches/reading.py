"""Read declared matches: `matches/<agency or domain>/<name>.yaml`, with every mistake told in one go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kho.contracts.located import parse_yaml
from kho.contracts.model import Access, Contract, Problem
from kho.contracts.names import BadDatasetNameError, DatasetName
from kho.contracts.problems import Place, Report, listed, near
from kho.province.matches import telling
from kho.province.matches.comparing import ComparedReader
from kho.province.matches.model import MATCH, UNSURE, Compared, Match
from kho.province.matches.result import OPENNESS, Result, closest, result_contract
from kho.province.matches.words import WORDS

SUFFIX = ".yaml"


def read_matches(
    folder: Path,
    files: Iterable[Path],
    contracts: Mapping[DatasetName, Contract],
    unread: frozenset[DatasetName],
    problems: list[Problem],
) -> dict[DatasetName, Match]:
    """The declared matches that hold; what is wrong with the others is told.

    `contracts` are those of delivered datasets; what reads one of `unread`, told already, is passed over in silence.
    """
    found: dict[DatasetName, Match] = {}
    for file in files:
        report = Report(file=file)
        match = _Reading(file=file, folder=folder, contracts=contracts, unread=unread, report=report).match()
        problems.extend(report.problems)
        if match is not None and not report.problems:
            found[match.name] = match
    return found


@dataclass(kw_only=True, slots=True)
class _Reading:
    """One declaration being read."""

    file: Path
    folder: Path
    contracts: Mapping[DatasetName, Contract]
    unread: frozenset[DatasetName]
    report: Report
    said: dict[str, Any] = field(default_factory=dict)

    def match(self) -> Match | None:
        """The match; None where it cannot be understood."""
        located = parse_yaml(self.file.read_bytes(), self.file)
        self.report.lines, self.report.problems = located.lines, located.problems
        if not isinstance(located.value, dict):
            if not located.problems:
                self.report.add(telling.NOT_A_MATCH)
            return None
        self.said = located.value
        for word in self.said.keys() - set(WORDS):
            self.report.add(telling.UNKNOWN_WORD, (word,), word=word, near=near(word, WORDS), known=listed(WORDS))
        left = self._dataset("left", required=True)
        right = self._dataset("right", required=False) if "right" in self.said else left
        return self._of(left, right) if left is not None and right is not None else None

    def _dataset(self, word: str, *, required: bool) -> Contract | None:
        value = self.said.get(word)
        if value is None and required:
            self.report.add(telling.NO_SIDE, (word,), word=word)
            return None
        try:
            name = DatasetName.parse(str(value))
        except BadDatasetNameError:
            self.report.add(telling.NO_DATASET, (word,), name=value, near=near(str(value), map(str, self.contracts)))
            return None
        if name not in self.contracts and name not in self.unread:
            self.report.add(telling.NO_DATASET, (word,), name=name, near=near(str(name), map(str, self.contracts)))
        return self.contracts.get(name)

    def _of(self, left: Contract, right: Contract) -> Match:
        name = DatasetName(self.file.parent.name, self.file.name.removesuffix(SUFFIX))
        if name in self.contracts:
            self.report.add(telling.NAME_TAKEN, (), name=name, other=self.contracts[name].file)
        reader = ComparedReader(left=left, right=right, report=self.report)
        compared, equal = reader.read(self.said.get("compare"), self.said.get("equal"))
        left_key, right_key = self._keys(left, right)
        return Match(
            name=name,
            file=self.file,
            contract=self._contract(name, left, right, (left_key, right_key)),
            text=self.file.read_text(encoding="utf-8-sig"),
            left=left.name,
            right=right.name,
            left_key=left_key,
            right_key=right_key,
            compared=compared,
            equal=equal,
            **self._choices(compared, within_one=left.name == right.name),
        )

    def _choices(self, compared: tuple[Compared, ...], *, within_one: bool) -> dict[str, Any]:
        match, unsure = self._share("match", MATCH), self._share("unsure", UNSURE)
        if "unsure" not in self.said:
            unsure = min(unsure, match)
        if unsure > match:
            self.report.add(telling.UNSURE_ABOVE, ("unsure",), unsure=unsure, match=match)
        one = self._read("one_to_one", _yes_no, telling.YES_NO, default=not within_one)
        if not compared and not self.report.tells(("compare",)):
            self.report.add(telling.NOTHING_COMPARED, ("compare",))
        return {"match": match, "unsure": unsure, "one_to_one": one}

    def _share(self, word: str, default: float) -> float:
        return float(self._read(word, _share, telling.SHARE, default=default))

    def _read(self, word: str, read: Callable[[Any], Any], expected: Any, *, default: Any) -> Any:
        value = self.said.get(word)
        if value is None:
            return default
        try:
            return read(value)
        except ValueError:
            self.report.add(telling.BAD_WORD, (word,), value=value, word=word, expected=expected)
            return default

    def _keys(self, left: Contract, right: Contract) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The key columns of both sides: those the declaration names, else the contracts' primary keys."""
        said = self.said.get("key") or {}
        if not isinstance(said, dict):
            said = {"left": said, "right": said}
        return self._key(left, said.get("left"), "left"), self._key(right, said.get("right"), "right")

    def _key(self, contract: Contract, said: Any, side: str) -> tuple[str, ...]:
        names = tuple(map(str, said)) if isinstance(said, list) else (str(said),) if said else contract.primary_key
        known = [column.name for column in contract.columns]
        for name in names:
            if name not in known:
                told = {"column": name, "dataset": contract.name, "near": near(name, known)}
                self.report.add(telling.NO_COLUMN, ("key",), **told)
        if not names:
            self.report.add(telling.NO_KEY, (side,), dataset=contract.name, side=side)
        return names

    def _contract(
        self, name: DatasetName, left: Contract, right: Contract, keys: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> Contract:
        result = Result(
            name=name,
            title=str(self.said.get("title") or f"{left.title} ↔ {right.title}"),
            access=self._access(left, right),
            owner=str(self.said.get("owner") or left.agency),
            file=self.file,
            folder=self.folder,
            lines=_lines(self.report.lines),
        )
        known = ([each for each in contract.columns if each.name in key]
                 for contract, key in zip((left, right), keys, strict=True))  # fmt: skip
        return result_contract(result, *known)

    def _access(self, left: Contract, right: Contract) -> Access:
        """What the declaration says, which is never more open than the most closed input."""
        most = closest([left, right])
        said: Access = self._read("access", Access, telling.ACCESS, default=most)
        if OPENNESS.index(said) > OPENNESS.index(most):
            closed = next(each for each in (left, right) if each.access is most)
            told = {"access": said.value, "input": closed.name, "other": most.value}
            self.report.add(telling.TOO_OPEN, ("access",), **told)
        return said


def _lines(lines: Mapping[Place, int]) -> dict[Place, int]:
    """The declaration's lines under the words that a contract would have, so that messages lead back to them."""
    return {**lines, ("team",): lines.get(("owner",), 1), ("kho.access",): lines.get(("access",), 1)}


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - readers have one way to say no
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise ValueError
    return float(value)
