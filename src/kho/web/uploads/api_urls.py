"""Addresses of uploads by programs."""

from django.urls import path

from kho.web.uploads import api

urlpatterns = [
    path("", api.uploads, name="api_uploads"),
    path("/<str:key>", api.upload, name="api_upload"),
]
