"""The first few findings of each rule, and on demand all of them, from the rows an engine set apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from kho.contracts.model import Contract
from kho.quality.cells import PART, ROW, kind_column, text_column
from kho.quality.findings import Finding, finding
from kho.quality.plan import CheckPlan, Rule

PER_RULE = 20
LONGEST_VALUE = 200
"""Characters of a value that an example shows: a cell may be megabytes long, the record of a run is read whole."""
ROWS_PER_BATCH = 8_192


def examples(contract: Contract, checks: CheckPlan, broken: Mapping[str, int], checked: Path) -> tuple[Finding, ...]:
    """At most `PER_RULE` findings per rule, in the order of the rules; `broken` is the engine's count per rule.

    Reads only as far as it must: a delivery may have millions of bad rows.
    """
    rules = {rule.id: rule for rule in checks.rules()}
    wanted = {rule: min(count, PER_RULE) for rule, count in broken.items()}
    found: list[Finding] = []
    for batch in _batches(checked / "bad", checked / "warned"):
        for rule_id in [rule for rule, count in wanted.items() if count > 0]:
            rows = _rows_breaking(batch, rule_id).slice(0, wanted[rule_id]).to_pylist()
            wanted[rule_id] -= len(rows)
            found += [_shortened(_finding(contract, rules[rule_id], row)) for row in rows]
        if not any(wanted.values()):
            break
    order = {rule_id: place for place, rule_id in enumerate(rules)}
    return tuple(sorted(found, key=lambda finding: (order[finding.rule], finding.part, finding.row)))


def findings_of(
    contract: Contract, checks: CheckPlan, rows: Iterable[pa.RecordBatch], told: Iterable[Finding]
) -> Iterator[Finding]:
    """Every finding of rows that were set apart: one per row and broken rule, in the rows' order.

    `told` are the run's examples: a rule that the contract no longer has is told in their words.
    """
    rules = {rule.id: rule for rule in checks.rules()}
    gone = {finding.rule: finding for finding in told if finding.rule not in rules}
    for batch in rows:
        for row in batch.to_pylist():
            for reason in row["_reasons"]:
                if reason in rules:
                    yield _finding(contract, rules[reason], row)
                elif reason in gone:
                    yield replace(gone[reason], part=row[PART], row=row[ROW], value=None)


def _batches(*folders: Path) -> Iterator[pa.RecordBatch]:
    for folder in folders:
        yield from ds.dataset(folder, format="parquet").to_batches(batch_size=ROWS_PER_BATCH)


def _rows_breaking(batch: pa.RecordBatch, rule_id: str) -> pa.RecordBatch:
    reasons = batch.column("_reasons")
    hits = pc.filter(pc.list_parent_indices(reasons), pc.equal(pc.list_flatten(reasons), rule_id))
    return batch.take(hits)


def _shortened(finding: Finding) -> Finding:
    if finding.value is None or len(finding.value) <= LONGEST_VALUE:
        return finding
    return replace(finding, value=f"{finding.value[:LONGEST_VALUE]}…")


def _finding(contract: Contract, rule: Rule, row: Mapping[str, Any]) -> Finding:
    column = rule.columns[0] if rule.columns else None
    return finding(
        contract.name,
        rule,
        title=contract.column(column).title or column if column else "",
        part=row[PART],
        row=row[ROW],
        value=row.get(text_column(column)) if column else None,
        kind=row.get(kind_column(column)) if column else None,
    )
