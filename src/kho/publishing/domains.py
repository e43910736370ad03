"""Domains: the fields of life that datasets are about, as a province names them."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kho.messages import Message
from kho.standards.codelists.shipped import SHIPPED


@cache
def domain_title(domain: str) -> Message:
    """What a domain is called: as the national list of open data has it, as `domains.csv` has it, else as written."""
    topics = next(each for each in SHIPPED if each.name == "open_data_topics")
    topic = topics.code(domain)
    if topic is not None:
        return topic.name
    return _titles().get(domain) or Message(vi=domain, en=domain)


@cache
def _titles() -> Mapping[str, Message]:
    text = (files("kho.publishing") / "domains.csv").read_text(encoding="utf-8")
    return {row["domain"]: Message(vi=row["vi"], en=row["en"]) for row in csv.DictReader(text.splitlines())}
