"""A dataset's one name: the same in the folder, in commands, in addresses and in tables."""

import re
from dataclasses import dataclass

from kho.errors import KhoError
from kho.messages import Message

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
COLUMN = re.compile(r"[a-z][a-z0-9_]*")


class BadDatasetNameError(KhoError):
    """The text is not `agency/dataset`."""

    code = "KHO-C001"
    what = Message(
        vi="“{text}” không phải tên bộ dữ liệu.",
        en="“{text}” is not a dataset's name.",
    )
    mend = Message(
        vi="Viết dạng cơ-quan/bộ-dữ-liệu: chữ thường không dấu, số và gạch nối, ví dụ so-y-te/co-so-y-te.",
        en="Write agency/dataset in lower-case letters without accents, digits and hyphens: so-y-te/co-so-y-te.",
    )


@dataclass(frozen=True, order=True, slots=True)
class DatasetName:
    """`agency/dataset`, both slugs; a table in SQL is `agency.dataset` with underscores."""

    agency: str
    dataset: str

    @classmethod
    def parse(cls, text: str) -> "DatasetName":
        """Read `agency/dataset`. Raises BadDatasetNameError."""
        agency, _, dataset = text.partition("/")
        if not (SLUG.fullmatch(agency) and SLUG.fullmatch(dataset)):
            raise BadDatasetNameError(text=text)
        return cls(agency, dataset)

    def __str__(self) -> str:
        return f"{self.agency}/{self.dataset}"

    @property
    def sql_schema(self) -> str:
        """The agency as a schema's name in SQL."""
        return self.agency.replace("-", "_")

    @property
    def sql_table(self) -> str:
        """The dataset as a table's name in SQL."""
        return self.dataset.replace("-", "_")
