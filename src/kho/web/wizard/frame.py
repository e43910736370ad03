"""What all pages of a draft have: whose it is, its steps, how its check stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kho.messages import Message
from kho.web.accounts.naming import agency_named
from kho.web.deliveries.words import step_told
from kho.web.wizard import drafting
from kho.web.wizard.checks import checked
from kho.web.wizard.models import State, WizardDraft
from kho.web.wizard.sweeping import goes_on
from kho.web.wizard.words import STATES, STEPS


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A step as the list of steps shows it; without an address it cannot be gone to yet."""

    title: Message
    url: str
    is_here: bool
    is_done: bool


OPEN = frozenset({State.OPEN, State.REFUSED})


def of_key(found: Mapping[str, Any]) -> str:
    """Whose the draft of an address is."""
    return drafting.found(found["key"]).agency


def elsewhere(draft: WizardDraft, step: str) -> HttpResponse | None:
    """Where to go instead of a step that cannot be taken now."""
    if draft.stands in {State.READING, State.UNREADABLE}:
        return redirect("wizard_draft", draft.key)
    if draft.stands not in OPEN:
        return None if step == "finish" else redirect("wizard_finish", draft.key)
    if step != "table" and not draft.answers.get("columns"):
        return redirect("wizard_table", draft.key)
    return None


def page(
    request: HttpRequest, draft: WizardDraft, step: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A step's page."""
    return render(request, f"wizard/{step}.html", {**frame(draft, step), **shown}, status=status)


def frame(draft: WizardDraft, step: str) -> dict[str, Any]:
    """What the page of a step has besides its own."""
    has_columns = draft.stands in OPEN and bool(draft.answers.get("columns"))
    contract = drafting.contract_of_draft(draft) if has_columns else None
    names = [each.name for each in STEPS]
    reached = names.index(draft.step) if draft.step in names else 0
    here = names.index(step) if step in names else -1
    return {
        "draft": draft,
        "agency": agency_named(draft.agency),
        "step": step,
        "number": here + 1,
        "count": len(STEPS),
        "ways": [_way(draft, number, here, reached, has_columns=has_columns) for number in range(len(STEPS))],
        "back": reverse(STEPS[here - 1].url, args=[draft.key]) if here > 0 else "",
        "contract": contract,
        "checked": checked(draft, contract) if contract else None,
        "at": step_told(draft.at),
        "stands": STATES[draft.stands],
        "goes": goes_on(draft, timezone.now()),
        "mistakes": {},
    }


def _way(draft: WizardDraft, number: int, here: int, reached: int, *, has_columns: bool) -> Way:
    each = STEPS[number]
    can_go = draft.stands in OPEN and (has_columns or number == 0)
    url = reverse(each.url, args=[draft.key]) if can_go else ""
    return Way(title=each.title, url=url, is_here=number == here, is_done=number < reached)
