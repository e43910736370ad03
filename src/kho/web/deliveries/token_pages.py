"""The page of one's tokens: made, shown once, revoked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.forms import DayField, Worded
from kho.web.accounts.models import Account
from kho.web.accounts.naming import agency_named
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import caller
from kho.web.accounts.roles import Right
from kho.web.accounts.words import told_now
from kho.web.addresses import name_of, slug
from kho.web.api.models import ApiToken
from kho.web.api.tokens import Reach, TokenNameError, TokenNameTakenError
from kho.web.deliveries import tokens
from kho.web.deliveries.places import datasets_for
from kho.web.holding import held

_FIELD_OF = {TokenNameError: "name", TokenNameTakenError: "name", tokens.TokenEndsWrongError: "expires"}


class TokenForm(Worded, forms.Form):
    """What the token is called, what it is good for, and how long."""

    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reach = forms.ChoiceField()
    expires = DayField()
    WORDS: ClassVar = {
        "name": Message("Tên khoá", "The token's name"),
        "reach": Message("Được giao dữ liệu của", "It may hand over data of"),
        "expires": Message("Dùng đến hết ngày", "Good until the end of"),
    }
    HINTS: ClassVar = {
        "name": Message(
            "Tên hệ thống dùng khoá, ví dụ “phan-mem-ke-toan”.", "The system that uses it, such as “accounting”."
        ),
        "expires": Message("Nhiều nhất một năm; hết hạn thì tạo khoá mới.", "A year at most; then make another one."),
    }

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["reach"]).choices = [("", "–"), *_reaches(account)]

    def reach_for(self, account: Account) -> Reach:
        """What was chosen."""
        chosen, expires = str(self.cleaned_data["reach"]), cast("date", self.cleaned_data["expires"])
        name = name_of(chosen)
        if name is None:
            return Reach(account=account, agency=chosen, expires=expires)
        return Reach(account=account, agency=name.agency, dataset=str(name), expires=expires)


def _reaches(account: Account) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """By agency: all of its datasets, then each of them."""
    by: dict[str, list[tuple[str, str]]] = {}
    for each in datasets_for(account, Right.DELIVER):
        whole = (each.agency, told_now(Message("mọi bộ dữ liệu của cơ quan", "every dataset of the agency")))
        by.setdefault(each.agency, [whole]).append((slug(each.name), each.title))
    return [(told_now(agency_named(agency)), choices) for agency, choices in by.items()]


@needs(Right.DELIVER)
def own(request: HttpRequest) -> HttpResponse:
    """The tokens that one made, and a form for another.

    A new one stands in the answer to the form itself: led to another page, it would have to be kept until then.
    """
    account, today = caller(request), _today()
    form = TokenForm(request.POST or None, account=account, initial={"expires": today + tokens.USUAL})
    secret = _given(form, account, today) if request.method == "POST" and form.is_valid() else ""
    if secret:
        form = TokenForm(account=account, initial={"expires": today + tokens.USUAL})
    context = {
        "form": form,
        "secret": secret,
        "tokens": [(each, _about(each), _is_good(each, today)) for each in tokens.given_by(account)],
        "site": held().addresses.site,
    }
    return render(request, "deliveries/tokens.html", context, status=400 if form.errors else 200)


def _given(form: TokenForm, account: Account, today: date) -> str:
    """The new token; empty where the form is wrong, which then says so beside the field."""
    try:
        return tokens.give(name=form.cleaned_data["name"], reach=form.reach_for(account), today=today)
    except (TokenNameError, TokenNameTakenError, tokens.TokenEndsWrongError) as error:
        form.add_error(_FIELD_OF[type(error)], _mistake(error))
        return ""


def _mistake(error: KhoError) -> str:
    return f"{told_now(error.message())} {told_now(error.next_step())}"


@needs(Right.DELIVER)
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Let one be good no longer. Raises NoSuchTokenError."""
    name = tokens.revoke(account=caller(request), number=number)
    messages.success(request, told_now(Message(f"Đã thu hồi khoá “{name}”.", f"The token “{name}” is revoked.")))
    return redirect("tokens")


def _about(token: ApiToken) -> Message:
    """What it is good for."""
    if not token.dataset:
        return agency_named(token.agency)
    name = token.dataset
    found = next((each for each in held().place.province.datasets.values() if str(each.name) == name), None)
    title = found.title if found is not None else name
    return Message(title, title)


def _is_good(token: ApiToken, today: date) -> bool:
    return token.revoked is None and token.expires is not None and token.expires >= today


def _today() -> date:
    now: datetime = timezone.now()
    return now.astimezone(VIETNAM).date()
