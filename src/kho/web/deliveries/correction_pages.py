"""Pages on which small things are corrected: the rows that are turned away with fields, and the list of corrections."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kho.contracts.model import Contract
from kho.errors import KhoError
from kho.pipeline.runs import Run
from kho.pipeline.trial import BadRow, bad_rows, page_of, plan_of
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, may
from kho.web.accounts.roles import Right
from kho.web.deliveries import correcting, showing
from kho.web.deliveries.correctable import Shown, listed, lost_fields, row_of, typed_in
from kho.web.deliveries.corrected import corrections_of
from kho.web.deliveries.correcting import LONGEST, MOST, NothingCorrectedError, TooLongTextError, Typed
from kho.web.deliveries.decisions import account_that_decides
from kho.web.deliveries.listing import is_at_work
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import found
from kho.web.deliveries.outcomes import outcome_of
from kho.web.deliveries.pages import of_key, page_number
from kho.web.deliveries.places import place
from kho.web.deliveries.states import NEXT, State
from kho.web.deliveries.words import step_told

ROWS = 25


@require_http_methods(["GET", "POST"])
@needs(Right.DELIVER, of=of_key)
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Rows that are turned away, with a field for each wrong cell; what is typed is checked again at once."""
    delivery = found(key)
    if request.method != "POST":
        return _fields(request, delivery)
    seen, trial = request.POST.get("seen", ""), outcome_of(delivery)
    typed = typed_in(trial.run, request.POST.dict()) if trial is not None else []
    try:
        correcting.correct(account=account_that_decides(request), key=key, seen=seen, typed=typed)
    except KhoError as error:
        if error.http_status not in {400, 409}:
            raise
        return _fields(request, delivery, typed=typed, mistake=error)
    return redirect(f"{reverse('delivery_correct', args=[key])}?{_asked(request.POST)}")


def _asked(given: QueryDict) -> str:
    """The page that was looked at, as it stands in an address."""
    return urlencode({name: given[name] for name in ("rule", "page") if given.get(name)})


def _fields(
    request: HttpRequest, delivery: Delivery, *, typed: Sequence[Typed] = (), mistake: KhoError | None = None
) -> HttpResponse:
    trial = outcome_of(delivery)
    context = {**_frame(request, delivery), "mistake": mistake, "longest": LONGEST}
    if trial is None or trial.run.error is not None or delivery.run:
        context["lost"] = lost_fields(place().contract(delivery.dataset_name), request.POST.dict())
        return render(request, "deliveries/correct.html", context, status=_status(mistake))
    asked = request.POST if request.method == "POST" else request.GET
    rule, page, run = asked.get("rule", ""), page_number(asked), trial.run
    with bad_rows(delivery.trial) as rows:
        got = page_of(place(), run, rows, rule=rule, skip=(page - 1) * ROWS, limit=ROWS + 1)
    context |= _rows(delivery, run, got[:ROWS], typed)
    context |= _ways(run, rule, page, is_more=len(got) > ROWS)
    if isinstance(mistake, TooLongTextError):
        context["too_long"] = [each for row in context["rows"] for each in row.fields if len(each.text) > LONGEST]
    return render(request, "deliveries/correct.html", context, status=_status(mistake))


def _status(mistake: KhoError | None) -> int:
    return mistake.http_status if mistake is not None else 200


def _rows(delivery: Delivery, run: Run, rows: Sequence[BadRow], typed: Sequence[Typed]) -> dict[str, Any]:
    workplace = place()
    contract = workplace.contract(delivery.dataset_name)
    shown = Shown(
        contract=contract,
        run=run,
        rules={each.id: each for each in plan_of(workplace, contract, run).rules()},
        corrected=corrections_of(delivery),
        typed={each.cell: each.text for each in typed},
    )
    told = [each for each in showing.rules_of(workplace, contract, run) if each.measured is None]
    return {"rows": [row_of(shown, each) for each in rows], "rules": told, "run": run}


def _ways(run: Run, rule: str, page: int, *, is_more: bool) -> dict[str, Any]:
    """The pages before and after."""
    kept = {"rule": rule} if rule else {}
    return {
        "rule": rule,
        "page": page,
        "is_many": run.quarantined > MOST,
        "before": f"?{urlencode({**kept, 'page': page - 1})}" if page > 1 else "",
        "after": f"?{urlencode({**kept, 'page': page + 1})}" if is_more else "",
    }


def _frame(request: HttpRequest, delivery: Delivery) -> dict[str, Any]:
    """What both pages show: where the delivery stands, its corrections and what became of them."""
    contract = place().contract(delivery.dataset_name)
    made = _corrections(delivery, contract)
    return {
        "delivery": delivery,
        "title": contract.title,
        "is_at_work": is_at_work(delivery),
        "step": step_told(delivery.step),
        "corrections": made,
        "still_wrong": [each for each in made if each.mistakes],
        "most": MOST,
        "left": MOST - len(made),
        "may_correct": may(account_of(request), Right.DELIVER, delivery.agency),
        "can_undo": State.RECEIVED in NEXT[delivery.stands],
    }


def _corrections(delivery: Delivery, contract: Contract) -> Sequence[Any]:
    corrected, trial = corrections_of(delivery), outcome_of(delivery)
    if trial is None or trial.run.error is not None:
        return listed(contract, None, corrected, ())
    wanted = {(each.part, each.row) for each in corrected.cells}
    bad = correcting.bad_rows_of(delivery, wanted) if delivery.trial.exists() else []
    return listed(contract, trial.run, corrected, bad)


@require_GET
@needs(Right.LOOK, of=of_key)
def corrections(request: HttpRequest, key: str) -> HttpResponse:
    """Every cell that was corrected: from what, to what, by whom, and whether it is good now."""
    return render(request, "deliveries/corrections.html", _frame(request, found(key)))


@require_POST
@needs(Right.DELIVER, of=of_key)
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Takes corrections back."""
    chosen = [int(each) for each in request.POST.getlist("cell") if each.isdecimal()]
    try:
        correcting.undo(
            account=account_that_decides(request), key=key, seen=request.POST.get("seen", ""), numbers=chosen
        )
    except (NothingCorrectedError, correcting.CorrectedMeanwhileError) as error:
        context = {**_frame(request, found(key)), "mistake": error}
        return render(request, "deliveries/corrections.html", context, status=error.http_status)
    return redirect("delivery_corrections", key)
