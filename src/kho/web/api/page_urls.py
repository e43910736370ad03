"""Addresses of pages, in both languages."""

from django.urls import path

from kho.web.api import console

urlpatterns = [
    path("developers/api", console.console, name="console"),
    path("developers/api/call", console.call, name="console_call"),
]
