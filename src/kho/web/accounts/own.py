"""The page about one's own account."""

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kho.messages import Message
from kho.web.accounts.forms import Worded
from kho.web.accounts.models import Account
from kho.web.accounts.naming import held_roles
from kho.web.accounts.permits import signed_in
from kho.web.accounts.rights import caller, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.accounts.words import told_now
from kho.web.audit.recording import Change, record


class NameForm(Worded, forms.Form):
    """How others see who did something."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    WORDS: ClassVar = {"name": Message("Họ và tên", "Name")}


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """The page."""
    account = caller(request)
    form = NameForm(request.POST or None, initial={"name": account.name})
    if request.method == "POST" and form.is_valid():
        rename(account=account, name=form.cleaned_data["name"])
        messages.success(request, told_now(Message("Đã lưu tên.", "The name is saved.")))
        return redirect("account")
    shown = {"form": form, "roles": held_roles(account), "may_deliver": may_somewhere(account, Right.DELIVER)}
    return render(request, "accounts/own.html", shown)


@transaction.atomic
def rename(*, account: Account, name: str) -> None:
    """Give an account another name."""
    change = Change(before={"name": account.name}, after={"name": name})
    record(who=account.email, what="account.rename", about=account.email, change=change)
    account.name = name
    account.save(update_fields=["name"])
