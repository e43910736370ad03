"""The page on which a dataset is taken from the public, or put back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kho.contracts.model import Access, Contract
from kho.web.accounts.permits import needs
from kho.web.accounts.roles import Right
from kho.web.addresses import name_of
from kho.web.deliveries.deciding import NoReasonError
from kho.web.deliveries.decisions import account_that_decides
from kho.web.deliveries.places import NoSuchDatasetHereError
from kho.web.deliveries.withdrawing import described, put_back, withdraw_dataset


def _contract(slug: str) -> Contract:
    name = name_of(slug)
    if name is None:
        raise NoSuchDatasetHereError(name=slug[:100])
    return described(name)


def of_slug(kwargs: Mapping[str, Any]) -> str:
    """Whose the dataset of an address is."""
    return _contract(kwargs["slug"]).agency


@require_http_methods(["GET", "POST"])
@needs(Right.PUBLISH, of=of_slug)
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the reason, then takes it from the public; of one that is withdrawn says so."""
    contract, mistake = _contract(slug), None
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            withdraw_dataset(account=account_that_decides(request), dataset=contract.name, reason=reason)
        except NoReasonError as error:
            mistake = error
        else:
            return redirect("dataset_withdraw", slug)
    context = {
        "contract": contract,
        "slug": slug,
        "reason": reason,
        "mistake": mistake,
        "is_open": contract.access is Access.OPEN,
    }
    return render(request, "deliveries/withdraw_dataset.html", context, status=400 if mistake else 200)


@require_POST
@needs(Right.PUBLISH, of=of_slug)
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Publishes it again."""
    put_back(account=account_that_decides(request), dataset=_contract(slug).name)
    return redirect("dataset_withdraw", slug)
