"""Read one model: its SQL against its contract and the tables there are."""

from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.models.lineage import columns_of, influences_of
from kho.province.models.model import Model
from kho.province.models.names import check_names
from kho.province.models.outputs import check_outputs
from kho.province.models.tables import Tables
from kho.province.models.telling import Teller
from kho.province.models.units import brought_over, check_on_units
from kho.quality.queries.found import Found
from kho.quality.queries.kinds import kind_problems, same_width
from kho.quality.queries.portable import portable_query
from kho.quality.queries.scopes import Types, annotate
from kho.quality.queries.structure import structure_problems

DIALECT = "duckdb"

NOT_UTF8 = Kind(
    code="KHO-P200",
    what=Message("Tệp không phải UTF-8.", "The file is not UTF-8."),
    mend=Message("Lưu tệp lại bằng UTF-8.", "Save the file as UTF-8."),
)
NOT_SQL = Kind(
    code="KHO-P201",
    what=Message("Không đọc được câu SQL ở “{near}”.", "The SQL cannot be read at “{near}”."),
    mend=Message("Sửa câu SQL quanh dòng này.", "Mend the SQL near this line."),
)
NOT_ONE_SELECT = Kind(
    code="KHO-P202",
    what=Message("Tệp phải có đúng một câu SELECT; ở đây có {count}.", "The file needs one SELECT; this has {count}."),
    mend=Message(
        "Viết mỗi bảng một tệp, một câu SELECT (with được dùng).",
        "Write one file per table, one SELECT (with is fine).",
    ),
)
OUTSIDE = Kind(
    code="KHO-P215",
    what=Message("Không dùng được trong models: {construct}", "This does not do in models: {construct}"),
    mend=Message("{instead}", "{instead}"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A model's SQL as its author wrote it: the text and its one SELECT, identifiers in lower case."""

    text: str
    query: exp.Query

    def inputs(self, tables: Tables) -> tuple[DatasetName, ...]:
        """The datasets and models it reads, by name."""
        found = (tables.of(table) for table in self.query.find_all(exp.Table))
        return tuple(sorted({table.name for table in found if table is not None}))


def parse(file: Path, teller: Teller) -> Parsed | None:
    """Read a file's one SELECT; None, and what is wrong, where there is none. Raises OSError."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        teller.tell_line(NOT_UTF8, 1)
        return None
    return parse_text(text, teller)


def parse_text(text: str, teller: Teller) -> Parsed | None:
    """Read a text's one SELECT; None, and what is wrong, where there is none."""
    try:
        statements = [each for each in sqlglot.parse(text, read=DIALECT) if each is not None]
    except SqlglotError as error:
        line, near = _trouble(error)
        teller.tell_line(NOT_SQL, line, near=near)
        return None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        teller.tell_line(NOT_ONE_SELECT, 1, count=_counted(statements))
        return None
    for node in statements[0].walk():
        node.pop_comments()
    return Parsed(text=text, query=normalize_identifiers(statements[0], dialect=DIALECT))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadQuery:
    """A query without problems: with every name qualified, in the portable spelling, and the types of its columns."""

    qualified: exp.Query
    portable: exp.Query
    types: Types


def read_query(parsed: Parsed, tables: Tables, teller: Teller) -> ReadQuery | None:
    """The query; None, and what is wrong with it, where it is outside the subset or names what is not there."""
    before = len(teller.problems)
    _tell(structure_problems(parsed.query), teller)
    check_names(parsed.query, tables, teller)
    if len(teller.problems) > before:
        return None
    qualified = _qualified(parsed.query, tables, teller)
    if qualified is None:
        return None
    types = annotate(qualified, lambda table: _types(table, tables))
    _tell(kind_problems(qualified), teller)
    if len(teller.problems) > before:
        return None
    return ReadQuery(qualified=qualified, portable=portable_query(qualified), types=types)


def read_model(name: DatasetName, parsed: Parsed, contract: Contract, tables: Tables, teller: Teller) -> Model | None:
    """The model, and what its contract promises in another way; None where its query has no meaning yet."""
    query = read_query(parsed, tables, teller)
    if query is None:
        return None
    model = Model(
        name=name,
        file=teller.file,
        contract=contract,
        text=parsed.text,
        query=query.portable,
        inputs=parsed.inputs(tables),
        columns=columns_of(query.qualified, tables),
        influences=influences_of(query.qualified, tables),
    )
    check_on_units(model, query.qualified, teller)
    check_outputs(model, query.types, teller, Report.on(contract, teller.problems))
    return brought_over(model)


def _qualified(query: exp.Query, tables: Tables, teller: Teller) -> exp.Query | None:
    schema: dict[str, object] = {
        agency: {key[1]: table.columns for key, table in tables.known.items() if key[0] == agency}
        for agency, _ in tables.known
    }
    try:
        made = qualify(query.copy(), schema=MappingSchema(schema, dialect=DIALECT), dialect=DIALECT, expand_stars=False)
    except OptimizeError as error:
        teller.tell_line(NOT_SQL, 1, near=_first_line(error))
        return None
    uneven = [same_width(scope) for scope in traverse_scope(made) if isinstance(scope.expression, exp.SetOperation)]
    _tell([each for each in uneven if each is not None], teller)
    return made if isinstance(made, exp.Query) and not any(uneven) else None


def _types(table: exp.Table, tables: Tables) -> Types:
    known = tables.of(table)
    if known is None:
        raise KeyError(table.sql(DIALECT))
    return known.columns


def _tell(found: list[Found], teller: Teller) -> None:
    for each in found:
        teller.tell_line(OUTSIDE, each.line, construct=each.construct, instead=each.instead)


def _trouble(error: SqlglotError) -> tuple[int, str]:
    """Line and words of what the parser refuses."""
    told = error.errors[0] if isinstance(error, ParseError) and error.errors else None
    if told is None:
        return 1, _first_line(error)
    return int(told["line"]), str(told.get("highlight") or told["description"])


def _first_line(error: SqlglotError) -> str:
    return str(error).split("\n", maxsplit=1)[0].rstrip(".")


def _counted(statements: list[exp.Expr]) -> str:
    return str(len(statements)) if len(statements) != 1 else statements[0].key.upper()
