"""Domains: the fields of life that datasets are about, as a province names them."""

from functools import cache

from kho.messages import Message
from kho.standards.codelists.shipped import SHIPPED


@cache
def domain_title(domain: str) -> Message:
    """What a domain is called: as a field of open data where it is one, else as it is written."""
    topics = next(each for each in SHIPPED if each.name == "open_data_topics")
    topic = topics.code(domain)
    return Message(vi=domain, en=domain) if topic is None else topic.name
