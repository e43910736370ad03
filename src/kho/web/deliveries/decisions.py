"""Pages on which somebody decides: publish, send back, throw away, check again, withdraw."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kho.errors import KhoError
from kho.web.accounts.models import Account
from kho.web.accounts.permits import NotAllowedError, needs
from kho.web.accounts.rights import account_of
from kho.web.accounts.roles import Right
from kho.web.deliveries import deciding, showing
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import found
from kho.web.deliveries.outcomes import outcome_of
from kho.web.deliveries.pages import of_key
from kho.web.deliveries.places import place

Verb = Callable[[Account, str], Delivery]


def account_that_decides(request: HttpRequest) -> Account:
    """Whoever decides. Raises NotAllowedError."""
    account = account_of(request)
    if not isinstance(account, Account):
        raise NotAllowedError
    return account


@require_http_methods(["GET", "POST"])
@needs(Right.PUBLISH, of=of_key)
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Asks once more, saying who will see it; then publishes."""
    if request.method == "POST":
        deciding.publish(account=account_that_decides(request), key=key)
        return redirect("delivery", key)
    delivery = found(key)
    if not deciding.is_publishable(delivery):
        raise deciding.NothingToPublishError
    contract, trial = place().contract(delivery.dataset_name), outcome_of(delivery)
    context = {
        "delivery": delivery,
        "contract": contract,
        "title": contract.title,
        "who": showing.WHO_SEES[contract.access],
        "hidden": [
            each.title or each.name for each in contract.columns if each not in showing.public_columns(contract)
        ],
        "expected": trial.expected if trial else None,
        "run": trial.run if trial else None,
    }
    return render(request, "deliveries/publish.html", context)


@require_POST
@needs(Right.DELIVER, of=of_key)
def check_again(request: HttpRequest, key: str) -> HttpResponse:
    """Checks it anew."""
    deciding.check_again(account=account_that_decides(request), key=key)
    return redirect("delivery", key)


@require_http_methods(["GET", "POST"])
@needs(Right.DELIVER, of=of_key)
def throw_away(request: HttpRequest, key: str) -> HttpResponse:
    """Asks once more, then gives it up."""
    if request.method == "POST":
        deciding.throw_away(account=account_that_decides(request), key=key)
        return redirect("deliveries")
    return render(request, "deliveries/throw_away.html", {"delivery": found(key)})


@require_http_methods(["GET", "POST"])
@needs(Right.PUBLISH, of=of_key)
def send_back(request: HttpRequest, key: str) -> HttpResponse:
    """Asks its sender to mend it, with a note."""

    def done(note: str) -> None:
        deciding.send_back(account=account_that_decides(request), key=key, note=note)

    return _with_reason(request, key, "deliveries/send_back.html", done)


@require_http_methods(["GET", "POST"])
@needs(Right.PUBLISH, of=of_key)
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Puts the table back to what it was before it, with a reason."""
    deciding.refuse_withdrawal(found(key))

    def done(reason: str) -> None:
        deciding.withdraw(account=account_that_decides(request), key=key, reason=reason)

    return _with_reason(request, key, "deliveries/withdraw.html", done)


def _with_reason(request: HttpRequest, key: str, template: str, done: Callable[[str], None]) -> HttpResponse:
    reason, mistake = request.POST.get("reason", ""), None
    if request.method == "POST":
        try:
            done(reason)
        except deciding.NoReasonError as error:
            mistake = error
        else:
            return redirect("delivery", key)
    context = {"delivery": found(key), "reason": reason, "mistake": mistake}
    return render(request, template, context, status=KhoError.http_status if mistake else 200)
