"""The first page of the working place: what there is to do for whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.web.accounts.permits import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "working/home.html")
