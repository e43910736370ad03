"""The agencies: what each publishes and how fresh it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.province.agencies import Agency
from kho.web.holding import held
from kho.web.portal.health import Health, by_agency
from kho.web.refusing import NoSuchPageError


def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies: those that publish first, then those that do not yet."""
    catalogue = held().catalogue
    publishing = by_agency(catalogue)
    known = {agency.id for agency, _ in publishing}
    others = [each for each in catalogue.agencies.values() if each.id not in known and _is_there(each)]
    return render(request, "portal/agencies.html", {"publishing": publishing, "others": others})


def agency(request: HttpRequest, name: str) -> HttpResponse:
    """One agency. Raises NoSuchPageError."""
    holding = held()
    found = holding.catalogue.agencies.get(name)
    if found is None:
        raise NoSuchPageError
    datasets = sorted(holding.catalogue.of_agency(name), key=lambda each: each.title)
    systems = [each for each in holding.place.province.systems.values() if each.owner == name]
    parent = holding.catalogue.agencies.get(found.parent or "")
    shown = {"agency": found, "parent": parent, "datasets": datasets, "health": Health.over(datasets)}
    return render(request, "portal/agency.html", {**shown, "systems": systems})


def _is_there(agency: Agency) -> bool:
    """Whether the agency exists today: one that was merged away is not told as publishing nothing."""
    return agency.valid_to is None
