"""The kinds of dirt there are in what agencies send: each plants faults in a batch and says what must become of them.

A fault stands in a row of its own, so the rules that must find it are known exactly.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from hungyen.batch import EXTRA, Batch, Dirt, Formula, Legacy, Outcome, Planted, Written
from hungyen.tcvn3 import tcvn3

Row = Mapping[str, Any]
Fits = Callable[[Row], bool]


def cell(
    kind: str,
    column: str,
    written: Written | Callable[[Row], Written],
    *rules: str,
    count: int = 1,
    fits: Fits | None = None,
) -> Dirt:
    """Cells that say what they must not; their rows are quarantined with these rules, `<column>.` prefixed to `.x`."""

    def dirty(batch: Batch) -> None:
        for row in batch.choose(f"{kind}.{column}", count, fits):
            value = written(batch.row(row)) if callable(written) else written
            batch.write(row, column, value)
            outcome = Outcome(loaded=False, rules=_full(column, rules))
            batch.planted.append(Planted(kind=kind, row=row, column=column, written=_shown(value), outcome=outcome))

    return dirty


def wrong_type(column: str, written: Written = "khoảng 30", *, count: int = 1) -> Dirt:
    """Words where a number or a date belongs."""
    return cell("wrong_type", column, written, ".type", count=count)


def impossible_date(column: str, written: str = "31/02/2025") -> Dirt:
    """A day that no calendar has."""
    return cell("impossible_date", column, written, ".type", fits=is_today_s)


def serial_date(column: str) -> Dirt:
    """A date as the number Excel keeps for it, which lost its format."""
    return cell("excel_serial_date", column, lambda row: row[column].toordinal() - 693_594, ".type", fits=is_today_s)


def out_of_range(column: str, written: Written, *, count: int = 1) -> Dirt:
    """A value beyond what there can be."""
    return cell("out_of_range", column, written, ".range", count=count)


def out_of_list(column: str, written: str, rule: str = ".codelist", *, count: int = 1) -> Dirt:
    """A code that no list has."""
    return cell("out_of_list", column, written, rule, count=count)


def old_code(column: str = "ma_xa", *, count: int = 2, fits: Fits | None = None) -> Dirt:
    """The code of a former commune, in a row of the time since it was joined to another."""
    return cell("old_commune_code", column, lambda row: _FORMER[row[column]], ".codelist", count=count, fits=fits)


def broken_reference(column: str, written: str, rule: str = ".reference", *, count: int = 1) -> Dirt:
    """The key of something that another dataset does not have."""
    return cell("broken_reference", column, written, rule, count=count)


def missing(column: str, *, count: int = 1) -> Dirt:
    """No value where there must be one."""
    return cell("missing_value", column, None, ".required", count=count)


def off_pattern(column: str, written: str) -> Dirt:
    """A code that is not written as codes are."""
    return cell("off_pattern", column, written, ".pattern")


def error_value(column: str, error: str = "#REF!") -> Dirt:
    """A formula in a workbook that has lost what it refers to."""
    return cell("error_value", column, Formula(error), ".readable")


def undecodable(column: str) -> Dirt:
    """A byte that is no character in the file's encoding."""
    return cell("undecodable_bytes", column, lambda row: f"{row[column]}{chr(0xE000 + 0xFF)}", ".readable")


def ragged(last: str, fits: Fits | None = None) -> Dirt:
    """A row with a cell too many, as after a delimiter inside a text; `last` is the last column."""

    def dirty(batch: Batch) -> None:
        for row in batch.choose("ragged", 1, fits):
            batch.write(row, EXTRA, "thừa")
            outcome = Outcome(loaded=False, rules=(f"{last}.readable",))
            batch.planted.append(Planted(kind="ragged_row", row=row, column=last, written="thừa", outcome=outcome))

    return dirty


def cross(  # noqa: PLR0913 - the facts of one kind of fault
    kind: str, rule: str, column: str, written: Callable[[Row], Any], *, count: int = 1, fits: Fits | None = None
) -> Dirt:
    """A value that contradicts another of its row."""
    return cell(kind, column, written, rule, count=count, fits=fits)


def suspicious(
    rule: str, column: str, meant: Callable[[Row], Any], *, count: int = 1, fits: Fits | None = None
) -> Dirt:
    """A value that is possible and strange: it is loaded, and told as a warning."""

    def dirty(batch: Batch) -> None:
        for row in batch.choose(f"suspicious.{column}", count, fits):
            batch.mean(row, column, meant(batch.row(row)))
            outcome = Outcome(loaded=True, rules=(rule,))
            written = _shown(batch.row(row)[column])
            planted = Planted(kind="suspicious", row=row, column=column, written=written, outcome=outcome)
            batch.planted.append(planted)

    return dirty


def doubled(*, count: int = 1, rules: tuple[str, ...] = ("key",)) -> Dirt:
    """A row that stands twice in the file: nobody knows which one counts, so both are set apart."""

    def dirty(batch: Batch) -> None:
        key = batch.contract.primary_key[-1]
        for row in batch.choose("doubled", count):
            (again,) = batch.append(batch.meant.slice(row, 1))
            for place in (row, again):
                outcome = Outcome(loaded=False, rules=rules)
                written = _shown(batch.row(place)[key])
                batch.planted.append(
                    Planted(kind="doubled_row", row=place, column=key, written=written, outcome=outcome)
                )

    return dirty


def again(rows: pa.Table, *, count: int = 1) -> Dirt:
    """Rows that an earlier delivery brought already, in a dataset that only grows."""

    def dirty(batch: Batch) -> None:
        key = batch.contract.primary_key[-1]
        for row in batch.append(rows.slice(0, count)):
            outcome = Outcome(loaded=False, rules=("key",))
            written = _shown(batch.row(row)[key])
            batch.planted.append(Planted(kind="sent_before", row=row, column=key, written=written, outcome=outcome))

    return dirty


def legacy(column: str, *, count: int = 3, fits: Fits | None = None) -> Dirt:
    """A text typed in a `.VnTime` font, which is TCVN3 and not Unicode: read as it stands it is gibberish."""
    wait = _Wait(kind="legacy_encoding", standard="text_encodings", today=False, then=True)

    def dirty(batch: Batch) -> None:
        for row in batch.choose(f"legacy.{column}", count, fits):
            text = tcvn3(batch.row(row)[column])
            batch.write(row, column, Legacy(text))
            wait.plant(batch, row, column, text)

    return dirty


def against_standard(
    standard: str, column: str, written: str | Callable[[Row], str], *, count: int = 1, fits: Fits | None = None
) -> Dirt:
    """A value that only a national standard shows to be wrong: loaded today, quarantined once that is built."""
    wait = _Wait(kind=f"bad_{standard}", standard=standard, today=True, then=False)

    def dirty(batch: Batch) -> None:
        for row in batch.choose(f"{standard}.{column}", count, fits):
            text = written(batch.row(row)) if callable(written) else written
            batch.write(row, column, text)
            wait.plant(batch, row, column, text)

    return dirty


def old_spelling(column: str, written: Callable[[str], str], *, count: int = 3, fits: Fits) -> Dirt:
    """A text that the standard of tone marks spells otherwise: loaded as it is today, then in the one spelling."""
    wait = _Wait(kind="other_tone_place", standard="tone_placement", today=True, then=True)

    def dirty(batch: Batch) -> None:
        for row in batch.choose(f"tone.{column}", count, fits):
            text = written(batch.row(row)[column])
            batch.write(row, column, text)
            wait.plant(batch, row, column, text)

    return dirty


def other_unit(column: str, times: int) -> Dirt:
    """A whole column in a smaller unit, as the unit row says: loaded as it stands today, then converted."""
    wait = _Wait(kind="other_unit", standard="units_conversion", today=True, then=True)

    def dirty(batch: Batch) -> None:
        for row in range(batch.meant.num_rows):
            meant = batch.row(row)[column]
            if row in batch.taken or meant is None:
                continue
            written = meant * times
            batch.write(row, column, written)
            wait.plant(batch, row, column, str(written))

    return dirty


def total_row(label: str, text: str = "Tổng cộng", *rules: str) -> Dirt:
    """A row of totals in a file without a place for one: it is no row of the table, and the rules say so."""

    def dirty(batch: Batch) -> None:
        (row,) = batch.append(batch.meant.slice(0, 1))
        needed = [column.name for column in batch.contract.columns if column.required and column.name != label]
        for column in batch.contract.columns:
            batch.write(row, column.name, text if column.name == label else None)
        outcome = Outcome(loaded=False, rules=(*_full(label, rules), *(f"{name}.required" for name in needed)))
        batch.planted.append(Planted(kind="total_row", row=row, column=label, written=text, outcome=outcome))

    return dirty


def has(*columns: str) -> Fits:
    """Rows with a value in all of these columns."""
    return lambda row: all(row[column] is not None for column in columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wait:
    """What waits for a national standard: whether such rows are loaded today, and once it is built."""

    kind: str
    standard: str
    today: bool
    then: bool

    def plant(self, batch: Batch, row: int, column: str, text: str) -> None:
        """Plant such a fault."""
        loaded = Outcome(loaded=True, value=text)
        unread = Outcome(loaded=False, rules=(f"{column}.readable",))
        refused = Outcome(loaded=False, rules=(f"{column}.standard",))
        batch.planted.append(
            Planted(
                kind=self.kind,
                row=row,
                column=column,
                written=text,
                outcome=Outcome(loaded=True) if self.then else refused,
                waits_for=self.standard,
                today=loaded if self.today else unread,
            )
        )


def _full(column: str, rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{column}{rule}" if rule.startswith(".") else rule for rule in rules)


def _shown(value: Written) -> str:
    if isinstance(value, Formula | Legacy):
        return value.text
    return "" if value is None else str(value)


def is_today_s(row: Row) -> bool:
    """Whether the row's commune, where it has one, has a code of today: without a date a code must be valid today."""
    return "ma_xa" not in row or row["ma_xa"] in _FORMER


def _former() -> dict[str, str]:
    """For each of today's codes that of a former commune in its place that is valid no more."""
    with CODES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = {row["code"] for row in rows if not row["valid_to"]}
    return {row["ma_moi"]: row["code"] for row in rows if row["valid_to"] and row["code"] not in kept}


CODES = Path(__file__).resolve().parents[1] / "province" / "codelists" / "xa.csv"
_FORMER = _former()
