"""Addresses of uploads."""

from django.urls import path

from kho.web.uploads import protocol

urlpatterns = [
    path("", protocol.uploads, name="uploads"),
    path("/<str:key>", protocol.upload, name="upload"),
]
