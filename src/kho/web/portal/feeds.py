"""What is new, as a feed: Atom (RFC 4287) or RSS 2.0."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.web.holding import held
from kho.web.look.speaking import language
from kho.web.look.templatetags.saying import told
from kho.web.portal.links import dataset_url

NEWEST: Final = 50
FEEDS: Final[Mapping[str, type[Atom1Feed | Rss201rev2Feed]]] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
TITLE: Final = Message("Dữ liệu mở {name}", "Open data of {name_en}")


def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The datasets that changed last, newest first; of one agency or field where `agency` or `domain` names it."""
    holding = held()
    site = holding.addresses.site
    name = holding.catalogue.province
    made = FEEDS[kind](
        title=TITLE.filled(name=name.vi, name_en=name.en).in_(language()),
        link=f"{site}{reverse('front')}",
        description="",
        language=language(),
        feed_url=f"{site}{request.get_full_path()}",
    )
    found = [each for each in holding.catalogue.datasets.values() if _is_asked(request, each)]
    for each in sorted(found, key=lambda each: each.modified, reverse=True)[:NEWEST]:
        made.add_item(
            title=each.title,
            link=dataset_url(each),
            description=each.description,
            unique_id=f"{holding.addresses.dataset(each.name)}/v{each.version}",
            updateddate=each.modified,
            pubdate=each.modified,
            author_name=told(each.agency.name),
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _is_asked(request: HttpRequest, dataset: PublishedDataset) -> bool:
    agency, domain = request.GET.get("agency"), request.GET.get("domain")
    return agency in {None, dataset.agency.id} and domain in {None, dataset.domain}
