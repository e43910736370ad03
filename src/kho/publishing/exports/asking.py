"""What somebody wants of a dataset, and what they get, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kho.messages import Language
from kho.publishing.exports.flowing import Chunks
from kho.publishing.formats import FileFormat, Format
from kho.publishing.records.question import Condition, Order


class Units(StrEnum):
    """Which administrative units codes are of: those that were published, or today's where that is certain."""

    PUBLISHED = "published"
    TODAY = "today"


class Separator(StrEnum):
    """What parts the cells of a CSV file."""

    COMMA = ","
    SEMICOLON = ";"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to take: `columns` (all where none is named) of the rows that `where` says, in an order, of a version.

    Without an order rows stand as the table holds them. `version` None: the newest that the catalogue knows.
    `bom` and `separator` are of CSV; `titles` heads the columns of CSV and XLSX by their titles rather than names.
    `address` is the dataset's own, told in formats that tell of themselves, in the `language` where it is for people.
    """

    format: FileFormat
    columns: tuple[str, ...] = ()
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    version: int | None = None
    units: Units = Units.PUBLISHED
    bom: bool = False
    separator: Separator = Separator.COMMA
    titles: bool = False
    address: str = ""
    language: Language = "vi"

    @property
    def is_whole(self) -> bool:
        """Whether every row and column is wanted."""
        return not self.columns and self.where is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A dataset as a file. `filename` is in ASCII, `title` the same in the dataset's own words.

    `chunks` must be read to their end or closed. `modified` is when the version was published, in UTC.
    """

    format: Format
    filename: str
    title: str
    version: int
    modified: datetime
    chunks: Chunks

    @property
    def media_type(self) -> str:
        """What the bytes are."""
        return self.format.media_type
