"""Addresses of the boards."""

from django.urls import path

from kho.web.board import pages

urlpatterns = [
    path("", pages.boards, name="boards"),
    path("/<slug:name>", pages.board, name="board_of"),
]
