"""Addresses of one's own account, beside those that allauth has."""

from django.urls import path

from kho.web.accounts import invitation_pages, own

urlpatterns = [
    path("me", own.own, name="account"),
    path("invitation", invitation_pages.answer, name="invitation"),
    path("invitation/<str:token>", invitation_pages.arrive, name="invitation_arrives"),
]
