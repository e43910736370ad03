"""Addresses of changes that wait for another person."""

from django.urls import path

from kho.web.changes import pages

urlpatterns = [
    path("", pages.proposals, name="changes_proposed"),
    path("/<int:number>", pages.proposal, name="change_proposed"),
    path("/<int:number>/approve", pages.approve, name="change_approve"),
    path("/<int:number>/refuse", pages.refuse, name="change_refuse"),
    path("/<int:number>/take-up", pages.take_up, name="change_take_up"),
    path("/<int:number>/withdraw", pages.withdraw, name="change_withdraw"),
]
