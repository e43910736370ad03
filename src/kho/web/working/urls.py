"""Addresses of the working place."""

from django.urls import include, path

from kho.web.working import guide, home

urlpatterns = [
    path("", home.home, name="work"),
    path("/help", guide.page, name="help"),
    path("/board", include("kho.web.board.urls")),
    path("/deliveries", include("kho.web.deliveries.urls")),
    path("/tokens", include("kho.web.deliveries.token_urls")),
    path("/describe", include("kho.web.wizard.urls")),
    path("/uploads", include("kho.web.uploads.urls")),
    path("/changes", include("kho.web.changes.urls")),
    path("/registers", include("kho.web.registers.urls")),
    path("", include("kho.web.accounts.urls")),
    path("", include("kho.web.audit.urls")),
]
