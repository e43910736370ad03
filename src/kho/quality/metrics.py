"""The contract's own quality rules (ODCS library metrics and SQL) as rules of the plan.

A rule that allows no offending row at all (`mustBe: 0`, `mustBeLessThan: 1`, ...) turns away exactly the offending
rows. Any other threshold is a promise about the delivery as a whole, measured over the rows no row rule turned away.

What the metrics count: `nullValues` rows without a value; `missingValues` rows without a value or with one of the
argument `missingValues`; `invalidValues` rows whose value is not among `validValues` or does not match `pattern`;
`duplicateValues` rows whose value (of the column, or of the argument `properties`) stands in another row too;
`rowCount` rows. With `unit: percent`, of all rows of that delivery.
"""

from datetime import date

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import Column, Contract, Metric, QualityRule
from kho.messages import Message
from kho.quality import conditions, messages
from kho.quality.messages import Words
from kho.quality.plan import RowRule, SetRule, UniqueRule
from kho.quality.sqlrules import TABLE, holds_when_no_row, read_sql_rule
from kho.quality.telling import condition_text, title_of, titles_of, values_text


def lone_rule(
    rule: QualityRule, contract: Contract, column: Column | None, *, delivered_on: date
) -> RowRule | UniqueRule | None:
    """The rule that turns away each offending row; None where the rule is about the delivery as a whole."""
    if not holds_when_no_row(rule) or rule.metric is Metric.ROW_COUNT:
        return None
    if rule.metric is Metric.DUPLICATE_VALUES:
        return _unique(rule, contract, _duplicated(rule, column))
    if rule.query is not None:
        return _sql_row_rule(rule, contract, column, delivered_on)
    return _metric_row_rule(rule, _needed(column))


def whole_rule(rule: QualityRule, contract: Contract, column: Column | None, *, delivered_on: date) -> SetRule:
    """The promise about the delivery as a whole. Raises BadSqlRuleError."""
    if rule.query is not None:
        read = read_sql_rule(rule, contract, column, delivered_on=delivered_on)
        return _set_rule(rule, contract, read.columns, read.measure or _counted(rule, read.predicate))
    if rule.metric is Metric.DUPLICATE_VALUES:
        columns = _duplicated(rule, column)
        return _set_rule(rule, contract, columns, _duplicates(rule, columns))
    if rule.metric is Metric.ROW_COUNT:
        return _set_rule(rule, contract, (), _select(exp.Count(this=exp.Star())))
    wanted = _needed(column)
    return _set_rule(rule, contract, (wanted.name,), _counted(rule, _offends(rule, wanted)))


def _needed(column: Column | None) -> Column:
    assert column is not None  # noqa: S101 - the contract's check allows these metrics on columns alone
    return column


def _duplicated(rule: QualityRule, column: Column | None) -> tuple[str, ...]:
    return tuple(rule.arguments.get("properties") or ()) or (_needed(column).name,)


def _offends(rule: QualityRule, column: Column) -> exp.Expr:
    """True for a row that a metric counts."""
    if rule.metric is Metric.INVALID_VALUES:
        return _invalid(rule, column)
    empty = conditions.is_null(column.name)
    if rule.metric is Metric.NULL_VALUES:
        return empty
    given = [value for value in rule.arguments.get("missingValues") or () if value not in (None, "")]
    of_type = [value for value in given if conditions.is_of_type(column, value)]
    return exp.or_(empty, conditions.one_of(column, of_type)) if of_type else empty


def _invalid(rule: QualityRule, column: Column) -> exp.Expr:
    values, pattern = rule.arguments.get("validValues"), rule.arguments.get("pattern")
    broken: list[exp.Expr] = []
    if values is not None:
        allowed = [value for value in values if value is not None and conditions.is_of_type(column, value)]
        broken.append(conditions.one_of(column, allowed).not_())
    if pattern is not None:
        broken.append(conditions.off_pattern(column, pattern))
    return conditions.any_of(broken) or exp.false()


def _metric_row_rule(rule: QualityRule, column: Column) -> RowRule:
    breaks: exp.Expr = _offends(rule, column)
    told = _words(rule, column)
    if rule.metric is not Metric.INVALID_VALUES:
        breaks = exp.and_(breaks, conditions.readable(column), conditions.converted(column))
    return RowRule(
        id=rule.id,
        columns=(column.name,),
        severity=rule.severity,
        what=told.what,
        mend=told.mend,
        breaks=breaks,
    )


def _words(rule: QualityRule, column: Column) -> Words:
    title, values = title_of(column), rule.arguments.get("validValues")
    if rule.metric is Metric.NULL_VALUES:
        return messages.REQUIRED.filled(column=title)
    if rule.metric is Metric.MISSING_VALUES:
        missing = values_text(rule.arguments.get("missingValues") or (None,))
        return messages.MISSING_VALUES.filled(column=title, values=missing)
    if values is not None:
        return messages.VALID_VALUES.filled(column=title, values=values_text(values))
    return messages.PATTERN.filled(column=title, pattern=rule.arguments.get("pattern"))


def _sql_row_rule(rule: QualityRule, contract: Contract, column: Column | None, delivered_on: date) -> RowRule | None:
    read = read_sql_rule(rule, contract, column, delivered_on=delivered_on)
    if read.predicate is None:
        return None
    told = messages.OWN_RULE.filled(description=(rule.description or rule.id).rstrip("."))
    return RowRule(
        id=rule.id,
        columns=read.columns,
        severity=rule.severity,
        what=told.what,
        mend=told.mend,
        breaks=read.predicate,
    )


def _unique(rule: QualityRule, contract: Contract, columns: tuple[str, ...]) -> UniqueRule:
    told = messages.UNIQUE.filled(column=titles_of(contract, columns))
    return UniqueRule(id=rule.id, columns=columns, severity=rule.severity, what=told.what, mend=told.mend)


def _set_rule(rule: QualityRule, contract: Contract, columns: tuple[str, ...], measure: exp.Expr) -> SetRule:
    description, condition = _description(rule, contract, columns), condition_text(rule)
    told = messages.WHOLE.filled(
        description_vi=description.vi,
        description_en=description.en,
        condition_vi=condition.vi,
        condition_en=condition.en,
    )
    return SetRule(
        id=rule.id,
        columns=columns,
        severity=rule.severity,
        what=told.what,
        mend=told.mend,
        measure=measure,
        operator=rule.operator,
        expected=rule.expected,
    )


def _description(rule: QualityRule, contract: Contract, columns: tuple[str, ...]) -> Message:
    if rule.description or rule.metric is None:
        return Message(vi=rule.description or rule.id, en=rule.description or rule.id)
    vi, en = messages.METRICS[rule.metric]
    return Message(vi=vi, en=en).filled(column=titles_of(contract, columns))


def _select(value: exp.Expr) -> exp.Expr:
    return exp.select(exp.alias_(value, "value")).from_(TABLE)


def _counted(rule: QualityRule, counted: exp.Expr | None) -> exp.Expr:
    """How many rows fulfil a condition, or what part of all rows."""
    offenders = exp.Count(this=exp.Case(ifs=[exp.If(this=counted, true=exp.Literal.number(1))]))
    return _select(_in_unit(rule, offenders))


def _in_unit(rule: QualityRule, count: exp.Expr) -> exp.Expr:
    """The count, or 100 times it by all rows, as a double; null where there is no row."""
    if rule.unit != "percent":
        return count
    return block("try_cast(100 as double) * $count / nullif(try_cast(count(*) as double), 0)", count=count)


def _duplicates(rule: QualityRule, columns: tuple[str, ...]) -> exp.Expr:
    """How many rows have a value that stands in another row too."""
    keys = [conditions.named(column) for column in columns]
    filled = exp.and_(*(conditions.is_null(column).not_() for column in columns))
    whether_filled = exp.Case(ifs=[exp.If(this=filled, true=exp.true())])
    counted = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n"), exp.alias_(whether_filled, "filled"))
    groups = counted.from_(TABLE).group_by(*keys)
    repeated = block("coalesce(sum(case when n > 1 and filled then n else 0 end), 0)")
    if rule.unit == "percent":
        repeated = block("try_cast(100 as double) * $n / nullif(try_cast(sum(n) as double), 0)", n=repeated)
    return exp.select(exp.alias_(repeated, "value")).from_(groups.subquery("groups"))
