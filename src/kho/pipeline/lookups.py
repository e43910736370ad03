"""What a plan's rules look up, staged as Parquet for the engine: code lists, other datasets' keys, loaded keys."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kho.contracts.model import Contract, LoadMode, Reference
from kho.pipeline.source_units import texts_of
from kho.pipeline.workplace import Workplace
from kho.province.codelists import CodeList
from kho.province.folder import Province
from kho.province.units import atlas_of
from kho.quality.plan import CheckPlan
from kho.quality.planning import codelist_lookup, existing_lookup, reference_lookup, standard_mapping, unit_lookup
from kho.quality.texts import WHITE_SPACE
from kho.standards.registry import standard
from kho.standards.standard import Standard
from kho.standards.units.answers import Outcome
from kho.standards.units.atlas import Atlas
from kho.standards.units.dated import Dated, brought, valid, years
from kho.standards.units.model import Level
from kho.standards.units.validity import validity
from kho.warehouse.schemas import table_schema
from kho.warehouse.tables import TableRef

VALUES = pa.schema([("key_1", pa.string()), ("value", pa.string())])
OWN_DAYS = {
    "day": pa.schema([*VALUES, ("valid_from", pa.date32()), ("valid_to", pa.date32())]),
    "year": pa.schema([*VALUES, ("valid_from", pa.int64()), ("valid_to", pa.int64())]),
}
CODES = pa.schema([("key_1", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())])


def stage_lookups(
    place: Workplace, contract: Contract, checks: CheckPlan, delivery: str, scratch: Path
) -> dict[str, Path]:
    """Every lookup the plan names, as Parquet files in `scratch`, by the names planning gave them.

    `delivery` is the one being checked: rows it loaded before do not count as existing. A dataset that is referred
    to and not loaded yet is an empty lookup: every reference to it is then a finding. The delivery lies staged in
    `scratch`, under `staged`.
    """
    wanted = {rule.lookup for rule in checks.lookup_rules}
    wanted |= {rule.existing for rule in checks.unique_rules if rule.existing is not None}
    wanted |= {each.mapping for each in checks.conversions if each.mapping is not None}
    folder = scratch / "lookups"
    folder.mkdir(parents=True)
    staged: dict[str, Path] = {}
    offered = [
        *_offered(place, contract, delivery),
        *_units(place, contract, checks),
        *_standards(place, contract, scratch / "staged"),
    ]
    for number, (name, stage) in enumerate(offered):
        if name in wanted and name not in staged:
            staged[name] = stage(folder / f"lookup-{number:05}.parquet")
    return staged


def _offered(place: Workplace, contract: Contract, delivery: str) -> Iterator[tuple[str, "_Stage"]]:
    """What a contract can look up: the name planning gives it, and how it is staged."""
    for column in contract.columns:
        if column.codelist is not None:
            codes = place.province.known_codelists[column.codelist.name]
            yield codelist_lookup(column.codelist.name), _CodeListStage(codes)
        for reference in column.references:
            yield reference_lookup(reference), _reference_stage(place, reference)
    for reference in contract.references:
        yield reference_lookup(reference), _reference_stage(place, reference)
    if contract.load is LoadMode.APPEND:
        yield existing_lookup(), _KeyStage(place, contract, contract.primary_key, delivery)
        for column in contract.columns:
            yield existing_lookup(column.name), _KeyStage(place, contract, (column.name,), delivery)


def _units(place: Workplace, contract: Contract, checks: CheckPlan) -> Iterator[tuple[str, "_Stage"]]:
    """What the contract's columns of administrative units look up."""
    mappings = {each.column: each.mapping for each in checks.conversions if each.mapping is not None}
    for column in contract.columns:
        if column.unit is None:
            continue
        if (name := mappings.get(column.name)) is not None:
            yield name, _UnitMappingStage(place.province, name)
        else:
            yield unit_lookup(column.unit), _UnitCodeStage(place.province, Level(column.unit.level))


def _standards(place: Workplace, contract: Contract, delivery: Path) -> Iterator[tuple[str, "_Stage"]]:
    """Normal forms of the texts of columns whose standards no engine can say."""
    for column in contract.columns:
        if column.standard is not None and (name := standard_mapping(column)) is not None:
            read = _within(standard(column.standard), place.province.settings.code)
            yield name, _StandardStage(read, column.name, delivery)


def _within(kept: Standard, province: str) -> Callable[[str], str | None]:
    """How texts of a province are read."""
    if kept.read_within is None or not province:
        return kept.read
    within = kept.read_within
    return lambda text: within(text, province)


class _StandardStage:
    """Stages the normal form of each distinct text of a column of a staged delivery."""

    def __init__(self, read: Callable[[str], str | None], column: str, delivery: Path) -> None:
        self._read, self._column, self._delivery = read, column, delivery

    def __call__(self, path: Path) -> Path:
        different = {text.strip(WHITE_SPACE) for text in texts_of(self._delivery, self._column)}
        forms = ((text, self._read(text)) for text in sorted(different) if text)
        rows = [{"key_1": text, "value": form} for text, form in forms if form is not None]
        pq.write_table(pa.Table.from_pylist(rows, schema=VALUES), path)
        return path


class _UnitCodeStage:
    """Stages the codes of a level's administrative units with their dates."""

    def __init__(self, province: Province, level: Level) -> None:
        self._province, self._level = province, level

    def __call__(self, path: Path) -> Path:
        codes = validity(atlas_of(self._province.unit_files), self._level)
        rows = [{"key_1": each.code, "valid_from": each.valid_from, "valid_to": each.valid_to} for each in codes]
        pq.write_table(pa.Table.from_pylist(rows, schema=CODES), path)
        return path


class _UnitMappingStage:
    """Stages what each code of a day is on another, of the units that are wholly one."""

    def __init__(self, province: Province, name: str) -> None:
        self._province = province
        _, level, self._of, self._to = name.split(":")
        self._level = Level(level)

    def __call__(self, path: Path) -> Path:
        atlas = atlas_of(self._province.unit_files)
        if self._of in OWN_DAYS:
            rows = [row for each in self._dated(atlas) if (row := _row(each, self._of)) is not None]
            pq.write_table(pa.Table.from_pylist(rows, schema=OWN_DAYS[self._of]), path)
            return path
        days = {"from_": date.fromisoformat(self._of), "to": date.fromisoformat(self._to)}
        mapping = atlas.mapping(**days, level=self._level)
        rows = [{"key_1": each.code, "value": each.to} for each in mapping if each.outcome is Outcome.WHOLE]
        pq.write_table(pa.Table.from_pylist(rows, schema=VALUES), path)
        return path

    def _dated(self, atlas: Atlas) -> tuple[Dated, ...]:
        if self._to == "same":
            return valid(atlas, self._level)
        return brought(atlas, to=date.fromisoformat(self._to), level=self._level)


def _row(each: Dated, of: str) -> dict[str, object] | None:
    """A row of a mapping by day, or by year; None where the code has no year's last day."""
    span = (each.first, each.last) if of == "day" else years(each.first, each.last)
    return None if span is None else {"key_1": each.code, "value": each.to, "valid_from": span[0], "valid_to": span[1]}


class _CodeListStage:
    """Stages a code list with the dates of its codes."""

    def __init__(self, codes: CodeList) -> None:
        self._codes = codes

    def __call__(self, path: Path) -> Path:
        entries = self._codes.entries
        columns = [
            [entry.code for entry in entries],
            [entry.valid_from for entry in entries],
            [entry.valid_to for entry in entries],
        ]
        pq.write_table(pa.table(columns, schema=CODES), path)
        return path


class _KeyStage:
    """Stages the distinct values of some columns of a loaded table, leaving out those of one delivery."""

    def __init__(self, place: Workplace, contract: Contract, columns: tuple[str, ...], delivery: str | None) -> None:
        self._place, self._contract, self._columns, self._delivery = place, contract, columns, delivery

    def __call__(self, path: Path) -> Path:
        warehouse, ref = self._place.warehouse, TableRef.of(self._contract)
        if warehouse.exists(ref):
            return warehouse.export_keys(ref, self._columns, path, without_delivery=self._delivery)
        types = table_schema(self._contract)
        empty = pa.schema((f"key_{n}", types.field(name).type) for n, name in enumerate(self._columns, start=1))
        pq.write_table(empty.empty_table(), path)
        return path


_Stage = _CodeListStage | _KeyStage | _StandardStage | _UnitCodeStage | _UnitMappingStage


def _reference_stage(place: Workplace, reference: Reference) -> _KeyStage:
    return _KeyStage(place, place.contract(reference.to), reference.to_columns, None)
