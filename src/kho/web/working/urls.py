"""Addresses of the working place."""

from django.urls import path

from kho.web.working import home

urlpatterns = [
    path("", home.home, name="work"),
]
