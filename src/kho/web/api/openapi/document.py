"""The document itself: every operation of the API, or those of one dataset."""

from collections.abc import Iterator, Sequence
from typing import Final

from kho.messages import Language, Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.search.index import Sort
from kho.publishing.search.question import LARGEST_PAGE, LONGEST_VALUE, MOST_CHARACTERS, MOST_RESULTS, Search
from kho.web.addresses import slug
from kho.web.api.catalogue import MOST_RUNS, RUNS
from kho.web.api.openapi import columns, delivering, schemas
from kho.web.api.openapi.parts import (
    ADDRESS,
    WHOLE,
    Document,
    Operation,
    Query,
    components,
    many,
    nothing_or,
    thing,
)
from kho.web.api.searching import FACETS

VERSION: Final = "1.0.0"
LANG: Final = Query(
    name="lang",
    what=Message("Ngôn ngữ của lời mô tả.", "The language of the descriptions."),
    schema={"type": "string", "enum": ["vi", "en"]},
)
_DATASET: Final = "/api/v1/datasets/{name}"
_NAME: Final[Document] = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9-]+--[a-z0-9-]+$"},
}
_KEY: Final[Document] = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
_TITLE: Final = Message("API dữ liệu mở của {name}", "Open data API of {name}")
_ABOUT: Final = Message(
    "Đọc được bằng GET, không cần tài khoản; giao dữ liệu cần khoá. "
    "Lỗi là application/problem+json (RFC 9457), bằng hai thứ tiếng. "
    "Trang sau ở `next`; ETag và If-None-Match cho biết dữ liệu có đổi không.",
    "Read by GET, without an account; who hands over data has a token. "
    "Errors are application/problem+json (RFC 9457) in both languages. "
    "The next page is at `next`; ETag and If-None-Match tell whether anything has changed.",
)


def whole(site: str, province: Message, language: Language) -> Document:
    """The whole API; filters of columns stand in each dataset's own document."""
    return _document(site, _TITLE.filled(name=province.in_(language)), list(operations()), language)


def of_dataset(site: str, dataset: PublishedDataset, language: Language) -> Document:
    """One dataset's part, with its columns."""
    title = Message(dataset.title, dataset.title)
    return _document(site, title, list(_of(dataset)), language)


def operations() -> Iterator[Operation]:
    """Every operation."""
    yield from _catalogue()
    yield from _about_dataset(_DATASET)
    yield from _rows(_DATASET, columns.ROWS, columns.GROUPED, (columns.Q, columns.FILTER), {"type": "object"})
    yield Operation(
        id="openapi",
        path="/api/v1/openapi.json",
        title=Message("Bản mô tả này", "This description"),
        what=Message("OpenAPI 3.1.", "OpenAPI 3.1."),
        queries=(LANG,),
        answer=schemas.OPENAPI,
    )
    yield from delivering.operations()


def _of(dataset: PublishedDataset) -> Iterator[Operation]:
    here = f"/api/v1/datasets/{slug(dataset.name)}"
    yield from _about_dataset(here)
    named = dataset.columns
    rows, groups = tuple(columns.of_rows(named)), tuple(columns.of_groups(named))
    counted = (columns.Q, columns.FILTER, *columns.filters(named))
    yield from _rows(here, rows, groups, counted, columns.row(named))


def _catalogue() -> Iterator[Operation]:
    yield Operation(
        id="root",
        path="/api/v1/",
        title=Message("Lối vào", "The way in"),
        what=Message("Các danh mục ở đâu.", "Where the lists are."),
        answer=schemas.ROOT,
    )
    yield Operation(
        id="datasets",
        path="/api/v1/datasets",
        title=Message("Tìm bộ dữ liệu", "Find datasets"),
        what=Message(
            "Các bộ dữ liệu mở, lọc theo từ và theo mặt; một mặt nhiều giá trị thì ghi tham số nhiều lần.",
            "Open datasets by words and facets; for several values of a facet repeat the parameter.",
        ),
        queries=tuple(_searching()),
        answer=schemas.DATASETS,
    )
    yield Operation(
        id="agencies",
        path="/api/v1/agencies",
        title=Message("Các cơ quan", "Agencies"),
        what=Message("Mọi cơ quan, công bố bao nhiêu bộ dữ liệu.", "All agencies, with how much each publishes."),
        answer=schemas.AGENCIES,
    )
    yield Operation(
        id="systems",
        path="/api/v1/systems",
        title=Message("Các hệ thống thông tin", "Information systems"),
        what=Message("Mọi hệ thống và kết nối của chúng.", "All systems and what they are connected to."),
        answer=schemas.SYSTEMS,
    )


def _searching() -> Iterator[Query]:
    yield Query(
        name="q",
        what=Message("Từ cần tìm, có dấu hay không dấu.", "Words to find, with or without accents."),
        schema={"type": "string", "maxLength": MOST_CHARACTERS},
        example="truong hoc",
    )
    for facet in FACETS:
        what = Message(f"Chỉ những bộ có {facet} này.", f"Only those of this {facet}.")
        schema: Document = {"type": "string", "maxLength": LONGEST_VALUE}
        yield Query(name=facet, what=what, schema=schema, is_repeated=True)
    yield Query(name="sort", what=Message("Thứ tự.", "The order."), schema={"type": "string", "enum": list(Sort)})
    yield Query(
        name="page",
        what=Message("Trang thứ mấy, từ 1.", "Which page, from 1."),
        schema={"type": "integer", "minimum": 1, "maximum": MOST_RESULTS, "default": 1},
    )
    yield Query(
        name="size",
        what=Message("Số bộ dữ liệu mỗi trang.", "Datasets on a page."),
        schema={"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": Search().size},
    )


def _about_dataset(here: str) -> Iterator[Operation]:
    limit: Document = {"type": "integer", "minimum": 1, "maximum": MOST_RUNS, "default": RUNS}
    newest = Query(name="limit", what=Message("Số lượt chạy.", "How many runs."), schema=limit)
    for id_, part, vi, en, answer, queries in (
        ("dataset", "", "Một bộ dữ liệu", "A dataset", schemas.DATASET, ()),
        ("quality", "/quality", "Chất lượng", "Its quality", schemas.QUALITY, ()),
        ("lineage", "/lineage", "Nguồn gốc, chỉ dữ liệu mở", "Its lineage, open data alone", schemas.LINEAGE, ()),
        ("runs", "/runs", "Các lượt chạy mới nhất", "Its newest runs", schemas.RUNS, (newest,)),
        ("versions", "/versions", "Các phiên bản", "Its versions", schemas.VERSIONS, ()),
        ("dataset_openapi", "/openapi.json", "Mô tả API của nó", "Its API's description", schemas.OPENAPI, (LANG,)),
    ):
        title = Message(vi, en)
        yield Operation(
            id=id_, path=f"{here}{part}", title=title, what=title, answer=answer, queries=queries, of_dataset=True
        )


def _rows(
    here: str, rows: Sequence[Query], groups: Sequence[Query], counted: Sequence[Query], row: Document
) -> Iterator[Operation]:
    page = thing(version=WHOLE, rows=many(row), next=nothing_or(ADDRESS))
    page["properties"]["count"] = WHOLE
    filtered = Message(
        "Mỗi cột là một bộ lọc: `cột=giá trị`, `cột__gte=…`, `cột__in=a,b`, `cột__null=true`.",
        "Each column is a filter: `column=value`, `column__gte=…`, `column__in=a,b`, `column__null=true`.",
    )
    yield Operation(
        id="records",
        path=f"{here}/records",
        title=Message("Các dòng", "Rows"),
        what=filtered,
        queries=rows,
        answer=page,
        of_dataset=True,
        tag="records",
        may=(409, 422),
    )
    yield Operation(
        id="count",
        path=f"{here}/records/count",
        title=Message("Đếm dòng", "How many rows"),
        what=filtered,
        queries=counted,
        answer=thing(version=WHOLE, count=WHOLE),
        of_dataset=True,
        tag="records",
        may=(422,),
    )
    yield Operation(
        id="groups",
        path=f"{here}/groups",
        title=Message("Gộp dòng", "Groups of rows"),
        what=filtered,
        queries=groups,
        answer=thing(version=WHOLE, rows=many({"type": "object"})),
        of_dataset=True,
        tag="records",
        may=(422,),
    )


def _document(site: str, title: Message, told: Sequence[Operation], language: Language) -> Document:
    paths: Document = {}
    for each in told:
        named = [one for one in (_NAME, _KEY) if f"{{{one['name']}}}" in each.path]
        item = paths.setdefault(each.path, {"parameters": named} if named else {})
        item[each.method] = each.told(language)
    return {
        "openapi": "3.1.0",
        "info": {"title": title.in_(language), "version": VERSION, "description": _ABOUT.in_(language)},
        "servers": [{"url": site}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": components(language),
    }
