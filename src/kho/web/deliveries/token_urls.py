"""Addresses of one's tokens."""

from django.urls import path

from kho.web.deliveries import token_pages

urlpatterns = [
    path("", token_pages.own, name="tokens"),
    path("/<int:number>/revoke", token_pages.revoke, name="token_revoke"),
]
