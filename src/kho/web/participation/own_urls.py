"""Addresses of what is for whoever is signed in, below `/taking-part`."""

from django.urls import path

from kho.web.participation import own, unsubscribing

urlpatterns = [
    path("", own.mine, name="mine"),
    path("/follow", own.followed, name="followed"),
    path("/unsubscribe/<str:token>", unsubscribing.unsubscribe, name="unsubscribe"),
    path("/new/request", own.new_request, name="new_request"),
    path("/new/reuse", own.new_reuse, name="new_reuse"),
    path("/new/contribution", own.new_contribution, name="new_contribution"),
    path("/new/discussion/<slug:name>", own.new_discussion, name="new_discussion"),
    path("/new/report/<slug:name>", own.new_report, name="new_report"),
    path("/<int:number>", own.take_part, name="take_part"),
    path("/<int:number>/say", own.say, name="say"),
    path("/<int:number>/said/<int:comment>", own.edit, name="edit_said"),
    path("/<int:number>/vote", own.vote, name="vote"),
    path("/<int:number>/close", own.close, name="close_matter"),
    path("/<int:number>/complain", own.complain, name="complain"),
]
