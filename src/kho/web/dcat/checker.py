"""Checks a catalogue in a process of its own, which a hostile one may hang or fill without harm to anybody.

`python -m kho.web.dcat.checker FOLDER SERIALISATION` reads the catalogue from its input and writes a report as JSON.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.findings import CatalogueFinding
from kho.publishing.dcat.reading import read
from kho.publishing.dcat.shapes import read_shapes
from kho.publishing.dcat.validating import Report, validate
from kho.publishing.dcat.writing import Serialisation

MEMORY: Final = 1_500_000_000
"""Bytes of address space that the process may have."""
BY_ITSELF: Final = "auto"
"""In place of a serialisation: it is told by the bytes."""


def main() -> None:
    """Check what comes in; the report, or the mistake, goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, name = Path(sys.argv[1]), sys.argv[2]
    how = None if name == BY_ITSELF else Serialisation(name)
    try:
        told = report(validate(read(sys.stdin.buffer.read(), how), read_shapes(folder)))
    except KhoError as error:
        told = mistake(error)
    sys.stdout.write(json.dumps(told))


def report(found: Report) -> dict[str, Any]:
    """A report as it is sent back."""
    return {
        "conforms": found.conforms,
        "catalogues": found.catalogues,
        "datasets": found.datasets,
        "triples": found.triples,
        "left_out": found.left_out,
        "groups": [{"count": each.count, **_finding(each.example)} for each in found.groups()],
    }


def mistake(error: KhoError) -> dict[str, Any]:
    """A mistake as it is sent back."""
    return {
        "code": error.code,
        "status": error.http_status,
        "what": _both(error.message()),
        "mend": _both(error.next_step()),
    }


def _finding(told: CatalogueFinding) -> dict[str, Any]:
    return {
        "severity": told.severity.value,
        "node": told.node,
        "inside": told.inside,
        "path": told.path,
        "value": told.value,
        "what": _both(told.what),
        "mend": _both(told.mend),
    }


def _both(told: Message) -> list[str]:
    return [told.vi, told.en]


if __name__ == "__main__":
    main()
