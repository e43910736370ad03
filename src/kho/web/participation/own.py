"""Pages of whoever is signed in: to begin something, to answer, to follow. They are made for one person."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.web.accounts.models import Account
from kho.web.accounts.permits import signed_in
from kho.web.accounts.rights import caller
from kho.web.addresses import slug
from kho.web.holding import held
from kho.web.look.speaking import language
from kho.web.look.templatetags.saying import told
from kho.web.participation import asking, files, following, matters, moderating, pages, rows, seeing, telling
from kho.web.participation.failures import NoSuchMatterError
from kho.web.participation.flows import Kind, State
from kho.web.participation.forms import WHY, WORDS, Ask, Form, read
from kho.web.participation.limiting import Writer
from kho.web.participation.matters import New
from kho.web.participation.models import Block, Comment, Followed, Following, How, Matter
from kho.web.participation.rows import FoundRow
from kho.web.portal.datasets import named
from kho.web.refusing import NoSuchPageError

THANKS: Final = Message("Đã gửi. Cảm ơn bạn!", "Sent. Thank you!")
TO_REVIEW: Final = Message(
    "Đã nhận. Cơ quan sẽ xem trước khi giới thiệu; bạn theo dõi ở trang này.",
    "Received. The agency looks at it before it is listed; you can follow it on this page.",
)
DONE: Final = Message("Đã ghi nhận.", "Done.")
NO_FILE: Final = Message("Chọn một tệp.", "Choose a file.")
ODD_FILE: Final = Message(
    "Tệp phải là Excel, CSV, JSON, XML, Parquet, GeoJSON, GeoPackage hoặc ZIP.",
    "The file must be Excel, CSV, JSON, XML, Parquet, GeoJSON, GeoPackage or ZIP.",
)


@signed_in
def new_request(request: HttpRequest) -> HttpResponse:
    """Ask for data; what is there already is shown before it is sent."""
    holding = held()
    form = _form(request, asking.request_asks(holding), title=request.GET.get("title", "")[:200])
    text = form.value("title")
    more = {"datasets": pages.similar_datasets(holding, text), "similar": pages.similar_requests(text) if text else ()}
    new = New(kind=Kind.REQUEST, title=text, text=form.value("text"), agency=form.value("agency"))
    return _begun(request, form, new, "participation/new_request.html", more)


@signed_in
def new_discussion(request: HttpRequest, name: str) -> HttpResponse:
    """Begin to discuss a dataset. Raises NoSuchPageError, NoSuchDatasetError."""
    dataset = held().dataset(named(name))
    form = _form(request, asking.discussion_asks())
    new = New(
        kind=Kind.DISCUSSION,
        title=form.value("title"),
        text=form.value("text"),
        agency=dataset.agency.id,
        dataset=str(dataset.name),
    )
    return _begun(request, form, new, "participation/new_discussion.html", _dataset(dataset))


@signed_in
def new_report(request: HttpRequest, name: str) -> HttpResponse:
    """Report an error in a row. Raises NoSuchPageError, NoSuchDatasetError, NoSuchRowError, NotReadyError."""
    holding = held()
    dataset = holding.dataset(named(name))
    row = rows.row(holding, dataset, request.GET.get("row", ""))
    form = _form(request, asking.report_asks(dataset), column=request.GET.get("column", ""))
    new = None
    if request.method == "POST":
        form, new = asking.report_of(dataset, row, form)
    return _begun(request, form, new, "participation/new_report.html", {**_dataset(dataset), **_row(dataset, row)})


@signed_in
def new_reuse(request: HttpRequest) -> HttpResponse:
    """Show what one has made of the data."""
    form, new = _form(request, asking.reuse_asks(), datasets=request.GET.get("dataset", "")[:200]), None
    if request.method == "POST":
        form, new = asking.reuse_of(held(), form)
    return _begun(request, form, new, "participation/new_reuse.html", {})


@csrf_exempt  # what follows looks itself, once the upload is bounded: looking reads the whole request
@signed_in
@files.bounded
@csrf_protect
def new_contribution(request: HttpRequest) -> HttpResponse:
    """Give data to the province. Raises FileTooLargeError."""
    holding = held()
    form = _form(request, asking.contribution_asks(holding))
    new = None
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or not file.size:
            form = form.but("file", NO_FILE)
        elif not files.is_known(file):
            form = form.but("file", ODD_FILE)
        elif form.is_good:
            new = New(
                kind=Kind.CONTRIBUTION,
                title=form.value("title"),
                text=form.value("text"),
                agency=form.value("agency"),
                file=files.keep(file),
            )
    more = {"enctype": "multipart/form-data", "most": files.MOST_BYTES}
    return _begun(request, form, new, "participation/new_contribution.html", more)


@signed_in
def take_part(request: HttpRequest, number: int) -> HttpResponse:
    """A matter with all that one may do about it. Raises NoSuchMatterError."""
    return _joined(request, _matter(request, number), Form(asks=(WORDS,)))


@signed_in
@require_POST
def say(request: HttpRequest, number: int) -> HttpResponse:
    """Say something. Raises NoSuchMatterError."""
    found, writer = _matter(request, number), _writer(request)
    form = read((WORDS,), request.POST, most_links=writer.links)
    if form.is_good:
        try:
            matters.say(writer=writer, matter=found, text=form.value("text"))
            return _back(request, found, THANKS)
        except KhoError as error:
            form = form.refused(error)
    return _joined(request, found, form)


@signed_in
def edit(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Change one's own words. Raises NoSuchMatterError, TooLateError, BlockedError, ClosedError."""
    found, writer = _matter(request, number), _writer(request)
    said = _comment(found, comment)
    if said.author != writer.account:
        raise NoSuchMatterError
    form = Form(asks=(WORDS,), values={"text": said.text})
    if request.method == "POST":
        form = read((WORDS,), request.POST, most_links=writer.links)
        if form.is_good:
            matters.edit(writer=writer, comment=said, text=form.value("text"))
            return _back(request, found, DONE)
    return _shown(request, "participation/edit.html", {"form": form, "matter": found})


@signed_in
@require_POST
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Need it too, or no longer. Raises NoSuchMatterError, BlockedError."""
    found = _matter(request, number)
    if found.kind != Kind.REQUEST:
        raise NoSuchMatterError
    matters.vote(writer=_writer(request), matter=found, is_for=request.POST.get("for") == "yes")
    return _back(request, found, DONE)


@signed_in
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a discussion that one began. Raises NoSuchMatterError, NotThatWayError."""
    found, writer = _matter(request, number), _writer(request)
    if found.author != writer.account:
        raise NoSuchMatterError
    matters.close(writer=writer, matter=found)
    return _back(request, found, DONE)


@signed_in
def complain(request: HttpRequest, number: int) -> HttpResponse:
    """Say that something offends: a matter, or the comment that `comment` names. Raises NoSuchMatterError."""
    found, writer = _matter(request, number), _writer(request)
    asked = request.GET.get("comment", "")
    comment = _comment(found, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None  # noqa: PLR2004  a number of SQL
    form = _form(request, (WHY,))
    if request.method == "POST" and form.is_good:
        try:
            moderating.complain(writer=writer, matter=found, comment=comment, why=form.value("why"))
            return _back(request, found, DONE)
        except KhoError as error:
            form = form.refused(error)
    return _shown(request, "participation/complain.html", {"form": form, "matter": found, "comment": comment})


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What one has begun and said, and what became of it."""
    account = caller(request)
    begun = seeing.still_open(held(), seeing.counted(Matter.objects.filter(author=account))[:200])
    taken = Comment.objects.filter(author=account).exclude(hidden=None).select_related("matter")
    blocked = Block.objects.filter(account=account, lifted=None).first()
    return render(request, "participation/mine.html", {"matters": begun, "taken": taken, "blocked": blocked})


@signed_in
def followed(request: HttpRequest) -> HttpResponse:
    """What one follows; with `kind` and `about`, whether to follow one thing more. Raises NoSuchPageError."""
    account = caller(request)
    if request.method == "POST":
        kind, about = _followed(request.POST.get("kind", ""), request.POST.get("about", ""), account)
        if request.POST.get("how") in How.values:
            how = How(request.POST["how"])
            following.follow(account=account, kind=kind, about=about, how=how, language=language())
        else:
            following.unfollow(account=account, kind=kind, about=about)
        messages.success(request, told(DONE))
        return HttpResponseRedirect(reverse("followed"))
    return render(request, "participation/followed.html", _following(request, account))


def _following(request: HttpRequest, account: Account) -> dict[str, object]:
    one = None
    if request.GET.get("kind"):
        kind, about = _followed(request.GET["kind"], request.GET.get("about", ""), account)
        one = {"kind": kind, "about": about, "title": _title(kind, about)}
    all_of_them = [
        {"kind": each.kind, "about": each.about, "how": each.how, "title": _title(Followed(each.kind), each.about)}
        for each in Following.objects.filter(account=account)
    ]
    return {"followings": [each for each in all_of_them if each["title"]], "one": one}


def _followed(kind: str, about: str, account: Account) -> tuple[Followed, str]:
    """What is to be followed, or no longer. Raises NoSuchPageError and the errors of what is not there."""
    holding = held()
    match kind:
        case Followed.DATASET:
            return Followed.DATASET, str(holding.dataset(named(about.replace("/", "--"))).name)
        case Followed.AGENCY if about in holding.catalogue.agencies:
            return Followed.AGENCY, about
        case Followed.MATTER if about.isascii() and about.isdigit() and len(about) < 19:  # noqa: PLR2004  a number of SQL
            return Followed.MATTER, str(seeing.own(holding, int(about), account).pk)
        case _:
            raise NoSuchPageError


def _title(kind: Followed, about: str) -> str:
    """What it is called; nothing where it is not to be seen any more."""
    holding = held()
    match kind:
        case Followed.DATASET:
            dataset = seeing.open_dataset(holding, about)
            return dataset.title if dataset else ""
        case Followed.AGENCY:
            return told(seeing.agency_of(holding, about))
        case Followed.MATTER:
            found = Matter.objects.filter(pk=int(about))
            return "".join(each.title for each in seeing.still_open(holding, found))


def _begun(
    request: HttpRequest, form: Form, new: New | None, template: str, more: Mapping[str, object]
) -> HttpResponse:
    """The form, or where it was sent and is good, what it began."""
    if request.method == "POST" and form.is_good and new is not None:
        try:
            matter = matters.begin(writer=_writer(request), new=new, language=language())
        except KhoError as error:
            form = form.refused(error)
        else:
            is_for_all = telling.is_for_all(matter)
            messages.success(request, told(THANKS if is_for_all else TO_REVIEW))
            return HttpResponseRedirect(reverse("take_part", args=[matter.pk]))
    return _shown(request, template, {"form": form, **more})


def _shown(request: HttpRequest, template: str, shown: dict[str, object]) -> HttpResponse:
    form = shown["form"]
    is_wrong = request.method == "POST" and isinstance(form, Form) and not form.is_good
    return render(request, template, shown, status=422 if is_wrong else 200)


def _joined(request: HttpRequest, found: Matter, form: Form) -> HttpResponse:
    account = caller(request)
    said = seeing.comments_of(found)
    shown = {
        **pages.about(held(), found),
        "form": form,
        "is_author": found.author == account,
        "is_closed": found.state == State.CLOSED or found.hidden is not None,
        "editable": {each.pk for each in said if each.author == account and matters.is_editable(each)},
        "voted": found.votes.filter(account=account).exists(),
        "is_for_all": telling.is_for_all(found),
        "follows": Following.objects.filter(account=account, kind=Followed.MATTER, about=str(found.pk)).first(),
    }
    return _shown(request, "participation/take_part.html", shown)


def _form(request: HttpRequest, asks: Sequence[Ask], **given: str) -> Form:
    """What was sent, or an empty form with what the address gives."""
    if request.method == "POST":
        return read(asks, request.POST, most_links=_writer(request).links)
    return Form(asks=asks, values=given)


def _matter(request: HttpRequest, number: int) -> Matter:
    return seeing.own(held(), number, caller(request))


def _comment(found: Matter, number: int) -> Comment:
    comment = found.comments.filter(pk=number, hidden=None).first()
    if comment is None:
        raise NoSuchMatterError
    return comment


def _writer(request: HttpRequest) -> Writer:
    return Writer.of(request, caller(request))


def _back(request: HttpRequest, found: Matter, said: Message) -> HttpResponse:
    messages.success(request, told(said))
    return HttpResponseRedirect(reverse("take_part", args=[found.pk]))


def _dataset(dataset: PublishedDataset) -> dict[str, object]:
    return {"dataset": dataset, "slug": slug(dataset.name)}


def _row(dataset: PublishedDataset, row: FoundRow) -> dict[str, object]:
    return {"row_id": row.id, "row": rows.shown(dataset, row.values), "version": row.version}
