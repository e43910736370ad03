"""The statements of one check, as SQL text for DuckDB.

Views, each over the one before: `staged` (the staged rows as they are handed in under `INPUT`), `valued` (trimmed
texts), `conformed` (values). A rule is a bit: a mask column `_m0`, `_m1`, ... holds `BITS` of them, so that any number
of rules fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from sqlglot import exp

from kho.blocks import block, named_as, rows
from kho.contracts.model import LogicalType
from kho.engines.conversions import Making, convert, mapping, named, text, value_of, with_mappings
from kho.engines.duckdb.dialect import DUCKDB
from kho.engines.staged import AT
from kho.quality.cells import PART, ROW, kind_column, text_column
from kho.quality.plan import CheckPlan, Conversion, LookupRule, RowRule, Rule, UniqueRule, value_column

BITS = 62
INPUT = "staged_rows"
"""The name under which staged rows are handed in."""
STAGED, VALUED, CONFORMED = "staged", "valued", "conformed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is known of the whole delivery, so that work nobody needs is left out of the passes."""

    edged: frozenset[str] = field(default_factory=frozenset)
    """Columns that may have a text with white space at an end, or an empty one."""
    typed: frozenset[str] = field(default_factory=frozenset)
    """Columns with some cell of a kind."""


def checked_rules(plan: CheckPlan) -> tuple[RowRule | UniqueRule | LookupRule, ...]:
    """The rules that look at rows, in the order of their bits."""
    return (*plan.row_rules, *plan.unique_rules, *plan.lookup_rules)


def masks(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Names of the mask columns that hold these rules."""
    return tuple(f"_m{number}" for number in range(max(1, -(-len(rules) // BITS))))


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def files(paths: Iterable[Path]) -> exp.Expr:
    """`read_parquet` of these files, in this order."""
    return exp.Anonymous(this="read_parquet", expressions=[exp.Array(expressions=[text(str(path)) for path in paths])])


STAR = exp.Star()


def staged(plan: CheckPlan, seen: Seen) -> exp.Select:
    """The staged rows; kinds that no cell has are null."""
    names = [each.column for each in plan.conversions]
    kinds = [named(kind_column(name)) if name in seen.typed else _null_text(kind_column(name)) for name in names]
    return rows([*map(named, (AT, PART, ROW)), *(named(text_column(name)) for name in names), *kinds], INPUT)


def _null_text(name: str) -> exp.Expr:
    return named_as(block("cast(null as text)"), name)


def valued(plan: CheckPlan, seen: Seen) -> exp.Select:
    """The staged rows with their `_value_` columns."""
    made = [named_as(value_of(_making(each, seen)), value_column(each.column)) for each in plan.conversions]
    return rows([STAR, *made], STAGED)


def conformed(plan: CheckPlan, seen: Seen, mappings: Mapping[str, str]) -> exp.Select:
    """Those with the conformed columns; `mappings` names the table of each column's mapping."""
    made = [named_as(convert(_making(each, seen)), each.column) for each in plan.conversions]
    select = rows([exp.Column(this=STAR, table=exp.to_identifier(VALUED)), *made], VALUED)
    return with_mappings(select, plan, mappings, lambda each: _making(each, seen))


def _making(conversion: Conversion, seen: Seen) -> Making:
    column = conversion.column
    return Making(conversion=conversion, dialect=DUCKDB, edged=column in seen.edged, typed=column in seen.typed)


def keys(rule: UniqueRule) -> exp.Expr:
    """The keys that stand twice in the delivery, as `k1 ... kn`."""
    columns = [named(name) for name in rule.columns]
    filled = exp.and_(*(_filled(name) for name in rule.columns))
    aliased = [named_as(column, f"k{number}") for number, column in enumerate(columns, start=1)]
    return rows(aliased, CONFORMED, filled).group_by(*columns).having(block("count(*) > 1"))


def _filled(name: str) -> exp.Expr:
    return block("$column is not null", column=named(name))


def _masked(plan: CheckPlan, lookups: Mapping[str, str]) -> list[exp.Expr]:
    """The mask columns; `lookups` names the tables of keys."""
    rules = checked_rules(plan)
    conditions = [_condition(rule, lookups) for rule in rules]
    return [
        named_as(_mask(conditions[number * BITS : (number + 1) * BITS]), mask)
        for number, mask in enumerate(masks(rules))
    ]


def judged(plan: CheckPlan, seen: Seen, lookups: Mapping[str, str]) -> exp.Expr:
    """Every row's number, values that are not its texts as they are, and masks; `lookups` names the tables of keys."""
    made = [named(each.column) for each in plan.conversions if not is_kept(each, seen)]
    return rows([named(AT), *made, *_masked(plan, lookups)], CONFORMED)


def is_kept(conversion: Conversion, seen: Seen) -> bool:
    """Whether a column's values are its texts as they are staged."""
    column = conversion.column
    made = conversion.missing or conversion.standard or conversion.mapping
    return conversion.type is LogicalType.STRING and not made and column not in seen.edged | seen.typed


def _mask(conditions: Sequence[exp.Expr]) -> exp.Expr:
    bits = [
        block("case when $condition then $bit else 0 end", condition=condition, bit=_number(1 << at))
        for at, condition in enumerate(conditions)
    ]
    return exp.Cast(this=_balanced(bits) if bits else _number(0), to=exp.DataType.build("bigint"))


def _balanced(bits: list[exp.Expr]) -> exp.Expr:
    return reduce(lambda left, right: exp.BitwiseOr(this=left, expression=right), bits)


def _condition(rule: RowRule | UniqueRule | LookupRule, tables: Mapping[str, str]) -> exp.Expr:
    if isinstance(rule, RowRule):
        return rule.breaks
    if isinstance(rule, UniqueRule):
        loaded = [_stands_in(rule.columns, tables[rule.existing])] if rule.existing else []
        return exp.or_(_stands_in(rule.columns, tables[rule.id]), *loaded)
    filled = exp.and_(*(_filled(name) for name in rule.columns))
    if rule.dated and rule.on is not None:
        return exp.and_(filled, _not_valid(rule, tables[rule.id]))
    return exp.and_(filled, exp.Not(this=exp.Paren(this=_stands_in(rule.columns, tables[rule.id]))))


def _stands_in(columns: Sequence[str], table: str) -> exp.Expr:
    """Whether the key, without nulls, stands in a table with the columns `k1 ... kn`."""
    keys_there = rows([exp.column(f"k{number + 1}") for number in range(len(columns))], table)
    value = named(columns[0]) if len(columns) == 1 else exp.Tuple(expressions=[named(name) for name in columns])
    found = exp.In(this=value, query=exp.Subquery(this=keys_there))
    return block("coalesce($found, false)", found=found)


def _not_valid(rule: LookupRule, table: str) -> exp.Expr:
    """Whether the code has no span of validity around the row's own day."""
    day = block("coalesce($on, $day)", on=named(str(rule.on)), day=_day(rule))
    spans = rows([exp.column("spans")], table, exp.column("k1", table).eq(named(rule.columns[0])))
    return block(
        "coalesce(len(list_filter($spans, s -> $day between s.f and s.t)), 0) = 0",
        spans=exp.Subquery(this=spans),
        day=day,
    )


def _day(rule: LookupRule) -> exp.Expr:
    return exp.Cast(this=text(str(rule.day)), to=exp.DataType.build("date"))


def lookup_keys(rule: LookupRule, path: Path) -> exp.Expr:
    """The keys of a lookup as `k1 ... kn`: those valid on the rule's day, or with their spans of validity."""
    numbers = range(1, len(rule.columns) + 1)
    columns = [named_as(exp.column(f"key_{number}"), f"k{number}") for number in numbers]
    filled = exp.and_(*(_filled(f"key_{number}") for number in numbers))
    known = rows(columns, files([path]), filled).distinct()
    if not rule.dated:
        return known
    first = block("coalesce(valid_from, date '0001-01-01')")
    last = block("coalesce(valid_to, date '9999-12-31')")
    if rule.on is None:
        return known.where(block("$day between $first and $last", day=_day(rule), first=first, last=last))
    spans = block("list({'f': $first, 't': $last})", first=first, last=last)
    return rows([*columns, named_as(spans, "spans")], files([path]), filled).group_by("key_1")


def mapping_table(conversion: Conversion, path: Path) -> exp.Select:
    """The table of a column's mapping, of its lookup."""
    return mapping(conversion).from_(files([path]))


def existing_keys(rule: UniqueRule, path: Path) -> exp.Expr:
    """The keys already loaded, as `k1 ... kn`."""
    numbers = range(1, len(rule.columns) + 1)
    columns = [named_as(exp.column(f"key_{number}"), f"k{number}") for number in numbers]
    return rows(columns, files([path]), exp.and_(*(_filled(f"key_{n}") for n in numbers)))
