"""The pages of changes that wait for another person, and of what became of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import WHOLE_PROVINCE, Account
from kho.web.accounts.naming import agency_named
from kho.web.accounts.permits import needs, signed_in
from kho.web.accounts.rights import agencies_with, caller, may
from kho.web.accounts.roles import Right
from kho.web.accounts.words import told_now
from kho.web.changes import proposing
from kho.web.changes.conflicts import conflicts
from kho.web.changes.differences import difference
from kho.web.changes.models import STATES, Proposal, State
from kho.web.refusing import NoSuchPageError

AT_ONCE = 50
TAKEN_UP = Message(
    "Đã đề nghị lại trên bản mới nhất, giữ giá trị của bạn. Xem lại khác biệt dưới đây.",
    "Proposed anew on the newest file, with your values. Look at the differences below.",
)
NOTHING_LEFT = Message(
    "Bản mới nhất đã như bạn đề nghị; đề nghị này được khép lại.",
    "The newest file is as you proposed; the proposal is closed.",
)


def agency_of(found: Mapping[str, Any]) -> str:
    """The agency whose business the proposal of an address is; one that there is not is the whole province's."""
    return Proposal.objects.filter(pk=found["number"]).values_list("agency", flat=True).first() or WHOLE_PROVINCE


@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided: one's own, and those of the agencies whose board one sees."""
    state = request.GET.get("state", State.PROPOSED.value)
    state = state if state in {each.value for each in State} else State.PROPOSED.value
    found = _visible(caller(request)).filter(state=state)
    shown = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    states = [(each.value, STATES[each], each.value == state) for each in State]
    listed = [(each, agency_named(each.agency)) for each in shown]
    return render(request, "changes/list.html", {"proposals": listed, "page": shown, "states": states, "state": state})


@signed_in
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """One change: what it is, and who may do what with it. Raises NoSuchPageError."""
    return _shown(request, _found(caller(request), number))


@needs(Right.REVIEW, of=agency_of)
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Make it."""
    account, found = caller(request), _found(caller(request), number)
    done = Message("Đã duyệt và ghi vào thư mục tỉnh.", "Approved, and written into the province folder.")
    return _done(request, found, lambda: proposing.approve(account=account, proposal=found), done)


@needs(Right.REVIEW, of=agency_of)
@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse it, with a reason."""
    account, found = caller(request), _found(caller(request), number)
    reason = request.POST.get("reason", "")
    done = Message("Đã báo không duyệt.", "Refused.")
    return _done(request, found, lambda: proposing.refuse(account=account, proposal=found, reason=reason), done)


@signed_in
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own back."""
    account, found = caller(request), _found(caller(request), number)
    done = Message("Đã rút đề nghị.", "Withdrawn.")
    return _done(request, found, lambda: proposing.withdraw(account=account, proposal=found), done)


@signed_in
@require_POST
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Propose one's own anew, with the files as they are now as its base. Raises NoSuchPageError."""
    account = caller(request)
    found = _found(account, number)
    try:
        made = proposing.take_up(account=account, proposal=found)
    except KhoError as error:
        return _shown(request, found, error)
    if made is None:
        messages.success(request, told_now(NOTHING_LEFT))
        return redirect("change_proposed", found.pk)
    messages.success(request, told_now(TAKEN_UP))
    return redirect("change_proposed", made.pk)


def _done(request: HttpRequest, found: Proposal, do: Callable[[], None], done: Message) -> HttpResponse:
    """Done, or the page with what was in the way."""
    try:
        do()
    except KhoError as error:
        return _shown(request, found, error)
    messages.success(request, told_now(done))
    return redirect("change_proposed", found.pk)


def _shown(request: HttpRequest, found: Proposal, error: KhoError | None = None) -> HttpResponse:
    account = caller(request)
    waits, is_mine = found.state == State.PROPOSED.value, found.by.pk == account.pk
    shown = {
        "proposal": found,
        "agency": agency_named(found.agency),
        "differences": [difference(each.path, each.before, each.after) for each in found.files.all()],
        "conflicts": conflicts(found),
        "may_decide": waits and not is_mine and may(account, Right.REVIEW, found.agency),
        "may_withdraw": waits and is_mine,
        "is_mine": is_mine,
        "waits": waits,
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "changes/change.html", shown, status=error.http_status if error else 200)


def _visible(account: Account) -> QuerySet[Proposal]:
    agencies = agencies_with(account, Right.BOARD)
    all_ = Proposal.objects.select_related("by", "decided_by")
    return all_ if WHOLE_PROVINCE in agencies else all_.filter(Q(agency__in=agencies) | Q(by=account))


def _found(account: Account, number: int) -> Proposal:
    """Raises NoSuchPageError, also for one that is not for these eyes."""
    found = _visible(account).filter(pk=number).first()
    if found is None:
        raise NoSuchPageError
    return found
