"""Addresses of the record, below /work."""

from django.urls import path

from kho.web.audit import pages

urlpatterns = [
    path("/audit", pages.entries, name="audit"),
    path("/audit.csv", pages.table, name="audit_table"),
]
