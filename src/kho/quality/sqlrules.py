"""SQL rules of a contract: read, checked against the portable subset and rewritten to the one text all engines run.

ODCS placeholders `${table}`, `{object}` and the like stand for the delivery, `${column}` and `{property}` for the
rule's column. `current_date` is the day of delivery, so that the same delivery checked again gives the same answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from kho.contracts.model import Column, Contract, Operator, Problem, QualityRule
from kho.errors import KhoError
from kho.messages import Message
from kho.quality.patterns import portable
from kho.quality.sqltypes import Kind, kind_of, kinds
from kho.quality.subset import Outside, problems

TABLE = "candidate"
PLACEHOLDER = re.compile(r"\$?\{\s*(\w+)\s*\}")
TABLE_NAMES = frozenset({"table", "object", "schema", "model", "dataset"})
COLUMN_NAMES = frozenset({"column", "property", "field"})

WHOLE_NUMBER = r"\A[+-]?[0-9]+\z"
DECIMAL_NUMBER = r"\A[+-]?[0-9]+(?:\.[0-9]+)?\z"
ISO_DATE = r"\A[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}\z"
ISO_TIMESTAMP = r"\A[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}\z"


class BadSqlRuleError(KhoError):
    """A SQL rule that cannot be read, or says something engines would not answer alike."""

    code = "KHO-Q103"
    what = Message(
        vi="Quy tắc SQL “{rule}” không dùng được: {construct}.",
        en="SQL rule “{rule}” cannot be used: {construct}.",
    )
    mend = Message(vi="{instead_vi}", en="{instead_en}")


@dataclass(frozen=True, kw_only=True, slots=True)
class SqlRule:
    """A SQL rule read: a predicate that offending rows fulfil, or a select of one value over the delivery."""

    predicate: exp.Expr | None = None
    measure: exp.Expr | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it looks at, in order of appearance."""
        expression = self.predicate or self.measure
        found = expression.find_all(exp.Column, bfs=False) if expression else ()
        return tuple(dict.fromkeys(column.name for column in found))


def read_sql_rule(rule: QualityRule, contract: Contract, column: Column | None, *, delivered_on: date) -> SqlRule:
    """Read a SQL rule and make it portable. Raises BadSqlRuleError for the first thing that is wrong with it."""
    select = _parsed(rule, contract, column)
    types = kinds(contract.columns)
    predicate = _predicate(select) if holds_when_no_row(rule) else None
    outside = problems(predicate or select, types, whole=predicate is None)
    if outside:
        raise _bad(rule, outside[0])
    if predicate is not None:
        return SqlRule(predicate=make_portable(predicate, types, delivered_on))
    return SqlRule(measure=make_portable(select, types, delivered_on))


def check_sql_rules(contract: Contract) -> list[Problem]:
    """Every mistake in the contract's SQL rules, each with its line."""
    found: list[Problem] = []
    for rule, column in _sql_rules(contract):
        found.extend(_problems(rule, contract, column))
    return found


def holds_when_no_row(rule: QualityRule) -> bool:
    """Whether the rule says that no row at all may be counted, so that each counted row is an offender."""
    zero, operator, unit = rule.expected == (0,), rule.operator, rule.unit
    if operator is Operator.LESS_THAN:
        return rule.expected == (1,) and unit == "rows"
    if operator is Operator.BETWEEN:
        return rule.expected == (0, 0)
    return zero and operator in (Operator.MUST_BE, Operator.LESS_OR_EQUAL)


def make_portable(expression: exp.Expr, types: Mapping[str, Kind], delivered_on: date) -> exp.Expr:
    """The same expression in the one spelling that every engine computes alike; the argument is not changed."""
    root = exp.Paren(this=expression.copy())
    for node in reversed(list(root.this.walk())):
        alike = date_literal(delivered_on) if isinstance(node, exp.CurrentDate) else portable_node(node, types)
        if alike is not node:
            node.replace(alike)
    made: exp.Expr = root.this.pop()
    return made


def _sql_rules(contract: Contract) -> list[tuple[QualityRule, Column | None]]:
    rules: list[tuple[QualityRule, Column | None]] = [(rule, None) for rule in contract.rules]
    rules += [(rule, column) for column in contract.columns for rule in column.rules]
    return [(rule, column) for rule, column in rules if rule.query is not None]


def _problems(rule: QualityRule, contract: Contract, column: Column | None) -> list[Problem]:
    try:
        select = _parsed(rule, contract, column)
    except BadSqlRuleError as error:
        return [_problem(rule, contract, error)]
    predicate = _predicate(select) if holds_when_no_row(rule) else None
    outside = problems(predicate or select, kinds(contract.columns), whole=predicate is None)
    return [_problem(rule, contract, _bad(rule, each)) for each in outside]


def _problem(rule: QualityRule, contract: Contract, error: BadSqlRuleError) -> Problem:
    if contract.file is None:
        raise error
    path = (*rule.path, "query")
    line = contract.lines.get(path) or contract.lines.get(rule.path) or 1
    return Problem(
        file=contract.file,
        line=line,
        field=_as_read(path),
        what=error.message(),
        mend=error.next_step(),
        code=error.code,
    )


def _as_read(path: tuple[str | int, ...]) -> str:
    """`schema[0].quality[1].query`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _bad(rule: QualityRule, outside: Outside) -> BadSqlRuleError:
    instead = outside.instead
    return BadSqlRuleError(rule=rule.id, construct=outside.construct, instead_vi=instead.vi, instead_en=instead.en)


def _parsed(rule: QualityRule, contract: Contract, column: Column | None) -> exp.Select:
    text = PLACEHOLDER.sub(lambda match: _placeholder(match, rule, column), rule.query or "")
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except SqlglotError as error:
        raise _unreadable(rule, str(error).split("\n", maxsplit=1)[0]) from error
    if not isinstance(tree, exp.Select):
        raise _unreadable(rule, text)
    return _named_alike(tree, contract)


def _placeholder(match: re.Match[str], rule: QualityRule, column: Column | None) -> str:
    name = match[1].lower()
    if name in TABLE_NAMES:
        return TABLE
    if name in COLUMN_NAMES and column is not None:
        return exp.to_identifier(column.name, quoted=True).sql("duckdb")
    raise _unreadable(rule, match[0])


def _unreadable(rule: QualityRule, part: str) -> BadSqlRuleError:
    instead = Message(
        vi="Viết dạng: select count(*) from ${table} where <điều kiện của dòng sai>.",
        en="Write it as: select count(*) from ${table} where <what a wrong row is like>.",
    )
    return _bad(rule, Outside(construct=part, instead=instead))


def _named_alike(tree: exp.Select, contract: Contract) -> exp.Select:
    """Identifiers in lower case and quoted, the dataset's own name as the table's, no qualified columns."""
    for table in tree.find_all(exp.Table):
        if table.name.lower() == contract.name.sql_table:
            table.set("this", exp.to_identifier(TABLE))
            table.set("db", None)
    for column in tree.find_all(exp.Column):
        if not isinstance(column.this, exp.Star):
            column.replace(exp.column(exp.to_identifier(column.name.lower(), quoted=True)))
    return tree


def _predicate(select: exp.Select) -> exp.Expr | None:
    """The condition of `select count(*) from <table> where CONDITION`; None for any other shape."""
    plain = {"kind", "expressions", "from_", "from", "where"}
    extra = [name for name, value in select.args.items() if value and name not in plain]
    where, source = select.args.get("where"), select.find(exp.From)
    if extra or where is None or source is None or source.this.name != TABLE:
        return None
    counts = [each.unalias() for each in select.expressions]
    count_all = len(counts) == 1 and isinstance(counts[0], exp.Count) and isinstance(counts[0].this, exp.Star)
    if not count_all or where.find(exp.Select):
        return None
    condition: exp.Expr = where.this
    return condition.copy()


def portable_node(node: exp.Expr, types: Mapping[str, Kind]) -> exp.Expr:
    """One node, whose parts are portable, in the portable spelling; the node itself where it is so already."""
    if isinstance(node, COMPARISONS):
        return _compared_alike(node, types)
    if isinstance(node, exp.Cast):
        return _portable_cast(node, types)
    rewrite = REWRITES.get(type(node))
    return rewrite(node) if rewrite else node


def _regexp(node: exp.Expr) -> exp.Expr:
    """In parentheses: Spark writes it as an operator."""
    pattern = exp.Literal.string(portable(node.expression.this))
    return exp.Paren(this=exp.RegexpLike(this=node.this, expression=pattern))


def _told_of(node: exp.Expr) -> exp.Expr:
    """`(a like b) is null`, where sqlglot would write `a like b is null`."""
    if isinstance(node.this, (exp.Binary, exp.Predicate, exp.Not)):
        return exp.Is(this=exp.Paren(this=node.this), expression=node.expression)
    return node


def _division(node: exp.Expr) -> exp.Expr:
    divisor = exp.Nullif(this=_double(node.expression), expression=exp.Literal.number(0))
    return exp.Div(this=_double(node.this), expression=divisor)


def _remainder(node: exp.Expr) -> exp.Expr:
    divisor = exp.Nullif(this=node.expression, expression=exp.Literal.number(0))
    return exp.Paren(this=exp.Mod(this=node.this, expression=divisor))


def _average(node: exp.Expr) -> exp.Expr:
    return exp.Avg(this=_double(node.this))


REWRITES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.RegexpLike: _regexp,
    exp.Is: _told_of,
    exp.Div: _division,
    exp.Mod: _remainder,
    exp.Avg: _average,
}


COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.NullSafeEQ, exp.NullSafeNEQ)
LITERALS = {Kind.DATE: "date", Kind.TIMESTAMP: "timestamp", Kind.DOUBLE: "double"}


def _compared_alike(node: exp.Expr, types: Mapping[str, Kind]) -> exp.Expr:
    """`ngay > '2024-01-31'` says a date and `ty_le > 0.1` a double; not every engine takes the literals for that."""
    kinds_found = [kind_of(each, types) for each in node.iter_expressions()]
    wanted = next((LITERALS[kind] for kind in kinds_found if kind in LITERALS), None)
    if wanted is None:
        return node
    made = node.copy()
    for each in list(made.iter_expressions()):
        if isinstance(each, exp.Literal) and each.is_string is (wanted != "double"):
            each.replace(exp.Cast(this=each.copy(), to=exp.DataType.build(wanted)))
    return made


def date_literal(day: date) -> exp.Expr:
    """A date as the portable subset writes it."""
    return exp.Cast(this=exp.Literal.string(day.isoformat()), to=exp.DataType.build("date"))


def _double(node: exp.Expr) -> exp.Expr:
    return exp.TryCast(this=node.copy(), to=exp.DataType.build("double"))


def _portable_cast(node: exp.Cast, types: Mapping[str, Kind]) -> exp.Expr:
    """A cast that gives null, in every engine for the same texts, where the text is no such value."""
    target = node.args["to"]
    if target.this in exp.DataType.INTEGER_TYPES:
        target = exp.DataType.build("bigint")
    if isinstance(node.this, exp.Literal) and _is_moment(node.this, target):
        return exp.Cast(this=node.this.copy(), to=target.copy())
    cast = exp.TryCast(this=node.this.copy(), to=target.copy())
    if kind_of(node.this, types) is not Kind.TEXT or target.this in exp.DataType.TEXT_TYPES:
        return cast
    looks_right = exp.RegexpLike(this=node.this.copy(), expression=exp.Literal.string(_shape(target.this)))
    return exp.Case(ifs=[exp.If(this=looks_right, true=cast)])


def _is_moment(literal: exp.Literal, target: exp.DataType) -> bool:
    """Whether it is a date or timestamp as SQL writes it: `date '2024-01-31'`."""
    if target.this in exp.DataType.NUMERIC_TYPES or not re.match(
        _shape(target.this).replace(r"\z", r"\Z"), literal.this
    ):
        return False
    try:
        datetime.fromisoformat(literal.this)
    except ValueError:
        return False
    return True


def _shape(target: exp.DType) -> str:
    if target in exp.DataType.INTEGER_TYPES:
        return WHOLE_NUMBER
    if target in (exp.DType.DECIMAL, exp.DType.DOUBLE):
        return DECIMAL_NUMBER
    return ISO_DATE if target is exp.DType.DATE else ISO_TIMESTAMP
