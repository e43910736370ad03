"""Pages that show deliveries: the list, one of them, its progress, its bad rows, its preview, its marked copy."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kho.contracts.model import Access, Contract
from kho.messages import Message
from kho.pipeline.giving_back import give_back, give_back_trial
from kho.pipeline.runs import Run
from kho.pipeline.trial import Trial, good_rows, page_of
from kho.pipeline.workplace import Workplace
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.naming import heir_of
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, may
from kho.web.accounts.roles import Right
from kho.web.addresses import slug
from kho.web.deliveries import previewing, showing
from kho.web.deliveries.corrected import corrections_of, handed_of
from kho.web.deliveries.deciding import is_publishable
from kho.web.deliveries.foretelling import foretold
from kho.web.deliveries.listing import Asked, is_at_work, listing
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import NoSuchDeliveryError, agency_of, found
from kho.web.deliveries.outcomes import outcome_of, set_apart
from kho.web.deliveries.places import place
from kho.web.deliveries.states import NAMES, State
from kho.web.deliveries.words import BY_STATUS, step_told

ROWS = 50
PREVIEW = 50


def of_key(kwargs: Mapping[str, Any]) -> str:
    """Whose the delivery of an address is."""
    return agency_of(kwargs["key"])


def of_run(kwargs: Mapping[str, Any]) -> str:
    """Whose the run of an address is."""
    return run_of(kwargs["run"]).dataset.agency


def run_of(run_id: str) -> Run:
    """A run by its id alone: other words that commands understand are none here. Raises NoSuchRunError."""
    if "/" in run_id or run_id.upper() == "LAST":
        raise NoSuchDeliveryError
    return place().runs.get(run_id)


@require_GET
@needs(Right.LOOK)
def deliveries(request: HttpRequest) -> HttpResponse:
    """The list."""
    asked = _asked(request)
    shown = listing(account_of(request), asked)
    kept = {name: value for name, value in (("dataset", asked.dataset), ("state", asked.state)) if value}
    context = {
        "listing": shown,
        "asked": asked,
        "states": [(each.value, NAMES[each]) for each in State],
        "datasets": [(str(each.name), each.title) for each in shown.datasets],
        "more": f"?{urlencode({**kept, 'before': shown.more.isoformat()})}" if shown.more else "",
        "may_send": any(may(account_of(request), Right.DELIVER, each.agency) for each in shown.datasets),
    }
    return render(request, "deliveries/list.html", context)


def _asked(request: HttpRequest) -> Asked:
    """What of it is asked for; what cannot be understood is not asked for."""
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    try:
        moment = datetime.fromisoformat(before) if before else None
    except ValueError:
        moment = None
    known = {each.value for each in State}
    return Asked(
        dataset=request.GET.get("dataset", ""),
        state=State(state) if state in known else None,
        before=moment if moment is not None and moment.tzinfo else None,
    )


@require_GET
@needs(Right.LOOK, of=of_key)
def delivery(request: HttpRequest, key: str) -> HttpResponse:
    """One delivery: where it stands, what is wrong, what would change, what can be done."""
    delivery = found(key)
    context = {**_frame(request, delivery), **_outcome(delivery)}
    return render(request, "deliveries/delivery.html", context)


@require_GET
@needs(Right.LOOK, of=of_key)
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is, as a piece of its page; that it has come to an end is told by a header."""
    delivery = found(key)
    response = render(request, "deliveries/progress.html", {"delivery": delivery, "step": step_told(delivery.step)})
    if not is_at_work(delivery):
        response.headers["X-Done"] = "yes"
    response.headers["Cache-Control"] = "no-store"
    return response


def _frame(request: HttpRequest, delivery: Delivery) -> dict[str, Any]:
    account = account_of(request)
    contract = place().province.datasets.get(delivery.dataset_name)
    return {
        "delivery": delivery,
        "contract": contract,
        "title": contract.title if contract is not None else delivery.dataset,
        "heir": _heir(delivery),
        "is_at_work": is_at_work(delivery),
        "step": step_told(delivery.step),
        "may_deliver": may(account, Right.DELIVER, delivery.agency),
        "may_publish": may(account, Right.PUBLISH, delivery.agency),
        "may_describe": may(account, Right.DESCRIBE, delivery.agency),
        "is_publishable": is_publishable(delivery),
        "steps": delivery.steps.all(),
        "follower": delivery.followed_by.first(),
        "corrected": len(corrections_of(delivery).cells),
        "public": slug(delivery.dataset_name) if _is_public(delivery, contract) else "",
    }


def _heir(delivery: Delivery) -> Message | None:
    """What the agency is called that goes on with the business of the delivery's, where that one has ended."""
    now = place()
    known = now.province.agencies
    heir = heir_of(known, delivery.agency, now.clock().astimezone(VIETNAM).date())
    if heir is None or heir not in known:
        return None
    name = known[heir].name
    return Message(name.vi, name.en or name.vi)


def _is_public(delivery: Delivery, contract: Contract | None) -> bool:
    return delivery.stands is State.PUBLISHED and contract is not None and contract.access is Access.OPEN


def _outcome(delivery: Delivery) -> dict[str, Any]:
    trial = outcome_of(delivery)
    workplace = place()
    contract = workplace.province.datasets.get(delivery.dataset_name)
    if trial is None or contract is None:
        return {}
    urls = {"rows_url": reverse("delivery_rows", args=[delivery.key])}
    if delivery.stands in {State.HAS_ERRORS, State.SENT_BACK} and trial.run.error is None and trial.run.quarantined:
        urls["correct_url"] = reverse("delivery_correct", args=[delivery.key])
    return {**outcome(workplace, contract, trial), **urls}


def outcome(workplace: Workplace, contract: Contract, trial: Trial) -> dict[str, Any]:
    """What the page shows of what a check, or a run, found."""
    rules = showing.rules_of(workplace, contract, trial.run)
    errors, warnings = ([each for each in rules if each.is_warning is kind] for kind in (False, True))
    return {
        "run": trial.run,
        "errors": errors,
        "warnings": warnings,
        "columns": showing.by_column(rules),
        "expected": trial.expected,
        "foretold": foretold(workplace, contract, trial.run) if trial.expected is not None else None,
        "changes": showing.changes_of(contract, trial),
        "titles": showing.titles(contract),
        "can_mark": bool(trial.run.findings or trial.run.corrected),
    }


@require_GET
@needs(Right.LOOK, of=of_run)
def run_page(request: HttpRequest, run: str) -> HttpResponse:
    """A delivery that came by itself, from the run log."""
    found_run, workplace = run_of(run), place()
    contract = workplace.province.datasets.get(found_run.dataset)
    context: dict[str, Any] = {"run": found_run, "title": contract.title if contract else str(found_run.dataset)}
    if contract is not None:
        context |= outcome(workplace, contract, Trial(run=found_run))
        context["rows_url"] = reverse("delivery_run_rows", args=[run])
    state = BY_STATUS[found_run.status]
    return render(request, "deliveries/run.html", {**context, "state": NAMES[state], "contract": contract})


@require_GET
@needs(Right.LOOK, of=of_key)
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """All rows that are turned away, page by page."""
    delivery = found(key)
    trial = outcome_of(delivery)
    if trial is None or trial.run.error is not None:
        raise NoSuchDeliveryError
    context = {**_frame(request, delivery), "back_url": reverse("delivery", args=[delivery.key])}
    with set_apart(delivery, trial.run) as found_rows:
        return render(request, "deliveries/rows.html", {**context, **_rows(request, trial.run, found_rows)})


@require_GET
@needs(Right.LOOK, of=of_run)
def run_rows(request: HttpRequest, run: str) -> HttpResponse:
    """The same of a delivery that came by itself."""
    of = run_of(run)
    with place().warehouse.quarantined(of.dataset, of.delivery.sha256) as found_rows:
        context = _rows(request, of, found_rows)
    return render(request, "deliveries/rows.html", {**context, "back_url": reverse("delivery_run", args=[run])})


def _rows(request: HttpRequest, run: Run, found_rows: Any) -> dict[str, Any]:
    workplace = place()
    contract = workplace.contract(run.dataset)
    rule, page = request.GET.get("rule", ""), page_number(request.GET)
    got = page_of(workplace, run, found_rows, rule=rule, skip=(page - 1) * ROWS, limit=ROWS + 1)
    kept = {"rule": rule} if rule else {}
    return {
        "run": run,
        "title": contract.title,
        "titles": showing.titles(contract),
        "rows": [showing.bad_row(contract, run, each) for each in got[:ROWS]],
        "rules": [each for each in showing.rules_of(workplace, contract, run) if each.measured is None],
        "rule": rule,
        "before": f"?{urlencode({**kept, 'page': page - 1})}" if page > 1 else "",
        "after": f"?{urlencode({**kept, 'page': page + 1})}" if len(got) > ROWS else "",
    }


def page_number(asked: QueryDict) -> int:
    """The page that is asked for, from 1."""
    given = asked.get("page", "")
    return max(1, int(given)) if given.isdecimal() and len(given) < len("1000000") else 1


@require_GET
@needs(Right.LOOK, of=of_key)
def marked(request: HttpRequest, key: str) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """Their own table with the bad cells marked, to take along."""
    delivery = found(key)
    trial = outcome_of(delivery)
    if trial is None:
        raise NoSuchDeliveryError
    with TemporaryDirectory() as aside:
        if delivery.run:
            copy = give_back(place(), trial.run, Path(aside))
        else:
            copy = give_back_trial(place(), trial.run, delivery.trial, handed_of(delivery), Path(aside))
        return FileResponse(copy.open("rb"), as_attachment=True, filename=copy.name)


@require_GET
@needs(Right.LOOK, of=of_run)
def run_marked(request: HttpRequest, run: str) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The same of a delivery that came by itself."""
    with TemporaryDirectory() as aside:
        copy = give_back(place(), run_of(run), Path(aside))
        return FileResponse(copy.open("rb"), as_attachment=True, filename=copy.name)


@require_GET
@needs(Right.LOOK, of=of_key)
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The rows as the public would see them."""
    delivery = found(key)
    trial = outcome_of(delivery)
    if trial is None or trial.expected is None or delivery.run:
        raise NoSuchDeliveryError
    workplace = place()
    contract = workplace.contract(delivery.dataset_name)
    public = showing.public_columns(contract)
    taken = good_rows(delivery.trial, [each.name for each in public], PREVIEW)
    context = {
        **_frame(request, delivery),
        "table": previewing.table(workplace.province, contract, taken),
        "hidden": showing.hidden_titles(contract),
        "who": showing.WHO_SEES[contract.access],
        "rows": trial.run.accepted,
        "expected": trial.expected,
    }
    return render(request, "deliveries/preview.html", context)
