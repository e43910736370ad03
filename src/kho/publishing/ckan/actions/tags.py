"""Actions about tags."""

from kho.publishing.ckan.answers import Document, not_found
from kho.publishing.ckan.packages import package, tag
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site
from kho.standards.text.folding import folded


def tag_list(site: Site, asked: Parameters) -> list[Document] | list[str]:
    """Return the tags.

    :param query: only those whose names have this text
    :param all_fields: whole tags instead of their names
    :param vocabulary_id: there are no vocabularies
    """
    if vocabulary := asked.text("vocabulary_id"):
        raise not_found(f'could not find vocabulary "{vocabulary}"')
    within = folded(asked.text("query"))
    names = [name for name in site.tags if within in folded(name)]
    return [tag(site, name) for name in names] if asked.truth("all_fields") else names


def tag_show(site: Site, asked: Parameters) -> Document:
    """Return a tag.

    :param id: its id or name
    :param include_datasets: with its packages, 1000 at most
    """
    given = asked.needed("id")
    name = given if given in site.tags else next((n for n in site.tags if site.names.id("tag", n) == given), None)
    if name is None:
        raise not_found()
    told = tag(site, name)
    if asked.truth("include_datasets"):
        told["packages"] = [package(site, each) for each in site.tags[name][:1000]]
    return told
