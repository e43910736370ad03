"""The tools: what an assistant can do with the open data. Their docstrings are what it reads of them."""

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

import msgspec
from pydantic import Field

from kho.publishing.records import parameters
from kho.publishing.records.answering import Replica, Rows
from kho.publishing.records.fields import shown
from kho.publishing.records.question import Page
from kho.publishing.search.answering import Counted as CountedValue
from kho.publishing.search.answering import search
from kho.publishing.search.facts import Facet
from kho.publishing.search.question import Choice, Search
from kho.web.api.asking import dataset_of
from kho.web.holding import Holding
from kho.web.mcp import telling
from kho.web.mcp.answers import Agencies, AgencyTold, Cell, Code, CodeList, Counted, Found, Groups, Records, Told
from kho.web.mcp.failures import NoCodeListError
from kho.web.searching import index_of

HITS: Final = 10
MOST_ROWS: Final = 200
MOST_GROUPS: Final = 500
MOST_CODES: Final = 200
MOST_BYTES: Final = 60_000
"""Bytes of rows in an answer: what an assistant can read at once."""
Slug = Annotated[
    str, Field(description="The dataset's slug, as search_datasets tells it, such as so-y-te--co-so-y-te.")
]
Filter = Annotated[
    str,
    Field(
        description="Which rows: CQL2 text over columns by name, such as nam = 2024 AND so_dan > 1000 AND ma_xa IN "
        "('12103', '12106') AND ngay >= DATE('2025-01-01') AND ten LIKE 'Bệnh viện%'. Texts in single quotes. "
        "Operators: = <> < <= > >= BETWEEN IN LIKE IS NULL AND OR NOT. Empty: all rows."
    ),
]
Names = Annotated[list[str], Field(description="Names of columns.")]
Sort = Annotated[list[str], Field(description="Columns to sort by, a minus before one for the largest first.")]


@dataclass(frozen=True, kw_only=True)
class Tools:
    """The tools over what is published now, as `hold` gives it."""

    hold: Callable[[], Holding]

    def search_datasets(
        self,
        query: Annotated[str, Field(description="Words, Vietnamese with or without accents; empty: all.")] = "",
        agency: Annotated[str, Field(description="An agency's id, as list_agencies tells it.")] = "",
        domain: Annotated[str, Field(description="A domain's id, as the answer's domains tell them.")] = "",
        page: Annotated[int, Field(ge=1, le=1000, description="The page, from 1.")] = 1,
    ) -> Found:
        """Search the province's open datasets by words in titles, descriptions, columns and codes.

        Begin here. Try fewer or other words where nothing fits.
        """
        holding = self.hold()
        chosen = {Facet.AGENCY: agency, Facet.DOMAIN: domain}
        choices = tuple(Choice(facet=facet, values=(value,)) for facet, value in chosen.items() if value)
        found = search(holding.once(index_of), Search(text=query, choices=choices, page=page, size=HITS))
        return Found(
            count=found.count,
            page=page,
            pages=found.pages,
            datasets=[telling.brief(holding, each.dataset) for each in found.hits],
            agencies=[_counted(each) for each in found.facets[Facet.AGENCY][:HITS]],
            domains=[_counted(each) for each in found.facets[Facet.DOMAIN][:HITS]],
            meant=found.meant,
        )

    def get_dataset(self, slug: Slug) -> Told:
        """All that is known of a dataset: columns with meaning, unit and codes; quality, freshness, licence, citation.

        Read it before query_records or aggregate, so that columns are named and figures understood rightly.
        """
        holding = self.hold()
        return telling.whole(holding, dataset_of(holding, slug))

    def query_records(  # noqa: PLR0913  an assistant names what it wants
        self,
        slug: Slug,
        *,
        filter: Filter = "",  # noqa: A002  as the API calls it
        select: Names = [],  # noqa: B006  never changed; a list in the schema
        sort: Sort = [],  # noqa: B006
        limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="How many rows at most.")] = 20,
        after: Annotated[str, Field(description="Where the rows before ended: the answer's `after`.")] = "",
    ) -> Records:
        """Rows of a dataset, filtered and sorted, with the exact count of all that match.

        For sums, means or counts by groups use aggregate, which reads all rows; do not add up a page of rows.
        """
        holding = self.hold()
        dataset = dataset_of(holding, slug)
        given = _given(filter=filter, select=",".join(select), sort=",".join(sort), limit=str(limit), after=after)
        with holding.shelves.replica(dataset) as replica:
            asked = parameters.page(given, replica.fields)
            found, is_cut = _fitting(replica, asked)
            count, version = replica.count(asked.where), replica.version
        kept = [each for each in given if each[0] not in ("after", "limit")]
        return Records(
            slug=slug,
            version=version,
            count=count,
            columns=[*found.columns],
            rows=[telling.cells(row) for row in found.rows],
            after=found.after,
            is_cut=is_cut,
            url=f"{holding.addresses.landing(dataset.name)}/rows?{urlencode(kept)}".rstrip("?"),
            citation=telling.citation(holding, dataset),
        )

    def aggregate(  # noqa: PLR0913  as above
        self,
        slug: Slug,
        *,
        group: Names = [],  # noqa: B006
        measures: Annotated[
            list[str],
            Field(description="count, or sum_, avg_, min_, max_, distinct_ with a column, such as sum_so_dan."),
        ] = ["count"],  # noqa: B006
        filter: Filter = "",  # noqa: A002
        sort: Annotated[list[str], Field(description="Groups or measures to sort by, such as -sum_so_dan.")] = [],  # noqa: B006
        limit: Annotated[int, Field(ge=1, le=MOST_GROUPS, description="How many groups at most.")] = 100,
    ) -> Groups:
        """Counts, sums, means, least and most of all rows that match, by groups; one group where none is named."""
        holding = self.hold()
        dataset = dataset_of(holding, slug)
        given = _given(
            filter=filter,
            group=",".join(group),
            measure=",".join(measures),
            sort=",".join(sort),
            limit=str(limit + 1),
        )
        with holding.shelves.replica(dataset) as replica:
            found = replica.groups(parameters.groups(given, replica.fields))
            version = replica.version
        rows = [telling.cells(row) for row in found.rows[:limit]]
        fitting = _count_fitting(rows)
        return Groups(
            slug=slug,
            version=version,
            columns=[*found.columns],
            rows=rows[:fitting],
            is_cut=len(found.rows) > min(limit, fitting),
            citation=telling.citation(holding, dataset),
        )

    def get_code_list(
        self,
        name: Annotated[str, Field(description="The list, as a column's `codes` says.")],
        query: Annotated[str, Field(description="A code, or a part of what it stands for; empty: all.")] = "",
        page: Annotated[int, Field(ge=1, le=10_000, description="The page, from 1.")] = 1,
    ) -> CodeList:
        """What the codes of a code list stand for."""
        known = self.hold().catalogue.codes
        if name not in known:
            raise NoCodeListError(name=shown(name), known=", ".join(sorted(known)) or "–")
        asked = query.casefold()
        found = [each for each in known[name] if asked in each.name.casefold() or each.code.casefold() == asked]
        codes = found[(page - 1) * MOST_CODES : page * MOST_CODES]
        return CodeList(
            name=name,
            count=len(found),
            page=page,
            pages=-(-len(found) // MOST_CODES),
            codes=[Code(code=each.code, name=each.name) for each in codes],
        )

    def list_agencies(self) -> Agencies:
        """The province's agencies and how many open datasets each publishes."""
        holding = self.hold()
        published = Tally(each.agency.id for each in holding.catalogue.datasets.values())
        return Agencies(
            agencies=[
                AgencyTold(
                    id=each.id,
                    name=each.name.vi,
                    name_en=each.name.en,
                    level=each.level,
                    datasets=published[each.id],
                    url=holding.addresses.agency_page(each.id),
                )
                for each in holding.catalogue.agencies.values()
            ]
        )

    def overview(self) -> Found:
        """All datasets, as far as a list can be read at once."""
        holding = self.hold()
        known = holding.catalogue.datasets
        told = [telling.brief(holding, each) for each in [*known.values()][:MOST_ROWS]]
        return Found(count=len(known), page=1, pages=1, datasets=told, agencies=[], domains=[])


def _given(**parts: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parts.items() if value]


def _counted(value: CountedValue) -> Counted:
    return Counted(id=value.value, name=value.title.vi, count=value.count)


def _fitting(replica: Replica, asked: Page) -> tuple[Rows, bool]:
    """The rows that an answer has room for, and whether anything was left out for that."""
    found = replica.page(asked)
    fitting = _count_fitting([telling.cells(row) for row in found.rows])
    is_cut = fitting < len(found.rows)
    if is_cut:
        found = replica.page(replace(asked, limit=fitting))
    return found, is_cut or any(map(telling.is_cut, found.rows))


def _count_fitting(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows an answer has room for; one at least."""
    left = MOST_BYTES
    for number, row in enumerate(rows):
        left -= len(msgspec.json.encode(row))
        if left < 0:
            return max(1, number)
    return len(rows)
