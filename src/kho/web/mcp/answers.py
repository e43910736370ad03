"""What tools answer, as types from which their output schemas are made."""

from pydantic import BaseModel, Field

Cell = str | int | float | bool | None


class Counted(BaseModel):
    """A value to narrow a search by."""

    id: str
    name: str
    count: int = Field(description="How many of the datasets found have it.")


class Brief(BaseModel):
    """A dataset in a list."""

    slug: str = Field(description="What the other tools call the dataset.")
    title: str
    description: str
    agency: str = Field(description="Who publishes it.")
    domain: str | None
    rows: int
    modified: str = Field(description="When its newest version was published (ISO 8601).")
    url: str = Field(description="The page about it, for people.")


class Found(BaseModel):
    """Datasets that a search found."""

    count: int
    page: int
    pages: int
    datasets: list[Brief]
    agencies: list[Counted]
    domains: list[Counted]
    meant: str | None = Field(default=None, description="What the query was read as, or what else to look for.")


class ColumnTold(BaseModel):
    """A column. Filters name it by `name`."""

    name: str
    title: str
    type: str = Field(description="string, integer, number, boolean, date or timestamp.")
    description: str = ""
    unit: str | None = Field(default=None, description="The unit of its figures.")
    codes: str | None = Field(default=None, description="The code list of its values: see get_code_list.")
    unit_level: str | None = Field(default=None, description="Codes of administrative units of this level.")
    is_key: bool = False
    filled: float | None = Field(default=None, description="The share of rows that have a value, 0 to 1.")
    minimum: Cell = None
    maximum: Cell = None
    examples: list[str] = Field(default=[], description="Frequent values.")


class Score(BaseModel):
    """A part of the quality score, 0 to 1; None where nothing measures it."""

    dimension: str
    value: float | None


class Told(BaseModel):
    """All that is known of a dataset."""

    slug: str
    title: str
    description: str
    agency: str
    domain: str | None
    licence: str | None
    licence_url: str | None
    rows: int
    version: int
    issued: str
    modified: str
    period: list[str] = Field(description="The first and the last day, or year, that rows are of; empty: not known.")
    frequency: str | None = Field(description="How often it is promised to be updated (ISO 8601 duration).")
    freshness: str = Field(description="fresh, due, late, never or unpromised.")
    quality: float | None = Field(description="0 to 1; the whole score.")
    quality_parts: list[Score]
    key: list[str] = Field(description="The columns that tell rows apart.")
    columns: list[ColumnTold]
    downloads: dict[str, str] = Field(description="The whole dataset as a file, by format.")
    url: str
    citation: str = Field(description="To be quoted wherever figures of the dataset are told.")


class Records(BaseModel):
    """Rows of a dataset, in the order of `columns`."""

    slug: str
    version: int
    count: int = Field(description="All rows that the filter leaves, exactly.")
    columns: list[str]
    rows: list[list[Cell]]
    after: str | None = Field(default=None, description="Give it back as `after` for the next rows; None at the end.")
    is_cut: bool = Field(default=False, description="Fewer rows than asked for, or cut texts: the answer was too long.")
    url: str = Field(description="The same rows on a page for people.")
    citation: str


class Groups(BaseModel):
    """Groups of rows and their measures, in the order of `columns`."""

    slug: str
    version: int
    columns: list[str]
    rows: list[list[Cell]]
    is_cut: bool = Field(default=False, description="There are more groups than were asked for.")
    citation: str


class Code(BaseModel):
    """A code and what it stands for."""

    code: str
    name: str


class CodeList(BaseModel):
    """Codes of a list, in pages."""

    name: str
    count: int
    page: int
    pages: int
    codes: list[Code]


class AgencyTold(BaseModel):
    """An agency."""

    id: str
    name: str
    name_en: str
    level: str
    datasets: int = Field(description="How many datasets it publishes.")
    url: str


class Agencies(BaseModel):
    """All agencies."""

    agencies: list[AgencyTold]
