"""From a contract to the plan of checking one delivery.

Order of a row's reasons: per column `readable`, `type` or `standard`, `required`, `pattern`, `range`, `length` and the
contract's own row rules, then the dataset's row rules; then unique rules; then code lists and references; then promises
about the delivery as a whole.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlglot import exp

from kho.contracts.model import (
    TODAY,
    CodeListUse,
    Column,
    Contract,
    LoadMode,
    LogicalType,
    MeasureUse,
    OnUnits,
    QualityRule,
    Reference,
    Severity,
    UnitUse,
)
from kho.messages import Message
from kho.quality import conditions, messages
from kho.quality.amounts import DeliveredUnits, no_figure, no_unit, scaling
from kho.quality.dates import date_pattern, time_pattern
from kho.quality.messages import Words
from kho.quality.metrics import lone_rule, whole_rule
from kho.quality.plan import CheckPlan, Conversion, LookupRule, RowRule, Rule, SetRule, UniqueRule
from kho.quality.telling import code_day, example, length_limits, range_limits, title_of, titles_of
from kho.standards.registry import standard
from kho.standards.standard import Standard

EXISTING = "existing"
"""Lookup with the keys of the loaded table; `existing:<column>` those of one unique column."""


FORMATS = {LogicalType.DATE: date_pattern, LogicalType.TIMESTAMP: date_pattern, LogicalType.TIME: time_pattern}


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What planning needs to know beside the contract."""

    contract: Contract
    delivered_on: date
    existing_keys: bool
    units: Mapping[str, DeliveredUnits] = field(default_factory=dict)

    @property
    def appends(self) -> bool:
        """Whether keys must not stand in the loaded table either."""
        return self.existing_keys and self.contract.load is LoadMode.APPEND


def plan(
    contract: Contract,
    *,
    delivered_on: date,
    existing_keys: bool = False,
    delivery: str = "",
    units: Mapping[str, DeliveredUnits] | None = None,
) -> CheckPlan:
    """Plan the conversions and every rule for one delivery, the SHA-256 of whose bytes is `delivery`.

    `units` is what the delivery tells of the units of columns that have `kho.unit`, by their names.

    `delivered_on` is the day codes must be valid on where no column of the row says, and `current_date` in SQL rules.
    `existing_keys` tells that the table exists: in append mode keys and unique columns must then not stand there
    either (lookups `existing` and `existing:<column>`).

    Raises kho.quality.patterns.BadPatternError, kho.quality.dates.BadDatePatternError and
    kho.quality.sqlrules.BadSqlRuleError where the contract says what no engine can be asked, UnknownStandardError.
    """
    told = units or {}
    context = Context(contract=contract, delivered_on=delivered_on, existing_keys=existing_keys, units=told)
    metric_rules = list(_contract_rules(context))
    lone = [*_column_rules(context), *(rule for rule in metric_rules if isinstance(rule, RowRule))]
    unique = [*_unique_rules(context), *(rule for rule in metric_rules if isinstance(rule, UniqueRule))]
    return CheckPlan(
        dataset=str(contract.name),
        delivery=delivery,
        conversions=tuple(_conversion(context, column) for column in contract.columns),
        row_rules=tuple(lone),
        unique_rules=tuple(unique),
        lookup_rules=tuple(_lookup_rules(context)),
        set_rules=tuple(rule for rule in metric_rules if isinstance(rule, SetRule)),
    )


def codelist_lookup(name: str) -> str:
    """The lookup with a code list's codes and their dates."""
    return f"codelist:{name}"


def reference_lookup(reference: Reference) -> str:
    """The lookup with the values another dataset has in the referenced columns."""
    return f"reference:{reference.to}:{','.join(reference.to_columns)}"


def existing_lookup(column: str | None = None) -> str:
    """The lookup with the loaded table's keys, or its values of one unique column."""
    return EXISTING if column is None else f"{EXISTING}:{column}"


def unit_lookup(use: UnitUse) -> str:
    """The lookup with the codes of a level's units and their dates."""
    return f"units:{use.level}"


def unit_mapping(contract: Contract, use: UnitUse | None, delivered_on: date) -> str | None:
    """The lookup with what each code of a day is on another; None where codes are only looked up.

    Its name has the level, the day that codes are of (`day` or `year` where each row tells its own) and the day whose
    units they are brought to, `same` where they stay as they are.
    """
    if use is None:
        return None
    of = {LogicalType.DATE: "day", LogicalType.INTEGER: "year"}[_day_type(contract, use.of)] if _is_own(use) else use.of
    if use.to is None:
        return f"units:{use.level}:year:same" if of == "year" else None
    return f"units:{use.level}:{of}:{delivered_on if use.to == TODAY else use.to}"


def _is_own(use: UnitUse) -> bool:
    """Whether each row tells its own day."""
    return isinstance(use.of, str)


def _day_type(contract: Contract, of: date | str | None) -> LogicalType:
    return contract.column(str(of)).logical_type


def standard_mapping(column: Column) -> str | None:
    """The lookup with the normal forms of the column's texts; None where engines make them, or it has no standard."""
    if column.standard is None or standard(column.standard).sql is not None:
        return None
    return f"standard:{column.standard}:{column.name}"


def _conversion(context: Context, column: Column) -> Conversion:
    by_unit = unit_mapping(context.contract, column.unit, context.delivered_on)
    mapping = by_unit or standard_mapping(column)
    units = context.units.get(column.name, DeliveredUnits())
    formats = column.formats if column.logical_type in FORMATS else ()
    for pattern in formats:
        FORMATS[column.logical_type](pattern)
    return Conversion(
        column=column.name,
        type=column.logical_type,
        precision=column.precision,
        scale=column.scale,
        formats=formats,
        decimal_mark=column.decimal_mark,
        missing=column.missing,
        standard=None if mapping else column.standard,
        mapping=mapping,
        mapping_on=column.unit.of if by_unit and column.unit and isinstance(column.unit.of, str) else None,
        scaling=None if column.measure is None else scaling(column.measure, units),
        measured_by=None if column.measure is None else column.measure.of,
    )


def _contract_rules(context: Context) -> Iterator[Rule]:
    """The contract's own rules: first those of columns, then those of the dataset."""
    contract = context.contract
    given: list[tuple[QualityRule, Column | None]] = [
        (rule, column) for column in contract.columns for rule in column.rules
    ]
    given += [(rule, None) for rule in contract.rules]
    for rule, column in given:
        lone = lone_rule(rule, contract, column, delivered_on=context.delivered_on)
        yield lone or whole_rule(rule, contract, column, delivered_on=context.delivered_on)


def _column_rules(context: Context) -> Iterator[RowRule]:
    use = context.contract.on_units
    for column in context.contract.columns:
        if use is not None and column.name == use.column:
            yield from _carrying_rules(context, use)
        yield _row_rule(column, "readable", conditions.unreadable(column), messages.READABLE)
        if column.measure is not None:
            yield from _measured_rules(context, column, column.measure)
        elif column.logical_type is not LogicalType.STRING:
            yield _row_rule(column, "type", conditions.unconverted(column), messages.TYPE, **_type_fields(column))
        if column.unit is not None and unit_mapping(context.contract, column.unit, context.delivered_on):
            yield _unit_rule(context, column, column.unit)
        if column.standard is not None:
            yield _standard_rule(column, standard(column.standard))
        if column.required or column.primary_key is not None:
            yield _row_rule(column, "required", conditions.absent(column), messages.REQUIRED)
        yield from _value_rules(column)


def _carrying_rules(context: Context, use: OnUnits) -> Iterator[RowRule]:
    """Why figures of a row found no place on the units they were brought to: its basis says so."""
    column = context.contract.column(use.column)
    to = context.delivered_on if use.to == TODAY else use.to
    basis = exp.column(exp.to_identifier(use.basis, quoted=True))
    for why, words in messages.NOT_CARRIED.items():
        breaks = basis.copy().eq(exp.Literal.string(why))
        rule = _row_rule(column, f"units_{why}", breaks, words, to=to)
        yield replace(rule, told=Message(vi=f"“{{value}}”: {rule.what.vi}", en=f"“{{value}}”: {rule.what.en}"))


def _measured_rules(context: Context, column: Column, use: MeasureUse) -> Iterator[RowRule]:
    """What is no figure, and a figure that cannot be brought to the column's unit."""
    scaled = scaling(use, context.units.get(column.name, DeliveredUnits()))
    yield _row_rule(column, "type", no_figure(column, scaled), messages.TYPE, **_type_fields(column))
    by = None if use.of is None else title_of(context.contract.column(use.of))
    fields = {"unit": use.unit, "of": by}
    rule = _row_rule(column, "unit", no_unit(column, scaled), messages.MEASURE, **fields)
    told = messages.MEASURED if use.of is None else messages.MEASURED_OF
    yield replace(rule, told=told.filled(column=title_of(column), value="{value}", **fields))


def _value_rules(column: Column) -> Iterator[RowRule]:
    if column.pattern is not None:
        condition = conditions.off_pattern(column, column.pattern)
        yield _row_rule(column, "pattern", condition, messages.PATTERN, pattern=column.pattern)
    out_of_range = conditions.out_of_range(column)
    if out_of_range is not None:
        yield _row_rule(column, "range", out_of_range, messages.RANGE, **range_limits(column))
    wrong_length = conditions.wrong_length(column)
    if wrong_length is not None:
        yield _row_rule(column, "length", wrong_length, messages.LENGTH, **length_limits(column))


def _row_rule(column: Column, check: str, breaks: exp.Expr, words: Words, **fields: object) -> RowRule:
    told = words.filled(column=title_of(column), **fields)
    return RowRule(
        id=f"{column.name}.{check}",
        columns=(column.name,),
        severity=Severity.ERROR,
        what=told.what,
        mend=told.mend,
        breaks=breaks,
    )


def _standard_rule(column: Column, kept: Standard) -> RowRule:
    fields = {"standard_vi": kept.title.vi, "standard_en": kept.title.en}
    rule = _row_rule(column, "standard", conditions.unconverted(column), messages.STANDARD, **fields)
    return replace(rule, mend=kept.mend, told=kept.what)


def _unit_rule(context: Context, column: Column, use: UnitUse) -> RowRule:
    """The code is no unit of its day, or its unit was parted: there is no one unit it is today."""
    if use.to is None:
        day = _unit_day(context, use)
        return _row_rule(column, "unit", conditions.unconverted(column), messages.UNIT, day_vi=day.vi, day_en=day.en)
    to = context.delivered_on if use.to == TODAY else use.to
    if isinstance(use.of, str):
        own = {"on": title_of(context.contract.column(use.of)), "to": to}
        rule = _row_rule(column, "unit", conditions.unconverted(column), messages.UNIT_BROUGHT, **own)
        return replace(rule, told=messages.UNIT_BROUGHT_OF.filled(column=title_of(column), value="{value}", **own))
    fields = {"of": use.of, "to": to}
    rule = _row_rule(column, "unit", conditions.unconverted(column), messages.UNIT_CHANGED, **fields)
    return replace(rule, told=messages.UNIT_CHANGED_OF.filled(column=title_of(column), value="{value}", **fields))


def _type_fields(column: Column) -> dict[str, str]:
    vi, en = messages.TYPES[column.logical_type]
    return {"type_vi": vi, "type_en": en, "example": example(column)}


def _unique_rules(context: Context) -> Iterator[UniqueRule]:
    contract = context.contract
    for column in contract.columns:
        if column.unique and contract.primary_key != (column.name,):
            yield _unique_rule(context, f"{column.name}.unique", (column.name,), existing_lookup(column.name))
    if contract.primary_key:
        yield _unique_rule(context, "key", contract.primary_key, existing_lookup())


def _unique_rule(context: Context, rule_id: str, columns: tuple[str, ...], existing: str) -> UniqueRule:
    words = messages.UNIQUE_LOADED if context.appends else messages.UNIQUE
    told = words.filled(column=titles_of(context.contract, columns))
    return UniqueRule(
        id=rule_id,
        columns=columns,
        severity=Severity.ERROR,
        what=told.what,
        mend=told.mend,
        existing=existing if context.appends else None,
    )


def _lookup_rules(context: Context) -> Iterator[LookupRule]:
    for column in context.contract.columns:
        if column.codelist is not None:
            yield _codelist_rule(context, column, column.codelist)
        if column.unit is not None and not unit_mapping(context.contract, column.unit, context.delivered_on):
            yield _unit_code_rule(context, column, column.unit)
    yield from _reference_rules(context)


def _codelist_rule(context: Context, column: Column, use: CodeListUse) -> LookupRule:
    day = code_day(context.contract, use, context.delivered_on)
    told = messages.CODELIST.filled(column=title_of(column), list=use.name, day_vi=day.vi, day_en=day.en)
    return LookupRule(
        id=f"{column.name}.codelist",
        columns=(column.name,),
        severity=Severity.ERROR,
        what=told.what,
        mend=told.mend,
        lookup=codelist_lookup(use.name),
        dated=True,
        on=use.on,
        day=context.delivered_on,
    )


def _unit_code_rule(context: Context, column: Column, use: UnitUse) -> LookupRule:
    told = messages.UNIT.filled(
        column=title_of(column), day_vi=_unit_day(context, use).vi, day_en=_unit_day(context, use).en
    )
    return LookupRule(
        id=f"{column.name}.unit",
        columns=(column.name,),
        severity=Severity.ERROR,
        what=told.what,
        mend=told.mend,
        lookup=unit_lookup(use),
        dated=True,
        on=use.of if isinstance(use.of, str) else None,
        day=use.of if isinstance(use.of, date) else context.delivered_on,
    )


def _unit_day(context: Context, use: UnitUse) -> Message:
    if isinstance(use.of, str):
        return messages.ON_COLUMN.filled(column=title_of(context.contract.column(use.of)))
    day = use.of or context.delivered_on
    return messages.ON_DAY.filled(day_vi=f"{day:%d/%m/%Y}", day_en=day.isoformat())


def _reference_rules(context: Context) -> Iterator[LookupRule]:
    contract = context.contract
    seen: Counter[tuple[str, ...]] = Counter()
    for reference in (*(each for column in contract.columns for each in column.references), *contract.references):
        seen[reference.columns] += 1
        yield _reference_rule(context, reference, seen[reference.columns])


def _reference_rule(context: Context, reference: Reference, count: int) -> LookupRule:
    told = messages.REFERENCE.filled(column=titles_of(context.contract, reference.columns), dataset=reference.to)
    number = "" if count == 1 else f".{count}"
    return LookupRule(
        id=f"{'+'.join(reference.columns)}.reference{number}",
        columns=reference.columns,
        severity=Severity.ERROR,
        what=told.what,
        mend=told.mend,
        lookup=reference_lookup(reference),
    )
