"""Has a catalogue checked: beside the portal, within a time, one at once in each process."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.writing import Serialisation
from kho.web.dcat.checker import BY_ITSELF

SECONDS: Final = 45
_ONE: Final = threading.BoundedSemaphore(1)


class CheckTooSlowError(KhoError):
    """A catalogue takes longer, or more memory, than a check may."""

    code = "KHO-D806"
    http_status = 422
    what = Message(
        vi="Danh mục này cần hơn {seconds} giây hoặc quá nhiều bộ nhớ để kiểm tra.",
        en="This catalogue takes more than {seconds} seconds, or too much memory, to check.",
    )
    mend = Message(vi="Kiểm tra từng trang hoặc từng bộ dữ liệu.", en="Check it page by page, or dataset by dataset.")


class CheckBusyError(KhoError):
    """Another catalogue is being checked."""

    code = "KHO-D807"
    http_status = 503
    what = Message(vi="Đang kiểm tra một danh mục khác.", en="Another catalogue is being checked.")
    mend = Message(vi="Thử lại sau một phút.", en="Try again in a minute.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Findings that say the same, with one of them."""

    is_error: bool
    count: int
    what: Message
    mend: Message
    node: str
    inside: str
    path: str
    value: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a check found; or the `mistake` for which there was none."""

    conforms: bool = False
    catalogues: int = 0
    datasets: int = 0
    triples: int = 0
    left_out: int = 0
    groups: Sequence[Told] = ()
    mistake: tuple[Message, Message] | None = None
    status: int = 200


def check(data: bytes, shapes: Path, how: Serialisation | None, *, seconds: float = SECONDS) -> Checked:
    """Check a catalogue by the shapes of a folder. Raises CheckTooSlowError, CheckBusyError."""
    if not _ONE.acquire(blocking=False):
        raise CheckBusyError
    try:
        words = [sys.executable, "-m", "kho.web.dcat.checker", str(shapes), BY_ITSELF if how is None else how.value]
        made = subprocess.run(words, input=data, capture_output=True, timeout=seconds, check=True)
        return _read(json.loads(made.stdout))
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise CheckTooSlowError(seconds=f"{seconds:g}") from error
    finally:
        _ONE.release()


def _read(told: Mapping[str, Any]) -> Checked:
    if "code" in told:
        return Checked(mistake=(Message(*told["what"]), Message(*told["mend"])), status=told["status"])
    counts = {name: told[name] for name in ("conforms", "catalogues", "datasets", "triples", "left_out")}
    return Checked(**counts, groups=[_group(each) for each in told["groups"]])


def _group(told: Mapping[str, Any]) -> Told:
    return Told(
        is_error=told["severity"] == "error",
        count=told["count"],
        what=Message(*told["what"]),
        mend=Message(*told["mend"]),
        **{name: told[name] for name in ("node", "inside", "path", "value")},
    )
