"""Addresses of the wizard."""

from django.urls import path

from kho.web.wizard import beginning, pages, steps

urlpatterns = [
    path("", pages.drafts, name="wizard"),
    path("/new", beginning.new, name="wizard_new"),
    path("/again/<str:key>", beginning.again, name="wizard_again"),
    path("/<str:key>", pages.draft, name="wizard_draft"),
    path("/<str:key>/progress", pages.progress, name="wizard_progress"),
    path("/<str:key>/throw-away", pages.throw_away, name="wizard_throw_away"),
    path("/<str:key>/table", steps.table, name="wizard_table"),
    path("/<str:key>/columns", steps.columns, name="wizard_columns"),
    path("/<str:key>/joining", steps.joining, name="wizard_joining"),
    path("/<str:key>/people", steps.people, name="wizard_people"),
    path("/<str:key>/rules", steps.rules, name="wizard_rules"),
    path("/<str:key>/about", steps.about, name="wizard_about"),
    path("/<str:key>/preview", pages.preview, name="wizard_preview"),
    path("/<str:key>/finish", pages.finish, name="wizard_finish"),
]
