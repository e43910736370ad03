"""Agencies as `foaf:Agent`, and how to reach them."""

from rdflib import URIRef
from rdflib.namespace import FOAF, ORG, SKOS

from kho.messages import Message
from kho.province.agencies import Agency
from kho.publishing.catalogue import Catalogue
from kho.publishing.dcat.draft import Draft, part, text
from kho.publishing.dcat.terms import ADMS, DCT, VCARD
from kho.publishing.dcat.vocabulary import AGENT_TYPES


def agent(draft: Draft, agency: Agency) -> URIRef:
    """An agency, with its identification code (decision 20/2020/QĐ-TTg) where it has one."""
    iri = draft.addresses.agency(agency.id)
    node = URIRef(iri)
    draft.of(node, FOAF.Agent)
    draft.say(node, FOAF.name, Message(agency.name.vi, agency.name.en))
    draft.point(node, DCT.type, AGENT_TYPES.get(agency.level))
    draft.documents(node, FOAF.page, [draft.addresses.agency_page(agency.id)], FOAF.Document)
    if agency.parent is not None:
        draft.tell(node, ORG.subOrganizationOf, URIRef(draft.addresses.agency(agency.parent)))
    if agency.code is not None:
        draft.tell(node, DCT.identifier, text(agency.code))
        draft.tell(node, ADMS.identifier, identifier(draft, iri, agency.code))
    return node


def identifier(draft: Draft, iri: str, code: str) -> URIRef:
    """An identifier that something has elsewhere."""
    node = part(iri, "identifier")
    draft.of(node, ADMS.Identifier)
    draft.tell(node, SKOS.notation, text(code))
    return node


def contact(draft: Draft, agency: Agency) -> URIRef:
    """Where to ask: the agency's page, since nothing here knows telephones."""
    node = part(draft.addresses.agency(agency.id), "contact")
    draft.of(node, VCARD.Kind, VCARD.Organization)
    draft.say(node, VCARD.fn, Message(agency.name.vi, agency.name.en))
    draft.tell(node, VCARD.hasURL, URIRef(draft.addresses.agency_page(agency.id)))
    return node


def publisher(draft: Draft, catalogue: Catalogue) -> URIRef:
    """Who publishes the catalogue: the province's highest agency; the province itself where that is not one."""
    heads = [each for each in catalogue.agencies.values() if each.level == "province" and each.parent is None]
    if len(heads) == 1:
        return agent(draft, heads[0])
    node = part(draft.addresses.catalogue(), "publisher")
    draft.of(node, FOAF.Agent)
    draft.say(node, FOAF.name, Message(catalogue.province.vi, catalogue.province.en))
    draft.point(node, DCT.type, AGENT_TYPES["province"])
    return node
