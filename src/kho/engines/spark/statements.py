"""The selects of one check, as SQL for Spark; each view stands on the one before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import Severity
from kho.engines.conversions import Making, convert, named, text, value_of, with_mappings
from kho.engines.schemas import REASONS, conformed_schema, staged_schema
from kho.engines.spark.dialect import SPARK, day
from kho.quality.cells import DELIVERY, PART, ROW, kind_column, text_column
from kho.quality.plan import CheckPlan, LookupRule, Rule, UniqueRule, value_column

STAR = exp.Star()
FOUND = "_found"


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """What a row is joined with to answer a rule: keys that stand twice, loaded ones, those of a lookup."""

    view: str
    columns: tuple[str, ...]
    keys: exp.Expr


def valued(plan: CheckPlan, source: str) -> exp.Select:
    """The staged rows with their `_value_` columns."""
    values = [_as(value_of(_making(plan, at)), value_column(each.column)) for at, each in enumerate(plan.conversions)]
    return exp.select(STAR, *values).from_(source)


def conformed(plan: CheckPlan, source: str, mappings: Mapping[str, str]) -> exp.Select:
    """Those with the conformed columns; `mappings` names the view of each column's mapping."""
    made = [_as(convert(_making(plan, at)), each.column) for at, each in enumerate(plan.conversions)]
    select = exp.select(exp.column(STAR, source), *made).from_(source)
    return with_mappings(select, plan, mappings, lambda each: Making(conversion=each, dialect=SPARK))


def _making(plan: CheckPlan, at: int) -> Making:
    return Making(conversion=plan.conversions[at], dialect=SPARK)


def _as(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True)


def _filled(columns: Iterable[str]) -> exp.Expr:
    return exp.and_(*(block("$column is not null", column=named(name)) for name in columns))


def _keys(columns: Sequence[str], *more: exp.Expr) -> exp.Select:
    keys = [_as(named(name), f"k{number}") for number, name in enumerate(columns, start=1)]
    return exp.select(*keys, *more, _as(exp.true(), FOUND))


def _lookup_columns(columns: Sequence[str]) -> list[str]:
    return [f"key_{number}" for number in range(1, len(columns) + 1)]


def checked_schema(plan: CheckPlan) -> pa.Schema:
    """The columns of `checked`."""
    values = [pa.field(value_column(each.column), pa.string()) for each in plan.conversions]
    return pa.schema([*staged_schema(plan), *values, *conformed_schema(plan), pa.field(REASONS, pa.list_(pa.string()))])


def joins(plan: CheckPlan, source: str, lookups: Mapping[str, str]) -> list[Joined]:
    """Everything rows are joined with; `lookups` names the view of each lookup."""
    made: list[Joined] = []
    for number, rule in enumerate(plan.unique_rules):
        made.append(Joined(view=f"twice_{number}", columns=rule.columns, keys=_twice(rule, source)))
        if rule.existing:
            keys = _existing(rule, lookups[rule.existing])
            made.append(Joined(view=f"loaded_{number}", columns=rule.columns, keys=keys))
    for number, looked_up in enumerate(plan.lookup_rules):
        keys = _codes(looked_up, lookups[looked_up.lookup])
        made.append(Joined(view=f"codes_{number}", columns=looked_up.columns, keys=keys))
    return made


def _twice(rule: UniqueRule, source: str) -> exp.Expr:
    columns = [named(name) for name in rule.columns]
    repeated = _keys(rule.columns).from_(source).where(_filled(rule.columns))
    return repeated.group_by(*columns).having(block("count(*) > 1"))


def _existing(rule: UniqueRule, view: str) -> exp.Expr:
    columns = _lookup_columns(rule.columns)
    return _keys(columns).distinct().from_(view).where(_filled(columns))


def _codes(rule: LookupRule, view: str) -> exp.Expr:
    """The keys of a lookup: those valid on the rule's day, or each with its spans of validity."""
    columns = _lookup_columns(rule.columns)
    if not rule.dated:
        return _keys(columns).distinct().from_(view).where(_filled(columns))
    first = block("coalesce(valid_from, cast('0001-01-01' as date))")
    last = block("coalesce(valid_to, cast('9999-12-31' as date))")
    if rule.on is None:
        valid = block("$day between $first and $last", day=day(rule.day), first=first, last=last)
        return _keys(columns).distinct().from_(view).where(_filled(columns)).where(valid)
    span = exp.Anonymous(this="named_struct", expressions=[text("f"), first, text("t"), last])
    spans = _as(exp.Anonymous(this="collect_list", expressions=[span]), "spans")
    return _keys(columns, spans).from_(view).where(_filled(columns)).group_by(*(named(name) for name in columns))


def checked(plan: CheckPlan, source: str, joined: Sequence[Joined]) -> exp.Expr:
    """Every row with `_reasons`."""
    answers = {each.view: exp.column(FOUND, each.view) for each in joined}
    conditions = [(rule, rule.breaks) for rule in plan.row_rules]
    rows = exp.select(exp.column(STAR, "rows")).from_(exp.alias_(exp.to_table(source), "rows", table=True))
    for each in joined:
        rows = rows.join(exp.to_table(each.view), on=_on(each), join_type="left")
    made: list[tuple[Rule, exp.Expr]] = [*conditions, *_unique(plan, answers), *_unknown(plan, answers)]
    told = [block("case when $breaks then $rule end", breaks=_of_rows(each), rule=text(rule.id)) for rule, each in made]
    return rows.select(_as(_present(told), REASONS))


def _present(told: Sequence[exp.Expr]) -> exp.Expr:
    reasons = exp.Array(expressions=[*told, block("cast(null as text)")])
    return exp.Anonymous(this="array_compact", expressions=[reasons])


def _of_rows(condition: exp.Expr) -> exp.Expr:
    """The condition with its columns named as those of the rows."""

    def qualified(node: exp.Expr) -> exp.Expr:
        return exp.column(node.this.copy(), "rows") if isinstance(node, exp.Column) and not node.table else node

    return condition.copy().transform(qualified)


def _on(joined: Joined) -> exp.Expr:
    pairs = enumerate(joined.columns, start=1)
    return exp.and_(
        *(
            exp.column(exp.to_identifier(name, quoted=True), "rows").eq(exp.column(f"k{number}", joined.view))
            for number, name in pairs
        )
    )


def _unique(plan: CheckPlan, answers: Mapping[str, exp.Expr]) -> list[tuple[Rule, exp.Expr]]:
    made: list[tuple[Rule, exp.Expr]] = []
    for number, rule in enumerate(plan.unique_rules):
        found = [answers[name] for name in (f"twice_{number}", f"loaded_{number}") if name in answers]
        made.append((rule, exp.or_(*(block("coalesce($found, false)", found=each) for each in found))))
    return made


def _unknown(plan: CheckPlan, answers: Mapping[str, exp.Expr]) -> list[tuple[Rule, exp.Expr]]:
    made: list[tuple[Rule, exp.Expr]] = []
    for number, rule in enumerate(plan.lookup_rules):
        found: exp.Expr = block("coalesce($found, false)", found=answers[f"codes_{number}"])
        if rule.dated and rule.on is not None:
            found = _valid(rule, exp.column("spans", f"codes_{number}"))
        made.append((rule, exp.and_(_filled(rule.columns), exp.Not(this=exp.Paren(this=found)))))
    return made


def _valid(rule: LookupRule, spans: exp.Expr) -> exp.Expr:
    """Whether one of the spans is around the row's own day."""
    on = block("coalesce($on, $day)", on=named(str(rule.on)), day=day(rule.day))
    inside = block("$day between span.f and span.t", day=on)
    around = exp.Lambda(this=inside, expressions=[exp.to_identifier("span")])
    return block("coalesce($found, false)", found=exp.Anonymous(this="exists", expressions=[spans, around]))


def breaks(plan: CheckPlan, *severities: Severity) -> exp.Expr:
    """Whether a row has a reason of one of the severities."""
    rules: tuple[Rule, ...] = (*plan.row_rules, *plan.unique_rules, *plan.lookup_rules)
    told = [text(rule.id) for rule in rules if rule.severity in severities]
    if not told:
        return exp.false()
    overlap = exp.Anonymous(this="arrays_overlap", expressions=[named(REASONS), exp.Array(expressions=told)])
    return block("coalesce($overlap, false)", overlap=overlap)


def good(plan: CheckPlan, source: str) -> exp.Select:
    """The rows to load."""
    columns = [*(named(each.column) for each in plan.conversions), _as(text(plan.delivery), DELIVERY)]
    rows = exp.select(*columns, named(PART), named(ROW)).from_(source)
    return rows.where(exp.Not(this=breaks(plan, Severity.ERROR)))


def apart(plan: CheckPlan, source: str, held: Sequence[str]) -> exp.Select:
    """Rows as staged with their reasons and, where the delivery is held back, the promises it breaks."""
    names = [each.column for each in plan.conversions]
    columns = [PART, ROW, *(text_column(name) for name in names), *(kind_column(name) for name in names)]
    reasons: exp.Expr = named(REASONS)
    if held:
        more = exp.Array(expressions=[text(rule) for rule in held])
        reasons = exp.Anonymous(this="concat", expressions=[reasons, more])
    return exp.select(*(named(name) for name in columns), _as(reasons, REASONS)).from_(source)
