"""A match's answer: its two tables as they are now, and the pairs of their rows that are one."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.computing import Computed, MissingColumnError, input_read, is_done, run_computed
from kho.pipeline.matching import decisions
from kho.pipeline.matching.choosing import Rulings, chosen
from kho.pipeline.matching.forms import Side, side
from kho.pipeline.matching.linking import scored
from kho.pipeline.matching.pairs import Judged, Pair, Said
from kho.pipeline.processing import Job
from kho.pipeline.runs import InputRead, Run, Transformed
from kho.pipeline.workplace import Workplace
from kho.province.matches.model import Compared, Match
from kho.warehouse.tables import TableRef

MATCH = "match"
"""The source of a match's runs."""
METHOD = 1
"""Another number where the same rows are to be matched again because matching itself has changed."""


class DoubledKeyError(KhoError):
    """Two rows of a matched table have one key."""

    code = "KHO-R620"
    what = Message(
        vi="Khoá “{key}” có ở nhiều dòng của {dataset}: không chỉ ra được dòng nào.",
        en="The key “{key}” stands in several rows of {dataset}: it does not tell which.",
    )
    mend = Message(
        vi="Ghi vào key của {file} những cột phân biệt được từng dòng.",
        en="Write columns that tell rows apart under key in {file}.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """A match computed: both sides (the same twice for doubles in one), all scored pairs, and those that are told."""

    left: Side
    right: Side
    pairs: tuple[Pair, ...]
    judged: tuple[Judged, ...]
    rulings: Rulings


def match_file(match: Match) -> str:
    """The declaration, from the province folder."""
    return f"matches/{match.name}.yaml"


def run_match(job: Job, match: Match) -> Iterator[Run]:
    """Run a match under its lock: one run, `unchanged` where neither it, its tables nor decisions are others."""
    made = Computed(source=MATCH, file=match_file(match), inputs=match.inputs, answer=partial(_answer, job, match))
    return run_computed(job, made)


def _answer(job: Job, match: Match, run: Run) -> tuple[Run, Path] | None:
    """The run with what it read, and the table of pairs as a file; None where both are as they were."""
    run = _with_inputs(job, match, run)
    if not job.options.again and is_done(job.place, job.contract, run):
        return None
    job.progress.step(match.name, "transform")
    return run, _written(compute(job.place, match, _versions(run)), job.scratch / "answer.parquet")


def compute(place: Workplace, match: Match, versions: dict[DatasetName, int] | None = None) -> Matched:
    """Match the tables, of these versions or as they are now. Raises DoubledKeyError, MissingColumnError."""
    left = _side(place, match, versions or {}, is_left=True)
    right = left if match.within_one else _side(place, match, versions or {}, is_left=False)
    pairs = scored(match, left, None if match.within_one else right, place.warehouse.workroom)
    ruled = decisions.rulings(match, decisions.kept(place.warehouse.storage, match.name), left, right)
    return Matched(left=left, right=right, pairs=pairs, judged=tuple(chosen(match, pairs, ruled)), rulings=ruled)


def sides(place: Workplace, match: Match) -> tuple[Side, Side]:
    """The rows of both sides as they are now. Raises DoubledKeyError, MissingColumnError."""
    left = _side(place, match, {}, is_left=True)
    return left, left if match.within_one else _side(place, match, {}, is_left=False)


def _with_inputs(job: Job, match: Match, run: Run) -> Run:
    """The run with what it reads, and what stands for all of it in the place of delivered bytes' hash."""
    place = job.place
    newest = {name: place.warehouse.versions(TableRef.of(place.contract(name)))[0].version for name in match.inputs}
    read = tuple(input_read(place, name, version) for name, version in newest.items())
    made = Transformed(query="", inputs=read, columns=match.columns, influences=match.influences)
    return replace(run, delivery=replace(run.delivery, sha256=_mark(place, match, read)), transformed=made)


def _mark(place: Workplace, match: Match, read: Sequence[InputRead]) -> str:
    decided = decisions.digest(decisions.kept(place.warehouse.storage, match.name))
    said = [METHOD, match.text, match.contract.version, decided, [[str(each.dataset), each.changed] for each in read]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _versions(run: Run) -> dict[DatasetName, int]:
    return {each.dataset: each.version for each in run.transformed.inputs} if run.transformed else {}


def _side(place: Workplace, match: Match, versions: dict[DatasetName, int], *, is_left: bool) -> Side:
    name, key = (match.left, match.left_key) if is_left else (match.right, match.right_key)
    ref = TableRef.of(place.contract(name))
    wanted = dict.fromkeys([*key, *(column for each in match.compared for column in _columns(each, is_left=is_left))])
    version = versions.get(name)
    there = place.warehouse.schema(ref, as_of=version).names
    for column in wanted:
        if column not in there:
            raise MissingColumnError(where=match_file(match), dataset=name, version=version or "", column=column)
    rows = (row for batch in place.warehouse.read(ref, list(wanted), as_of=version) for row in batch.to_pylist())
    found = side(match, rows, is_left=is_left)
    seen: set[str] = set()
    for each in found.keys:
        if each in seen:
            raise DoubledKeyError(where=str(name), key=each, dataset=name, file=match_file(match))
        seen.add(each)
    return found


def _columns(compared: Compared, *, is_left: bool) -> tuple[str, ...]:
    return compared.left if is_left else compared.right


def _written(matched: Matched, file: Path) -> Path:
    """The table of pairs as Parquet, in the columns of its contract."""
    rows = [_row(each) for each in matched.judged]
    names = ("left_key", "right_key", "probability", "verdict", "decision", "decided_by", "decided_at")
    types = {name: pa.string() for name in (*names, "reasons", "reasons_en")}
    types["probability"] = pa.float64()
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(list(types.items()))), file)
    return file


def _row(judged: Judged) -> dict[str, object]:
    pair, ruling = judged.pair, judged.ruling
    probability = 1.0 if ruling is not None and ruling.said is Said.YES else pair.probability
    said = [part.said for part in pair.parts if part.grade is not None]
    return {
        "left_key": pair.left,
        "right_key": pair.right,
        "probability": round(probability, 4),
        "verdict": judged.verdict.value,
        "decision": ruling.said.value if ruling else None,
        "decided_by": ruling.by if ruling else None,
        "decided_at": ruling.at.isoformat() if ruling else None,
        "reasons": " ".join(each.vi for each in said) or None,
        "reasons_en": " ".join(each.en for each in said) or None,
    }
