"""Which themes a province's domain stands for: `domains.csv`. A domain that is not there has no theme, not a wrong one.

`topic` is a field of open data of Việt Nam (the list `kho/open_data_topics`), `theme` one of the EU's data themes.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from kho.publishing.dcat.vocabulary import THEMES, Term
from kho.standards.codelists.codelist import Code, CodeList
from kho.standards.codelists.shipped import SHIPPED
from kho.standards.text.folding import folded

_APART: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Themes:
    """What a domain stands for; None where nothing fits."""

    topic: Code | None = None
    theme: Term | None = None


def topics() -> CodeList:
    """The fields of open data."""
    return next(each for each in SHIPPED if each.name == "open_data_topics")


def themes_of(domain: str | None) -> Themes:
    """The themes of a domain, written with or without accents."""
    return _table().get(_APART.sub("-", folded(domain)).strip("-"), Themes()) if domain else Themes()


@cache
def _table() -> Mapping[str, Themes]:
    text = (files("kho.publishing.dcat") / "domains.csv").read_text(encoding="utf-8")
    return {
        row["domain"]: Themes(topic=topics().code(row["topic"]), theme=THEMES.get(row["theme"]))
        for row in csv.DictReader(text.splitlines())
    }
