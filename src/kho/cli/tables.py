"""`kho table` as a person sees it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.cli.words import CHANGES, LAYERS
from kho.contracts.names import DatasetName
from kho.pipeline.opening import open_warehouse
from kho.pipeline.report import when
from kho.pipeline.runs import new_run_id
from kho.pipeline.workplace import contract_named
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse


def show_list(session: Session) -> None:
    """Every table of the warehouse."""
    screen = Screen(session.language)
    columns = [
        ("bộ dữ liệu", "dataset", False),
        ("tầng", "layer", False),
        ("phiên bản", "version", True),
        ("dòng", "rows", True),
        ("MB", "MB", True),
        ("lúc", "when", False),
    ]
    rows = [
        [
            str(facts.ref.name),
            screen.message(LAYERS[facts.ref.layer]),
            str(facts.version),
            screen.number(facts.rows),
            screen.number(facts.size / 1e6, places=1),
            when(facts.modified),
        ]
        for facts in _warehouse(session).catalog()
    ]
    screen.table(columns, rows)


def show_history(session: Session, name: str) -> None:
    """A table's versions, newest first."""
    screen = Screen(session.language)
    columns = [
        ("phiên bản", "version", True),
        ("lúc", "when", False),
        ("việc", "what", False),
        ("thêm", "added", True),
        ("sửa", "updated", True),
        ("bớt", "removed", True),
        ("lượt chạy", "run", False),
    ]
    rows = []
    for version in _warehouse(session).versions(_ref(session, name)):
        counts = [
            "" if count is None else screen.number(count)
            for count in (version.inserted, version.updated, version.deleted)
        ]
        change = screen.message(CHANGES[version.what]) if version.what in CHANGES else version.what
        rows.append([str(version.version), when(version.committed), change, *counts, version.run or ""])
    screen.table(columns, rows)


def show_diff(session: Session, name: str, before: int, after: int | None) -> None:
    """What changed between two versions."""
    screen = Screen(session.language)
    contract = contract_named(session.province(), DatasetName.parse(name))
    found = _warehouse(session).diff(TableRef.of(contract), contract.primary_key, before, after)
    added, changed, removed = (screen.number(count) for count in (found.added, found.changed, found.removed))
    screen.say(
        f"Phiên bản {found.old} → {found.new}: thêm {added}, sửa {changed}, bớt {removed} dòng.",
        f"Version {found.old} → {found.new}: {added} rows added, {changed} changed, {removed} removed.",
        "bold",
    )
    for row in found.examples:
        screen.console.print(_changed(row.before, row.after, contract.primary_key))


def restore_version(session: Session, name: str, version: int) -> None:
    """Make an earlier version the newest again."""
    screen = Screen(session.language)
    made = _warehouse(session).restore(_ref(session, name), version, run=new_run_id(datetime.now(UTC)))
    screen.say(
        f"{name}: phiên bản {version} nay là phiên bản mới nhất ({made}).",
        f"{name}: version {version} is now the newest ({made}).",
        "green",
    )


def maintain_tables(session: Session, names: Sequence[str]) -> None:
    """Maintain the named tables, or all that are loaded, and clear away what killed processes left."""
    screen, province, warehouse = Screen(session.language), session.province(), _warehouse(session)
    chosen = [DatasetName.parse(name) for name in names] or sorted(province.datasets)
    for name in chosen:
        contract = contract_named(province, name)
        if names or warehouse.exists(TableRef.of(contract)):
            done = warehouse.maintain(contract)
            screen.say(
                f"{name}: gộp {done.compacted} tệp thành {done.into}, bỏ {done.removed_files} tệp quá hạn.",
                f"{name}: {done.compacted} files gathered into {done.into}, {done.removed_files} past files removed.",
            )
    if left := warehouse.sweep():
        screen.say(
            f"Đã xoá {left} tệp dở dang của các tiến trình bị ngắt.",
            f"{left} unfinished files of interrupted processes removed.",
        )


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, keys: tuple[str, ...]) -> Text:
    """One changed row: all of an added or removed one, of a changed one its key and what differs."""
    if before is None or after is None:
        mark, row, style = ("+", after, "green") if before is None else ("−", before, "red")
        return Text(f"{mark} " + ", ".join(f"{name}={value}" for name, value in (row or {}).items()), style=style)
    key = ", ".join(f"{name}={after[name]}" for name in keys)
    differs = [f"{name}: {before[name]} → {value}" for name, value in after.items() if before.get(name) != value]
    return Text(f"~ {key}  " + "; ".join(differs), style="yellow")


def _ref(session: Session, name: str) -> TableRef:
    return TableRef.of(contract_named(session.province(), DatasetName.parse(name)))


def _warehouse(session: Session) -> Warehouse:
    return open_warehouse(session.province(), state=session.state)
