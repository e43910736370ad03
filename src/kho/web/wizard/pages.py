"""The pages that show: the list of drafts, one that is read, the preview, the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kho.contracts.diff import compare
from kho.contracts.model import Access
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.pipeline.surveying import with_contract
from kho.pipeline.trial import good_rows
from kho.province.writing.errors import MistakesError
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, agencies_with, caller
from kho.web.accounts.roles import Right
from kho.web.addresses import slug
from kho.web.deliveries import previewing, showing
from kho.web.deliveries.places import place
from kho.web.wizard import building, drafting, finishing
from kho.web.wizard.checks import Checked
from kho.web.wizard.frame import elsewhere, frame, of_key, page
from kho.web.wizard.models import State, WizardDraft
from kho.web.wizard.sweeping import goes_on
from kho.web.wizard.words import STATES, STEPS

PREVIEW = 20
MOST = 100


@require_GET
@needs(Right.DESCRIBE)
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being described, for the agencies of whoever asks."""
    agencies = agencies_with(account_of(request), Right.DESCRIBE)
    found = WizardDraft.objects.select_related("owner")
    mine = found if WHOLE_PROVINCE in agencies else found.filter(agency__in=agencies)
    now = timezone.now()
    listed = [(each, STATES[each.stands], goes_on(each, now)) for each in mine[:MOST]]
    return render(request, "wizard/list.html", {"drafts": listed})


@require_GET
@needs(Right.DESCRIBE, of=of_key)
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """A draft: on to where it stands, or how its file is being read."""
    found = drafting.found(key)
    if found.stands in {State.READING, State.UNREADABLE}:
        return page(request, found, "reading", {})
    known = {each.name for each in STEPS}
    step = found.step if found.stands in {State.OPEN, State.REFUSED} and found.step in known else "finish"
    return redirect(f"wizard_{step}", key)


@require_GET
@needs(Right.DESCRIBE, of=of_key)
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is, as a piece of its pages; that it has come to an end is told by a header."""
    found = drafting.found(key)
    response = render(request, "wizard/progress.html", frame(found, ""))
    if not (found.is_at_work or found.stands is State.PROPOSED):
        response.headers["X-Done"] = "yes"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@needs(Right.DESCRIBE, of=of_key)
def throw_away(request: HttpRequest, key: str) -> HttpResponse:
    """Asks once more, then gives it up."""
    found = drafting.found(key)
    if request.method == "POST":
        drafting.throw_away(account=caller(request), draft=found)
        return redirect("wizard")
    return render(request, "wizard/throw_away.html", {"draft": found})


@require_GET
@needs(Right.DESCRIBE, of=of_key)
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The table as the public will see it, what is wrong in the file, the contract itself."""
    found = drafting.found(key)
    if (other := elsewhere(found, "preview")) is not None:
        return other
    shown = frame(found, "preview")
    contract, checked = shown["contract"], shown["checked"]
    present = drafting.present_of(found)
    changes = compare(present, contract) if present else ()
    more = {
        "hidden": showing.hidden_titles(contract),
        "who": showing.WHO_SEES[contract.access],
        "text": building.text_of(contract),
        "path": building.path_of(contract),
        "changes": sorted(changes, key=lambda each: not each.breaking),
        "table": _table(found, checked) if checked is not None else None,
    }
    return render(request, "wizard/preview.html", {**shown, **more})


def _table(found: WizardDraft, checked: Checked) -> object:
    """The first good rows as the public will see them; None where there are none."""
    if checked.trial.expected is None or checked.trial.run.error is not None:
        return None
    public = [each.name for each in showing.public_columns(checked.contract)]
    rows = good_rows(found.trial, public, PREVIEW)
    return previewing.table(with_contract(place(), checked.contract).province, checked.contract, rows)


@require_http_methods(["GET", "POST"])
@needs(Right.DESCRIBE, of=of_key)
def finish(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the contract, or proposes it; then says how far its publication is."""
    found, error = drafting.found(key), None
    if (other := elsewhere(found, "finish")) is not None:
        return other
    if request.method == "POST":
        try:
            finishing.finish(account=caller(request), draft=found)
        except KhoError as raised:
            error = raised
        else:
            return redirect("wizard_finish", key)
    shown = frame(found, "finish")
    answers = found.answered
    name = found.renews or f"{found.agency}/{answers.dataset}"
    more = {
        "error": error,
        "problems": error.problems if isinstance(error, MistakesError) else (),
        "answers": answers,
        "dataset": name,
        "who": showing.WHO_SEES[answers.access] if answers.access else None,
        "public": slug(DatasetName.parse(name)) if answers.access is Access.OPEN and found.stands is State.DONE else "",
        "four_eyes": place().province.settings.review.contracts == "four eyes",
    }
    return render(request, "wizard/finish.html", {**shown, **more}, status=error.http_status if error else 200)
