"""Search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.web.holding import held


def search(request: HttpRequest) -> HttpResponse:
    """Datasets."""
    datasets = sorted(held().catalogue.datasets.values(), key=lambda each: each.title)
    return render(request, "portal/search.html", {"datasets": datasets})
