"""The door of Django's admin: staff alone, signed in on our page, with a second factor where it is asked for."""

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
    index_title = "Quản trị · Administration"

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
