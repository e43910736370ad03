"""The agency's side: what waits, answers, changes of state, what offends."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, caller, may
from kho.web.accounts.roles import Right
from kho.web.addresses import name_of
from kho.web.holding import held
from kho.web.look.templatetags.saying import told
from kho.web.participation import asking, contributing, files, matters, moderating, pages, seeing, telling
from kho.web.participation.answering import answered_by, waiting_for
from kho.web.participation.failures import NoSuchMatterError
from kho.web.participation.flows import KINDS, Kind
from kho.web.participation.forms import WHY, WORDS, Ask, Form, read
from kho.web.participation.limiting import LINKS
from kho.web.participation.models import Block, Comment, Complaint, Matter

PAGE: Final = 30
DATASET: Final = Ask(
    name="dataset",
    label=Message("Bộ dữ liệu đã mô tả", "The dataset, described already"),
    hint=Message("Như so-y-te/co-so-y-te", "Such as so-y-te/co-so-y-te"),
)
DONE: Final = Message("Đã ghi.", "Done.")


def of_matter(found: Mapping[str, Any]) -> str:
    """The agency that a matter waits for. Raises NoSuchMatterError."""
    agency = Matter.objects.filter(pk=found["number"]).values_list("agency", flat=True).first()
    if agency is None:
        raise NoSuchMatterError
    return str(agency)


def of_province(found: Mapping[str, Any]) -> str:  # noqa: ARG001  the permit's signature
    """For the whole province."""
    return WHOLE_PROVINCE


@needs(Right.ANSWER)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the agencies that one answers for, oldest change first."""
    kind, all_too = request.GET.get("kind", ""), request.GET.get("all") == "yes"
    ours, waiting = answered_by(account_of(request)), waiting_for(account_of(request))
    found = ours if all_too else waiting
    found = found.filter(kind=kind) if kind in Kind.values else found
    found = seeing.counted(found).select_related("reported").order_by("changed", "id")
    shown = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "all": all_too,
        "kinds": [(each.value, KINDS[each], waiting.filter(kind=each).count()) for each in Kind],
        "agencies": {each: seeing.agency_of(held(), each) for each in ("", *held().catalogue.agencies)},
        "complaints": Complaint.objects.filter(settled=None, matter__in=ours).select_related("matter", "comment"),
    }
    return render(request, "participation/inbox.html", shown)


@needs(Right.ANSWER, of=of_matter)
def matter(request: HttpRequest, number: int) -> HttpResponse:
    """One of them with what can be done about it."""
    return _shown(request, _matter(number))


@needs(Right.ANSWER, of=of_matter)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer for the agency."""
    found = _matter(number)
    form = read((WORDS,), request.POST, most_links=LINKS, by_human=False)
    if not form.is_good:
        return _shown(request, found, answering=form)
    matters.answer(who=caller(request), matter=found, text=form.value("text"))
    return _back(request, found)


@needs(Right.ANSWER, of=of_matter)
@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Bring it to another state."""
    found, holding = _matter(number), held()
    form = read(asking.move_asks(holding, found), request.POST, most_links=LINKS, by_human=False)
    form, wanted = asking.move_of(holding, form)
    if wanted is None:
        return _shown(request, found, moving=form)
    matters.move(who=caller(request), matter=found, move=wanted)
    found = _matter(number)
    if not may(account_of(request), Right.ANSWER, found.agency):
        messages.success(request, told(DONE))
        return HttpResponseRedirect(reverse("inbox"))
    return _back(request, found)


@needs(Right.ANSWER, of=of_matter)
@require_POST
def hide(request: HttpRequest, number: int) -> HttpResponse:
    """Take it, or the comment that `comment` names, down."""
    found = _matter(number)
    form = read((WHY,), request.POST, most_links=LINKS, by_human=False)
    if not form.is_good:
        return _shown(request, found, hiding=form)
    moderating.hide(who=caller(request), matter=found, comment=_comment(request, found), why=form.value("why"))
    return _back(request, found)


@needs(Right.ANSWER, of=of_matter)
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Put it, or the comment that `comment` names, back."""
    found = _matter(number)
    moderating.restore(who=caller(request), matter=found, comment=_comment(request, found))
    return _back(request, found)


@needs(Right.ANSWER, of=of_matter)
@require_POST
def leave(request: HttpRequest, number: int, complaint: int) -> HttpResponse:
    """Leave what somebody complained of where it is."""
    found = _matter(number)
    complained = Complaint.objects.filter(pk=complaint, matter=found).first()
    if complained is None:
        raise NoSuchMatterError
    moderating.leave(who=caller(request), complaint=complained)
    return _back(request, found)


@needs(Right.ANSWER, of=of_matter)
def file(request: HttpRequest, number: int) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The file of a contribution, to be kept and looked at, never shown."""
    found = Matter.objects.filter(pk=number, kind=Kind.CONTRIBUTION).select_related("file").first()
    if found is None:
        raise NoSuchMatterError
    opened = files.opened(found.file.digest)
    return FileResponse(opened, as_attachment=True, filename=found.file.name, content_type="application/octet-stream")


@needs(Right.ANSWER, of=of_matter)
@require_POST
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the file of a contribution over as a delivery of a dataset, to be checked as any other."""
    found = _matter(number)
    if found.kind != Kind.CONTRIBUTION:
        raise NoSuchMatterError
    form = read((DATASET,), request.POST, most_links=LINKS, by_human=False)
    name = name_of(form.value("dataset")) or name_of(form.value("dataset").replace("/", "--"))
    if name is None:
        form = form.but("dataset", asking.NO_DATASET.filled(name=form.value("dataset")[:80]))
    else:
        try:
            delivery = contributing.hand_over(who=caller(request), matter=found, dataset=name)
            return HttpResponseRedirect(reverse("delivery", args=[delivery.key]))
        except KhoError as error:
            form = form.refused(error)
    return _shown(request, found, handing=form)


@needs(Right.ANSWER, of=of_province)
@require_POST
def block(request: HttpRequest, number: int) -> HttpResponse:
    """Keep an account from writing: whoever began the matter, or said what `comment` names."""
    found = _matter(number)
    form = read((WHY,), request.POST, most_links=LINKS, by_human=False)
    comment = _comment(request, found)
    author = comment.author if comment else found.author
    if not form.is_good:
        return _shown(request, found, blocking=form)
    if author is not None:
        moderating.block(who=caller(request), account=author, why=form.value("why"))
    return _back(request, found)


@needs(Right.ANSWER, of=of_province)
@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Let whoever began the matter, or said what `comment` names, write again."""
    found = _matter(number)
    comment = _comment(request, found)
    author = comment.author if comment else found.author
    if author is not None:
        moderating.lift(who=caller(request), account=author)
    return _back(request, found)


def _shown(request: HttpRequest, found: Matter, **forms: Form) -> HttpResponse:
    """The page; a form that was sent and is wrong stands there with what was typed."""
    asks = {
        "handing": (DATASET,),
        "answering": (WORDS,),
        "moving": asking.move_asks(held(), found),
        "hiding": (WHY,),
        "blocking": (WHY,),
    }
    empty = {name: Form(asks=each, values=_proposed(found) if name == "moving" else {}) for name, each in asks.items()}
    wrong = next(iter(forms.values()), None)
    shown = {
        **pages.about(held(), found),
        **empty,
        **forms,
        "wrong": wrong,
        "complaints": found.complaints.filter(settled=None).select_related("comment", "account"),
        "may_block": may(account_of(request), Right.ANSWER, WHOLE_PROVINCE),
        "blocked": found.author is not None and Block.objects.filter(account=found.author, lifted=None).exists(),
        "is_for_all": telling.is_for_all(found),
    }
    return render(request, "participation/work_matter.html", shown, status=422 if wrong else 200)


def _proposed(found: Matter) -> dict[str, str]:
    """What is proposed where a later version has changed the row."""
    if found.kind != Kind.REPORT or found.reported.found_in is None:
        return {}
    return {"to": "mended", "version": str(found.reported.found_in)}


def _matter(number: int) -> Matter:
    return Matter.objects.select_related("author").get(pk=number)


def _comment(request: HttpRequest, found: Matter) -> Comment | None:
    """The comment that was named; None where the matter itself is meant. Raises NoSuchMatterError."""
    asked = request.POST.get("comment", "")
    if not asked:
        return None
    comment = found.comments.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    if comment is None:
        raise NoSuchMatterError
    return comment


def _back(request: HttpRequest, found: Matter) -> HttpResponse:
    messages.success(request, told(DONE))
    return HttpResponseRedirect(reverse("work_matter", args=[found.pk]))
