"""How a mistake in a model's SQL is told: file, line and the construct itself."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from kho.contracts.model import Problem
from kho.contracts.problems import Kind
from kho.quality.queries.found import as_written, line_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Collects the problems of one file."""

    file: Path
    problems: list[Problem] = field(default_factory=list)

    def tell(self, kind: Kind, node: exp.Expr, **fields: object) -> None:
        """Note a mistake at a node of the parsed query."""
        self.tell_line(kind, line_of(node), **fields)

    def tell_line(self, kind: Kind, line: int, **fields: object) -> None:
        """Note a mistake at a line."""
        self.problems.append(kind.at(self.file, line, "", **fields))

    @staticmethod
    def as_written(node: exp.Expr) -> str:
        """The SQL of a node."""
        return as_written(node)
