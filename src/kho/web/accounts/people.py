"""The people of one's agencies: who holds which role, who is invited."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts import inviting, memberships
from kho.web.accounts.forms import EMAIL, Worded
from kho.web.accounts.models import WHOLE_PROVINCE, Account, Invitation, Membership
from kho.web.accounts.naming import agency_choices, agency_named, held_role
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import agencies_with, caller
from kho.web.accounts.roles import TITLES, Right, Role
from kho.web.accounts.words import told_now
from kho.web.look.speaking import language

AT_ONCE = 50
_WHOLE = "*"
"""The whole province, in forms: an empty value is none chosen."""


class RoleForm(Worded, forms.Form):
    """Which role for which of the agencies that one administers."""

    role = forms.ChoiceField()
    agency = forms.ChoiceField()
    WORDS: ClassVar = {"email": EMAIL, "role": Message("Vai trò", "Role"), "agency": Message("Cơ quan", "Agency")}

    def __init__(self, *args: Any, agencies: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["role"]).choices = [
            ("", "–"),
            *((each.value, told_now(TITLES[each])) for each in Role),
        ]
        choices = [(value or _WHOLE, told_now(name)) for value, name in agency_choices(agencies)]
        cast("forms.ChoiceField", self.fields["agency"]).choices = (
            choices if len(choices) == 1 else [("", "–"), *choices]
        )

    def chosen(self) -> tuple[str, Role]:
        """The agency's id and the role."""
        agency = self.cleaned_data["agency"]
        return (WHOLE_PROVINCE if agency == _WHOLE else agency), Role(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """Whom to invite, besides."""

    email = forms.EmailField()
    field_order = ("email", "role", "agency")


@needs(Right.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role for one's agencies, the invitations that wait, and a form to invite."""
    by = caller(request)
    agencies = agencies_with(by, Right.PEOPLE)
    form = InviteForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        agency, role = form.chosen()
        email = form.cleaned_data["email"]
        asked = inviting.Asked(email=email, role=role, agency=agency)
        inviting.invite(by=by, who=by.email, asked=asked, language=language())
        messages.success(request, told_now(Message(f"Đã mời {email}.", f"{email} is invited.")))
        return redirect("people")
    return render(request, "accounts/people.html", _shown(request, agencies, form))


@needs(Right.PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person: the roles, and a form to give another. Raises the errors of `memberships.give`."""
    by = caller(request)
    agencies = agencies_with(by, Right.PEOPLE)
    account = _accounts(agencies).filter(pk=number).first()
    if account is None:
        raise Http404
    form = RoleForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        agency, role = form.chosen()
        memberships.give(by=by, account=account, agency=agency, role=role)
        messages.success(request, told_now(Message("Đã giao vai trò.", "The role is given.")))
        return redirect("person", account.pk)
    roles = [held_role(each) for each in _held(account, agencies)]
    return render(request, "accounts/person.html", {"account": account, "roles": roles, "form": form})


@needs(Right.PEOPLE)
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a role away. Raises the errors of `memberships.take`."""
    by = caller(request)
    found = Membership.objects.select_related("account").filter(pk=number).first()
    if found is None:
        raise Http404
    account = found.account
    _said(request, lambda: memberships.take(by=by, membership=found), Message("Đã thu vai trò.", "The role is taken."))
    is_still_mine = _accounts(agencies_with(by, Right.PEOPLE)).filter(pk=account.pk).exists()
    return redirect("person", account.pk) if is_still_mine else redirect("people")


@needs(Right.PEOPLE)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw an invitation. Raises the errors of `inviting.withdraw`."""
    invitation = _invitation(number)
    done = Message("Đã rút lời mời.", "The invitation is withdrawn.")
    _said(request, lambda: inviting.withdraw(by=caller(request), invitation=invitation), done)
    return redirect("people")


@needs(Right.PEOPLE)
@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send an invitation again. Raises the errors of `inviting.send_again`."""
    invitation = _invitation(number)
    done = Message("Đã gửi lại; liên kết cũ không dùng được nữa.", "Sent again; the former link is good no longer.")
    by = caller(request)
    _said(request, lambda: inviting.send_again(by=by, invitation=invitation, language=language()), done)
    return redirect("people")


def _said(request: HttpRequest, do: Callable[[], None], done: Message) -> None:
    """Do it and say so; what the state of things forbids is said on the page that follows."""
    try:
        do()
    except (memberships.LastAdministratorError, inviting.InvitationGoneError) as error:
        messages.error(request, _mistake(error))
    else:
        messages.success(request, told_now(done))


def _mistake(error: KhoError) -> str:
    return f"{told_now(error.message())} {told_now(error.next_step())}"


def _invitation(number: int) -> Invitation:
    found = Invitation.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, agencies: frozenset[str], form: InviteForm) -> dict[str, object]:
    asked = request.GET.get("q", "").strip()
    accounts = _accounts(agencies)
    if asked:
        accounts = accounts.filter(Q(email__icontains=asked) | Q(name__icontains=asked))
    page = Paginator(accounts, AT_ONCE).get_page(request.GET.get("page"))
    everybody = [(each, [held_role(held) for held in _held(each, agencies)]) for each in page.object_list]
    return {"form": form, "asked": asked, "page": page, "everybody": everybody, "invitations": _invitations(agencies)}


def _accounts(agencies: frozenset[str]) -> QuerySet[Account]:
    """Those with a role for these agencies; all accounts for who administers the whole province."""
    every = Account.objects.prefetch_related("memberships")
    if WHOLE_PROVINCE in agencies:
        return every
    return every.filter(memberships__agency__in=agencies).distinct()


def _held(account: Account, agencies: frozenset[str]) -> list[Membership]:
    every = account.memberships.all()
    return [each for each in every if WHOLE_PROVINCE in agencies or each.agency in agencies]


def _invitations(agencies: frozenset[str]) -> list[dict[str, object]]:
    waiting = inviting.waiting()
    if WHOLE_PROVINCE not in agencies:
        waiting = waiting.filter(agency__in=agencies)
    return [
        {
            "one": each,
            "agency": agency_named(each.agency),
            "role": TITLES[Role(each.role)],
            "is_old": each.expires < timezone.now(),
        }
        for each in waiting
    ]
