"""Kho against the truth that the demo province was made from: every row, every planted fault, nothing besides."""

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hungyen.datasets import ALL
from hungyen.datasets.places import people_rows
from hungyen.making import make
from hungyen.truth import STANDARDS, Sent
from hungyen.world import World
from tests.demo.conftest import FACTOR, Made

from kho.pipeline.runs import Run, RunStatus
from kho.warehouse.tables import TableRef

DATASETS = [dataset.name for dataset in ALL]
KINDS = {
    *(
        "bad_address",
        "bad_citizen_id",
        "bad_phone",
        "bad_tax_code",
        "legacy_encoding",
        "other_tone_place",
        "other_unit",
    ),
    *(
        "broken_reference",
        "cut_number",
        "off_pattern",
        "old_commune_code",
        "out_of_list",
        "out_of_range",
        "swapped_coordinates",
    ),
    *("excel_serial_date", "impossible_date", "missing_value", "wrong_decimal_mark", "wrong_type"),
    *("contradiction", "impossible_weight", "impossible_yield", "part_beyond_whole", "returned_before_received"),
    *("sum_broken", "suspicious", "doubled_row", "sent_before", "ragged_row", "total_row"),
    *("error_value", "undecodable_bytes"),
    *("drifted_columns", "empty_file", "late_correction", "missing_columns", "sent_twice", "too_few_rows"),
}
"""What is wrong with rows, and with deliveries as a whole."""


@pytest.mark.parametrize("dataset", DATASETS)
def test_each_delivery_ends_as_it_must(made: Made, dataset: str) -> None:
    runs = [(run.delivery.name, run.status.value, run.error.code if run.error else "") for run in made.runs[dataset]]
    assert runs == [(sent.file, sent.status, sent.code) for sent in made.truth.deliveries(dataset)]


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_row_is_read(made: Made, dataset: str) -> None:
    read = {run.delivery.name: run.read for run in made.runs[dataset] if run.status is RunStatus.LOADED}
    sent = {sent.file: sent.rows for sent in made.truth.deliveries(dataset) if sent.status == "loaded"}
    assert read == sent


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_faulty_rows_and_no_others_are_quarantined(made: Made, dataset: str) -> None:
    for sent, run in _loaded(made, dataset):
        faults = [(fault, fault.due(made.truth.built)) for fault in made.truth.faults_of(sent)]
        planted = {(fault.part, fault.row): sorted(due.rules) for fault, due in faults if not due.loaded}
        assert _quarantined(made, run) == planted, sent.file


@pytest.mark.parametrize("dataset", DATASETS)
def test_what_is_strange_is_told_and_loaded(made: Made, dataset: str) -> None:
    for sent, run in _loaded(made, dataset):
        dues = [fault.due(made.truth.built) for fault in made.truth.faults_of(sent)]
        planted = Counter(rule for due in dues for rule in due.rules)
        assert {rule: count for rule, count in run.broken.items() if count} == planted, sent.file


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_table_holds_what_was_meant(made: Made, dataset: str) -> None:
    contract = made.contract(dataset)
    meant = made.truth.table(contract)
    reader = made.place.warehouse.read(TableRef.of(contract), meant.column_names)
    assert _rows(reader.read_all(), contract.primary_key) == _rows(meant, contract.primary_key)


def test_every_kind_of_dirt_is_there(made: Made) -> None:
    kinds = {fault.kind for fault in made.truth.faults} | {sent.kind for sent in made.truth.sent if sent.kind}
    assert kinds == KINDS


def test_all_datasets_have_a_contract_and_all_contracts_data(made: Made) -> None:
    assert sorted(map(str, made.place.province.contracts)) == sorted(DATASETS)
    assert len(made.place.province.agencies) == 32
    assert len(made.place.province.systems) == 64


def test_the_same_seed_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    again = tmp_path / "again"
    make(again, factor=FACTOR)
    assert _hashes(again) == _hashes(made.folder)
    one, other = (people_rows(World.made(seed=seed, factor=FACTOR), 2025) for seed in (1, 2))
    assert not one.equals(other)


def test_the_standards_waited_for_are_known(made: Made) -> None:
    assert {fault.waits_for for fault in made.truth.faults if fault.waits_for} == set(STANDARDS)
    assert made.truth.built <= set(STANDARDS)


def _hashes(province: Path) -> dict[str, str]:
    sent = [file for part in ("inbox", "databases", "api", "truth") for file in (province / part).rglob("*")]
    return {str(file.relative_to(province)): sha256(file.read_bytes()).hexdigest() for file in sent if file.is_file()}


def _loaded(made: Made, dataset: str) -> list[tuple[Sent, Run]]:
    runs = {run.delivery.name: run for run in made.runs[dataset]}
    return [(sent, runs[sent.file]) for sent in made.truth.deliveries(dataset) if sent.status == "loaded"]


def _quarantined(made: Made, run: Run) -> dict[tuple[str, int], list[str]]:
    with made.place.warehouse.quarantined(run.dataset, run.delivery.sha256) as reader:
        rows = reader.read_all().select(["_part", "_row", "_reasons"]).to_pylist()
    return {(row["_part"], row["_row"]): sorted(row["_reasons"]) for row in rows}


def _rows(table: pa.Table, key: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    rows = table.to_pylist()
    keyed = {tuple(row[name] for name in key): row for row in rows}
    assert len(keyed) == len(rows)
    return keyed
