"""The door of Django's admin: staff alone, signed in on our page, with a second factor where it is asked for."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kho.web.accounts.permits import NotAllowedError, anyone
from kho.web.accounts.rights import account_of
from kho.web.accounts.second_factor import is_missing


class AdminSite(admin.AdminSite):
    """The admin."""

    site_header = site_title = "Kho"
    hidden: ClassVar = frozenset({"auth.group", "socialaccount.socialapp", "socialaccount.socialtoken"})
    """Models that this portal does not use."""
    index_title = "Quản trị · Administration"

    def register(self, model_or_iterable: Any, *args: Any, **kwargs: Any) -> None:
        """Show a model, unless it is one that means nothing here."""
        several: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else [*model_or_iterable]
        shown = [each for each in several if each._meta.label_lower not in self.hidden]  # noqa: SLF001  Django's way
        super().register(shown, *args, **kwargs)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may enter."""
        return super().has_permission(request) and not is_missing(account_of(request))

    @anyone
    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:  # noqa: ARG002
        """Sign in on our own page; who is signed in lacks a second factor, or the right. Raises NotAllowedError."""
        account = account_of(request)
        if not account.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))
        if is_missing(account):
            return redirect("mfa_index")
        raise NotAllowedError
