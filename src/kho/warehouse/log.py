"""A table's log as files: JSON commits and Parquet checkpoints under `_delta_log` (Delta protocol, "File Types")."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from kho.warehouse.errors import DamagedLogError
from kho.warehouse.storage import Entry, Files

COMMIT = re.compile(r"\d{20}\.json")
LOG = "_delta_log"
CHECKPOINT = re.compile(r"\d{20}\.checkpoint.*\.parquet")
Action = dict[str, Any]
"""One action of the log, such as `{"add": {...}}`, as the protocol has it."""


def version_of(key: str) -> int:
    """The version that a file of the log belongs to."""
    return int(key.rpartition("/")[2][:20])


def commit_key(table: str, version: int) -> str:
    """Where a version's commit lies."""
    return f"{table}/{LOG}/{version:020}.json"


def entries(files: Files, table: str) -> list[Entry]:
    """Commits and checkpoints, by version."""
    found = files.entries(f"{table}/{LOG}")
    return [entry for entry in found if _is(COMMIT, entry) or _is(CHECKPOINT, entry)]


def commits(files: Files, table: str) -> list[Entry]:
    """The JSON commits, oldest first."""
    return [entry for entry in entries(files, table) if _is(COMMIT, entry)]


def newest(files: Files, table: str) -> int | None:
    """The number of the newest version; None where there is no table."""
    return max((version_of(entry.key) for entry in entries(files, table)), default=None)


def checkpoints(files: Files, table: str) -> list[Entry]:
    """The Parquet checkpoints, oldest first."""
    return [entry for entry in entries(files, table) if _is(CHECKPOINT, entry)]


def refuse_empty(table: Path) -> None:
    """Stop where a commit since the newest checkpoint is empty: Delta takes it for one that changed nothing.

    A power cut may leave it so on a disk of this machine. Raises DamagedLogError.
    """
    names = [path.name for path in (table / LOG).glob("*")]
    checkpoint = max((version_of(name) for name in names if CHECKPOINT.fullmatch(name)), default=-1)
    for name in sorted(filter(COMMIT.fullmatch, names)):
        if version_of(name) > checkpoint and (table / LOG / name).stat().st_size == 0:
            raise DamagedLogError(where=str(table / LOG / name), reason="0 byte")


def refuse_damaged(files: Files, table: str) -> None:
    """Stop at the first commit that is no JSON. Raises DamagedLogError."""
    for entry in commits(files, table):
        try:
            _read(files, entry)
        except ValueError as error:
            raise DamagedLogError(where=entry.key, reason=str(error)) from error


def data_files(files: Files, table: str) -> list[Entry]:
    """Every Parquet file of the table that is physically there, whether a version knows it or not."""
    found = files.entries(table)
    return [entry for entry in found if entry.key.endswith(".parquet") and "/_delta_log/" not in entry.key]


def paths(files: Files, table: str) -> frozenset[str]:
    """Paths of all files that any version in the log knows."""
    return frozenset(path for action in _actions(files, table) if (path := path_of(action)) is not None)


def path_of(action: Action) -> str | None:
    """The file that an add or remove action is about."""
    about = action.get("add") or action.get("remove")
    return unquote(about["path"]) if about else None


def rewrite(files: Files, table: str, change: Callable[[list[Action]], list[Action]]) -> int:
    """Pass every commit and checkpoint through `change`, each replaced in one step; gives how many differed.

    Only for erasing: the log of a table is otherwise never touched.
    """
    changed = 0
    for entry in entries(files, table):
        before = _read(files, entry)
        after = change(before)
        if after != before:
            _write(files, entry, after)
            changed += 1
    return changed


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """A data file that takes another's place in every version: its path, size in bytes and statistics."""

    path: str
    size: int
    stats: str


def replace(files: Files, table: str, by: Mapping[str, Replacement]) -> None:
    """Put other files in the place of some, in every version; the old ones may be deleted afterwards.

    Between any two steps each version reads either the old file or the new: first the new ones are also removed
    wherever an old one is, then they are added in its place, then the old removals go.
    """
    rewrite(files, table, lambda actions: [each for action in actions for each in _also_removed(action, by)])
    rewrite(files, table, lambda actions: [_added_instead(action, by) for action in actions])
    rewrite(files, table, lambda actions: [action for action in actions if not _removes(action, by)])


def _also_removed(action: Action, by: Mapping[str, Replacement]) -> list[Action]:
    if not _removes(action, by):
        return [action]
    new = by[str(path_of(action))]
    remove = {**action["remove"], "path": new.path, "size": new.size}
    return [action, {**action, "remove": {**remove, **({"stats": None} if "stats" in remove else {})}}]


def _added_instead(action: Action, by: Mapping[str, Replacement]) -> Action:
    new = by.get(path_of(action) or "") if action.get("add") else None
    if new is None:
        return action
    return {**action, "add": {**action["add"], "path": new.path, "size": new.size, "stats": new.stats}}


def _removes(action: Action, by: Mapping[str, Replacement]) -> bool:
    return bool(action.get("remove")) and path_of(action) in by


def scrub(files: Files, table: str, text: str) -> int:
    """Take a text out of statistics and commit notes that other programs may have written it into."""
    return rewrite(files, table, lambda actions: [_scrubbed(action, text) for action in actions])


def _scrubbed(action: Action, text: str) -> Action:
    if text not in json.dumps(action, ensure_ascii=False, default=str):
        return action
    about = next((name for name in ("add", "remove") if action.get(name)), None)
    if about is None:
        return _without_parameters(action)
    count = {"numRecords": json.loads(action[about].get("stats") or "{}").get("numRecords")}
    return {**action, about: {**action[about], "stats": json.dumps(count)}}


def _without_parameters(action: Action) -> Action:
    """A commit's note without the condition of a delete or merge, where others write values."""
    note = action.get("commitInfo")
    return {**action, "commitInfo": {**note, "operationParameters": {}}} if note else action


def _is(kind: re.Pattern[str], entry: Entry) -> bool:
    return kind.fullmatch(entry.name) is not None


def _actions(files: Files, table: str) -> Iterator[Action]:
    for entry in entries(files, table):
        yield from _read(files, entry)


def _read(files: Files, entry: Entry) -> list[Action]:
    content = files.read(entry.key)
    if _is(COMMIT, entry):
        return [json.loads(line) for line in content.splitlines() if line.strip()]
    return list(pq.read_table(pa.BufferReader(content)).to_pylist())


def _write(files: Files, entry: Entry, actions: list[Action]) -> None:
    if _is(COMMIT, entry):
        lines = [json.dumps(action, ensure_ascii=False, separators=(",", ":")) for action in actions]
        files.write(entry.key, "\n".join(lines).encode())
        return
    schema = pq.read_schema(pa.BufferReader(files.read(entry.key)))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(actions, schema=schema), sink, compression="snappy")
    files.write(entry.key, sink.getvalue().to_pybytes())
