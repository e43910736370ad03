"""Addresses of pages, in both languages."""

from django.urls import path

from kho.web.dcat import pages

urlpatterns = [path("validate", pages.validate, name="validate")]
