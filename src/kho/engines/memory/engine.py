"""Checks a delivery row by row in plain Python."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from kho.contracts.model import Severity
from kho.engines.memory.conversion import convert, value_of
from kho.engines.memory.expressions import is_true
from kho.engines.memory.profile import measure
from kho.engines.memory.selects import single_value
from kho.engines.memory.transform import transform
from kho.engines.schemas import REASONS, bad_schema, good_schema, staged_schema
from kho.engines.settings import EngineSettings, MissingLookupError
from kho.engines.staged import read
from kho.quality.cells import DELIVERY, kind_column, text_column
from kho.quality.measuring import measured
from kho.quality.plan import CheckPlan, CheckResult, LookupRule, Measured, UniqueRule, value_column
from kho.quality.profile import Measures
from kho.quality.profiling import ProfilePlan
from kho.quality.queries.plan import TransformPlan

Staged = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One row: as it was staged, all its values, and the rules it breaks in the order of the plan."""

    staged: Staged
    values: Mapping[str, Any]
    reasons: tuple[str, ...]

    def breaks_any(self, rules: frozenset[str]) -> bool:
        """Whether it breaks one of these rules."""
        return not rules.isdisjoint(self.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class Codes:
    """A lookup in memory: for each key the days it is valid from and to, None for open."""

    days: Mapping[Key, Sequence[tuple[date | None, date | None]]]

    def has(self, key: Key, day: date | None) -> bool:
        """Whether the key stands there, and is valid on the day where one is asked for."""
        spans = self.days.get(key, ())
        if day is None:
            return bool(spans)
        return any((start is None or start <= day) and (end is None or day <= end) for start, end in spans)


class MemoryEngine:
    """Executes plans in this process, everything in memory."""

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings

    @property
    def name(self) -> str:
        """`memory`."""
        return "memory"

    def check(self, plan: CheckPlan, staged: Path, lookups: Mapping[str, Path], out: Path) -> CheckResult:
        """See `kho.engines.base.Engine`."""
        rows = _staged(plan, staged)
        mappings = _mappings(plan, lookups)
        values = [_conformed(plan, row, mappings) for row in rows]
        reasons = _reasons(plan, values, _codes(plan, lookups))
        errors = _errors(plan)
        checked = [
            Checked(staged=row, values=value, reasons=reason)
            for row, value, reason in zip(rows, values, reasons, strict=True)
        ]
        results = _measure(plan, [row.values for row in checked if not row.breaks_any(errors)])
        checked = _held_back(plan, checked, results)
        return _written(plan, checked, errors, results, out)

    def transform(self, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
        """See `kho.engines.base.Engine`. Raises NotInterpretedError."""
        transform(plan, tables, out)

    def profile(self, plan: ProfilePlan, table: Sequence[Path]) -> Measures:
        """See `kho.engines.base.Engine`."""
        return measure(plan, [row for path in table for row in _read(path)])


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ds.dataset(path, format="parquet").to_table().to_pylist()
    return rows


def _staged(plan: CheckPlan, folder: Path) -> list[dict[str, Any]]:
    schema = staged_schema(plan)
    return [row for batch in read(folder).batches(schema) for row in batch.to_pylist()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """What texts are by a mapping: each value with the days, or numbers, between which it is so; none is always."""

    values: Mapping[str, Sequence[tuple[Any, Any, str]]]

    def get(self, value: str | None, day: Any) -> str | None:
        """The value of a text on a day."""
        for first, last, mapped in self.values.get(value or "", ()):
            if first is None or (day is not None and first <= day <= last):
                return mapped
        return None


def _mappings(plan: CheckPlan, lookups: Mapping[str, Path]) -> dict[str, Mapped]:
    """The values of each column's mapping by their texts."""
    wanted = {each.column: each.mapping for each in plan.conversions if each.mapping is not None}
    missing = [name for name in wanted.values() if name not in lookups]
    if missing:
        raise MissingLookupError(lookup=missing[0], dataset=plan.dataset)
    return {column: _mapped(lookups[name]) for column, name in wanted.items()}


def _mapped(path: Path) -> Mapped:
    values: dict[str, list[tuple[Any, Any, str]]] = {}
    for row in _read(path):
        values.setdefault(row["key_1"], []).append((row.get("valid_from"), row.get("valid_to"), row["value"]))
    return Mapped(values=values)


def _conformed(plan: CheckPlan, row: Staged, mappings: Mapping[str, Mapped]) -> dict[str, Any]:
    """The staged columns, the trimmed texts and the conformed values of one row."""
    values = dict(row)
    for conversion in plan.conversions:
        kind = row[kind_column(conversion.column)]
        value = value_of(conversion, row[text_column(conversion.column)], kind)
        values[value_column(conversion.column)] = value
        if conversion.scaling is None:
            values[conversion.column] = convert(conversion, value, kind)
    for conversion in plan.conversions:
        if conversion.scaling is not None:
            unit = values[conversion.scaling.by] if conversion.scaling.by else None
            value, kind = values[value_column(conversion.column)], row[kind_column(conversion.column)]
            values[conversion.column] = convert(conversion, value, kind, unit)
        if conversion.mapping is not None:
            day = values[conversion.mapping_on] if conversion.mapping_on else None
            value = values[value_column(conversion.column)]
            values[conversion.column] = mappings[conversion.column].get(value, day)
    return values


def _codes(plan: CheckPlan, lookups: Mapping[str, Path]) -> dict[str, Codes]:
    wanted = {rule.lookup: rule.columns for rule in plan.lookup_rules}
    wanted |= {rule.existing: rule.columns for rule in plan.unique_rules if rule.existing}
    missing = [name for name in wanted if name not in lookups]
    if missing:
        raise MissingLookupError(lookup=missing[0], dataset=plan.dataset)
    return {name: _codes_of(lookups[name], len(columns)) for name, columns in wanted.items()}


def _codes_of(path: Path, width: int) -> Codes:
    days: dict[Key, list[tuple[date | None, date | None]]] = {}
    for row in _read(path):
        key = tuple(row[f"key_{number + 1}"] for number in range(width))
        days.setdefault(key, []).append((row.get("valid_from"), row.get("valid_to")))
    return Codes(days=days)


def _reasons(plan: CheckPlan, rows: Sequence[Mapping[str, Any]], codes: Mapping[str, Codes]) -> list[tuple[str, ...]]:
    counts = {rule.id: Counter(_key(rule.columns, row) for row in rows) for rule in plan.unique_rules}
    return [
        (
            *(rule.id for rule in plan.row_rules if is_true(rule.breaks, row)),
            *(rule.id for rule in plan.unique_rules if _repeated(rule, row, counts[rule.id], codes)),
            *(rule.id for rule in plan.lookup_rules if _unknown(rule, row, codes[rule.lookup])),
        )
        for row in rows
    ]


def _key(columns: Sequence[str], row: Mapping[str, Any]) -> Key | None:
    """The values of the columns, None where one of them is null."""
    key = tuple(row[column] for column in columns)
    return None if None in key else key


def _repeated(
    rule: UniqueRule, row: Mapping[str, Any], counts: Counter[Key | None], codes: Mapping[str, Codes]
) -> bool:
    key = _key(rule.columns, row)
    if key is None:
        return False
    return counts[key] > 1 or (rule.existing is not None and codes[rule.existing].has(key, None))


def _unknown(rule: LookupRule, row: Mapping[str, Any], codes: Codes) -> bool:
    key = _key(rule.columns, row)
    if key is None:
        return False
    day = (row[rule.on] if rule.on else None) or rule.day
    return not codes.has(key, day if rule.dated else None)


def _errors(plan: CheckPlan) -> frozenset[str]:
    return frozenset(rule.id for rule in plan.rules() if rule.severity is Severity.ERROR)


def _measure(plan: CheckPlan, candidate: Sequence[Mapping[str, Any]]) -> tuple[Measured, ...]:
    return tuple(measured(rule, single_value(rule.measure, candidate)) for rule in plan.set_rules)


def _held_back(plan: CheckPlan, checked: list[Checked], results: Sequence[Measured]) -> list[Checked]:
    """Where a promise of severity error is broken, every row has that reason too."""
    errors = _errors(plan)
    broken = tuple(each.rule for each in results if not each.holds and each.rule in errors)
    return [Checked(staged=row.staged, values=row.values, reasons=(*row.reasons, *broken)) for row in checked]


def _written(
    plan: CheckPlan, checked: Sequence[Checked], errors: frozenset[str], results: tuple[Measured, ...], out: Path
) -> CheckResult:
    good = [row for row in checked if not row.breaks_any(errors)]
    bad = [row for row in checked if row.breaks_any(errors)]
    _write(out / "good", good_schema(plan), [{**row.values, DELIVERY: plan.delivery} for row in good])
    _write(out / "bad", bad_schema(plan), [{**row.staged, REASONS: row.reasons} for row in bad])
    warned = [{**row.staged, REASONS: row.reasons} for row in good if row.reasons]
    _write(out / "warned", bad_schema(plan), warned)
    return CheckResult(
        read=len(checked),
        accepted=len(good),
        quarantined=len(bad),
        broken=dict(Counter(reason for row in checked for reason in row.reasons)),
        measured=results,
    )


def _write(folder: Path, schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> None:
    folder.mkdir(parents=True)
    columns = {field.name: [row[field.name] for row in rows] for field in schema}
    pq.write_table(pa.table(columns, schema=schema), folder / "rows.parquet", compression="zstd")
