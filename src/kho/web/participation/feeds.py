"""What happens, as a feed (Atom, RFC 4287), of everything or of one dataset, agency or matter: without an account."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from kho.contracts.names import DatasetName
from kho.web.addresses import name_of
from kho.web.holding import Holding, held
from kho.web.look.speaking import language
from kho.web.look.templatetags.saying import say, told
from kho.web.participation import seeing, telling
from kho.web.participation.models import Event
from kho.web.participation.pages import fresh
from kho.web.participation.seeing import page_of
from kho.web.refusing import NoSuchPageError

NEWEST: Final = 50


@fresh
def feed(request: HttpRequest) -> HttpResponse:
    """The newest events. Raises NoSuchPageError, NoSuchMatterError, NoSuchDatasetError."""
    holding = held()
    site, name = holding.addresses.site, told(holding.catalogue.province)
    made = Atom1Feed(
        title=say("Người dân và dữ liệu của {name}", "People and the data of {name}", name=name),
        link=f"{site}{reverse('requests')}",
        description="",
        language=language(),
        feed_url=f"{site}{request.get_full_path()}",
    )
    for each in _asked(holding, request):
        if _is_shown(holding, each) and each.matter is not None:
            made.add_item(
                title=told(each.told),
                link=f"{site}{page_of(each.matter)}",
                description=each.comment.text if each.comment else "",
                unique_id=f"{site}/id/event/{each.pk}",
                updateddate=each.when,
                pubdate=each.when,
                author_name=told(seeing.agency_of(holding, each.agency)),
            )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _asked(holding: Holding, request: HttpRequest) -> "QuerySet[Event]":
    events = Event.objects.filter(is_public=True, matter__hidden=None).filter(Q(comment=None) | Q(comment__hidden=None))
    events = events.exclude(matter=None).select_related("matter__reported", "comment")
    dataset, agency, number = (request.GET.get(each) for each in ("dataset", "agency", "matter"))
    if dataset is not None:
        name = name_of(dataset)
        if name is None:
            raise NoSuchPageError
        events = events.filter(dataset=str(holding.dataset(name).name))
    if agency is not None:
        events = events.filter(agency=agency)
    if number is not None:
        if not (number.isascii() and number.isdigit() and len(number) < 19):  # noqa: PLR2004  a number of SQL
            raise NoSuchPageError
        events = events.filter(matter=seeing.public(holding, int(number)))
    return events[:NEWEST]


def _is_shown(holding: Holding, event: Event) -> bool:
    """Whether what it is about is still for everybody."""
    if event.matter is None or not telling.is_for_all(event.matter):
        return False
    if event.dataset and DatasetName.parse(event.dataset) not in holding.catalogue.datasets:
        return False
    return bool(seeing.still_open(holding, [event.matter]))
