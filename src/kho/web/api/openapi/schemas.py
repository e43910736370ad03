"""What the API's answers hold, as JSON Schema."""

from typing import Final

from kho.quality.dimensions import Dimension
from kho.quality.freshness import State
from kho.web.api.openapi.parts import (
    ADDRESS,
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Document,
    many,
    nothing_or,
    ref,
    thing,
)

_NAMED: Final = thing(id=TEXT, name=ref("Both"))
_STATE: Final[Document] = {"type": "string", "enum": [each.value for each in State]}
COLUMN: Final = thing(
    name=TEXT,
    title=TEXT,
    type=TEXT,
    description=TEXT,
    unit=nothing_or(TEXT),
    codes=nothing_or(TEXT),
    standard=nothing_or(TEXT),
    level=nothing_or(TEXT),
    is_key=TRUTH,
)
_BRIEF: Final[dict[str, Document]] = {
    "id": TEXT,
    "name": TEXT,
    "title": TEXT,
    "description": TEXT,
    "agency": _NAMED,
    "domain": nothing_or(_NAMED),
    "licence": nothing_or(TEXT),
    "frequency": nothing_or(TEXT),
    "freshness": _STATE,
    "quality": nothing_or(NUMBER),
    "rows": WHOLE,
    "version": WHOLE,
    "issued": MOMENT,
    "modified": MOMENT,
    "url": ADDRESS,
    "page": ADDRESS,
}
BRIEF: Final = thing(**_BRIEF)
DATASET: Final = thing(
    **_BRIEF,
    iri=ADDRESS,
    licence_url=nothing_or(ADDRESS),
    contract_version=TEXT,
    due=nothing_or(MOMENT),
    years=nothing_or(many(WHOLE)),
    key=many(TEXT),
    columns=many(COLUMN),
    downloads=many(thing(format=TEXT, media_type=TEXT, url=ADDRESS)),
    links={"type": "object", "additionalProperties": ADDRESS},
)
DATASETS: Final = thing(
    count=WHOLE,
    page=WHOLE,
    pages=WHOLE,
    meant=nothing_or(TEXT),
    datasets=many(BRIEF),
    facets={
        "type": "object",
        "additionalProperties": many(thing(value=TEXT, name=ref("Both"), count=WHOLE)),
    },
    next=nothing_or(ADDRESS),
)
_PART: Final = thing(what=ref("Both"), checked=WHOLE, broken=WHOLE, weight=NUMBER)
QUALITY: Final = thing(
    version=WHOLE,
    score=nothing_or(NUMBER),
    trend=nothing_or(NUMBER),
    dimensions=many(
        thing(
            id={"type": "string", "enum": [each.value for each in Dimension]},
            value=nothing_or(NUMBER),
            why=nothing_or(ref("Both")),
            parts=many(_PART),
        )
    ),
    freshness=thing(
        state=_STATE,
        frequency=nothing_or(TEXT),
        delivered=nothing_or(MOMENT),
        due=nothing_or(MOMENT),
        late=nothing_or(MOMENT),
        late_by_days=WHOLE,
    ),
)
LINEAGE: Final[Document] = {
    "type": "object",
    "properties": {"focus": TEXT, "nodes": many({"type": "object"}), "edges": many({"type": "object"})},
    "required": ["focus", "nodes", "edges"],
}
RUNS: Final = thing(
    dataset=TEXT,
    runs=many(
        thing(
            id=TEXT,
            status=TEXT,
            started=MOMENT,
            ended=nothing_or(MOMENT),
            contract_version=TEXT,
            read=WHOLE,
            accepted=WHOLE,
            quarantined=WHOLE,
            version=nothing_or(WHOLE),
        )
    ),
)
VERSIONS: Final = thing(
    versions=many(
        thing(
            version=WHOLE,
            committed=MOMENT,
            what=TEXT,
            inserted=nothing_or(WHOLE),
            updated=nothing_or(WHOLE),
            deleted=nothing_or(WHOLE),
            unchanged=nothing_or(WHOLE),
        )
    )
)
AGENCIES: Final = thing(
    agencies=many(
        thing(
            id=TEXT,
            code=nothing_or(TEXT),
            name=ref("Both"),
            level=TEXT,
            parent=nothing_or(TEXT),
            valid_from=nothing_or(DAY),
            valid_to=nothing_or(DAY),
            datasets=WHOLE,
            iri=ADDRESS,
            page=ADDRESS,
        )
    )
)
SYSTEMS: Final = thing(systems=many(thing(id=TEXT, name=ref("Both"), owner=TEXT, kind=TEXT, connections=many(TEXT))))
ROOT: Final[Document] = {"type": "object", "additionalProperties": ADDRESS}
OPENAPI: Final[Document] = {"type": "object", "required": ["openapi", "info", "paths"]}
