"""What persons decided of pairs, in the warehouse's own records: one file per hand-in, never changed but by erasure."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from kho.contracts.names import DatasetName
from kho.pipeline.matching.choosing import Rulings
from kho.pipeline.matching.forms import Side
from kho.pipeline.matching.pairs import Ruling, Said
from kho.province.matches.model import Match
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage, files_of

FOLDER: Final = "matches"
MARK: Final = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A person's word about one pair; `mark` stands for what both rows said when it was given."""

    left: str
    right: str
    same: bool
    mark: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """The decisions of one file: who gave it, when, its name and the SHA-256 of its bytes."""

    id: str
    by: str
    at: datetime
    file: str
    sha256: str
    decisions: tuple[Decision, ...]


def new_id(at: datetime) -> str:
    """An id that sorts by time."""
    return f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def keep(storage: Storage, match: DatasetName, handed: HandedIn) -> None:
    """Write decisions to the warehouse's records."""
    content = json.dumps(asdict(handed), ensure_ascii=False, indent=1, default=datetime.isoformat)
    with told(storage.at(FOLDER)):
        files_of(storage).write(f"{_folder(match)}/{handed.id}.json", content.encode())


def kept(storage: Storage, match: DatasetName) -> Iterator[HandedIn]:
    """All that was decided of a match, oldest first."""
    files = files_of(storage)
    with told(storage.at(FOLDER)):
        for entry in files.entries(_folder(match)):
            content = json.loads(files.read(entry.key))
            decisions = tuple(Decision(**each) for each in content.pop("decisions"))
            yield HandedIn(**{**content, "at": datetime.fromisoformat(content["at"])}, decisions=decisions)


def forget(storage: Storage, match: DatasetName, values: Collection[str]) -> None:
    """Take decisions about rows with these keys out of the records."""
    for handed in list(kept(storage, match)):
        left = tuple(
            each for each in handed.decisions if not {*each.left.split("|"), *each.right.split("|")} & {*values}
        )
        if left != handed.decisions:
            keep(storage, match, replace(handed, decisions=left))


def digest(handed: Iterable[HandedIn]) -> str:
    """What stands for all decisions: another as soon as one comes."""
    told_all = [[each.id, len(each.decisions)] for each in handed]
    return hashlib.sha256(json.dumps(told_all).encode()).hexdigest()


def rulings(match: Match, handed: Iterable[HandedIn], left: Side, right: Side) -> Rulings:
    """The newest decision about each pair whose rows are there; stale where a row is another than then."""
    lefts, rights = _by_key(left), _by_key(right)
    newest: dict[tuple[str, str], Ruling] = {}
    for each in handed:
        for decision in each.decisions:
            if decision.left in lefts and decision.right in rights:
                now = mark(match, lefts[decision.left], rights[decision.right])
                word = Said.YES if decision.same else Said.NO
                said = word if now == decision.mark else Said.STALE
                newest[decision.left, decision.right] = Ruling(said=said, by=each.by, at=each.at)
    return newest


def mark(match: Match, left: Mapping[str, tuple[str, ...]], right: Mapping[str, tuple[str, ...]]) -> str:
    """What stands for what two rows say: another as soon as one of the compared columns does."""
    values = [[*left[each.name], "", *right[each.name]] for each in match.compared]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:MARK]


def _by_key(side: Side) -> dict[str, Mapping[str, tuple[str, ...]]]:
    return dict(zip(side.keys, side.said, strict=True))


def _folder(match: DatasetName) -> str:
    return f"{FOLDER}/{match.agency}.{match.dataset}"
