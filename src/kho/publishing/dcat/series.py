"""Series as DCAT-AP describes them."""

from typing import Final

from rdflib import URIRef

from kho.messages import Message
from kho.publishing.dcat.agents import agent, contact
from kho.publishing.dcat.draft import Draft, moment, text
from kho.publishing.dcat.terms import DCAT, DCT
from kho.publishing.series import Series

CONTENT: Final = Message(
    "Các bộ dữ liệu “{title}” theo từng kỳ, do {agency} công bố.",
    "The datasets “{title}” of each period, published by {agency_en}.",
)


def describe_series(draft: Draft, told: Series) -> URIRef:
    """A series as `dcat:DatasetSeries`."""
    newest = told.members[-1]
    node = URIRef(draft.addresses.series(newest.name.agency, told.stem))
    names = {"agency": newest.agency.name.vi, "agency_en": newest.agency.name.en}
    draft.of(node, DCAT.DatasetSeries)
    draft.tell(node, DCT.title, text(told.title, "vi"))
    draft.say(node, DCT.description, CONTENT.filled(title=told.title, **names))
    draft.tell(node, DCT.publisher, agent(draft, newest.agency))
    draft.tell(node, DCAT.contactPoint, contact(draft, newest.agency))
    draft.tell(node, DCT.issued, moment(min(each.issued for each in told.members)))
    draft.tell(node, DCT.modified, moment(max(each.modified for each in told.members)))
    return node
