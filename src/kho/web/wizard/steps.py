"""The pages on which something is answered: table, columns, key, personal data, rules, the dataset itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kho.contracts.guess.suggestions import RuleKind
from kho.messages import Message
from kho.pipeline.surveying import row_numbers, samples
from kho.publishing.domains import domain_title
from kho.publishing.licences import LICENCES
from kho.web.accounts.permits import needs
from kho.web.accounts.roles import Right
from kho.web.deliveries.places import place
from kho.web.wizard import drafting, forms, shown
from kho.web.wizard.answers import Answers
from kho.web.wizard.forms import Read
from kho.web.wizard.frame import elsewhere, of_key, page
from kho.web.wizard.models import WizardDraft
from kho.web.wizard.words import ACCESS, FREQUENCIES, KINDS, LOADS, STEPS, rule_told

BOTH = ["GET", "POST"]
NO_TABLE = Message("Chọn một bảng.", "Choose a table.")


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def table(request: HttpRequest, key: str) -> HttpResponse:
    """Which table of the file it is."""
    draft = drafting.found(key)
    if (other := elsewhere(draft, "table")) is not None:
        return other
    found = drafting.survey_of(draft)
    chosen = request.POST.get("table", "")
    if request.method == "POST" and chosen.isdigit() and int(chosen) < len(found.tables):
        drafting.want_table(draft, int(chosen))
        return redirect("wizard_draft" if drafting.found(key).is_at_work else "wizard_columns", key)
    answered = draft.answered.table
    context = {
        "tables": shown.tables(found),
        "chosen": found.largest if answered is None else answered,
        "mistakes": {"table": NO_TABLE} if request.method == "POST" else {},
    }
    return page(request, draft, "table", context, 400 if request.method == "POST" else 200)


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """What the columns are."""

    def read(draft: WizardDraft, answers: Answers) -> Read:
        found = samples(draft.found, drafting.survey_of(draft), answers.table or 0)
        return forms.columns(request.POST, answers, found)

    def context(draft: WizardDraft, answers: Answers) -> Mapping[str, Any]:
        described = drafting.description_of(draft)
        numbers = row_numbers(draft.found, answers.table or 0)
        return {
            "columns": shown.columns(answers, described.columns if described else (), numbers),
            "types": shown.types(),
            "keeps": shown.keeps(),
            "rows": described.rows if described else 0,
        }

    return _step(request, key, "columns", read, context)


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def joining(request: HttpRequest, key: str) -> HttpResponse:
    """What tells rows apart, how later deliveries join, how often they come, who answers for them."""

    def read(draft: WizardDraft, answers: Answers) -> Read:  # noqa: ARG001  a step's
        return forms.joining(request.POST, request.POST.getlist("key"), answers)

    def context(draft: WizardDraft, answers: Answers) -> Mapping[str, Any]:
        described = drafting.description_of(draft)
        return {
            "columns": answers.kept,
            "proposed": described.key if described else None,
            "loads": [(each.value, *told, each is answers.load) for each, told in LOADS.items()],
            "frequencies": list(FREQUENCIES.items()),
            "answers": answers,
        }

    return _step(request, key, "joining", read, context)


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def people(request: HttpRequest, key: str) -> HttpResponse:
    """What is about people."""

    def read(draft: WizardDraft, answers: Answers) -> Read:  # noqa: ARG001  a step's
        return forms.people(request.POST, answers)

    def context(draft: WizardDraft, answers: Answers) -> Mapping[str, Any]:
        described = drafting.description_of(draft)
        found = shown.people(answers, described.columns if described else ())
        return {
            "pointed": [each for each in found if each.what is not None],
            "others": [each for each in found if each.what is None],
            "kinds": list(KINDS.items()),
        }

    return _step(request, key, "people", read, context)


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def rules(request: HttpRequest, key: str) -> HttpResponse:
    """Which rules rows keep."""

    def read(draft: WizardDraft, answers: Answers) -> Read:  # noqa: ARG001  a step's
        return forms.rules(request.POST, answers)

    def context(draft: WizardDraft, answers: Answers) -> Mapping[str, Any]:  # noqa: ARG001  a step's
        titles = {each.column.name: each.column.title or each.column.name for each in answers.columns}
        kept = {each.column.name for each in answers.kept}
        found = [
            (number, each, rule_told(each.rule, titles), each.rule.kind is RuleKind.RANGE)
            for number, each in enumerate(answers.rules)
            if kept.issuperset(each.rule.columns)
        ]
        return {"rules": found}

    return _step(request, key, "rules", read, context)


@require_http_methods(BOTH)
@needs(Right.DESCRIBE, of=of_key)
def about(request: HttpRequest, key: str) -> HttpResponse:
    """What it is called, and who may see it."""

    def read(draft: WizardDraft, answers: Answers) -> Read:
        return forms.about(request.POST, answers, _pointed(draft), is_new=not draft.renews)

    def context(draft: WizardDraft, answers: Answers) -> Mapping[str, Any]:
        return {
            "answers": answers,
            "is_new": not draft.renews,
            "domains": _domains(answers.domain),
            "licences": [(each.id, each.title) for each in LICENCES.values()],
            "accesses": [(each.value, *told, each is answers.access) for each, told in ACCESS.items()],
            "may_be_open": forms.may_be_open(answers, _pointed(draft)),
        }

    return _step(request, key, "about", read, context)


Reading = Callable[[WizardDraft, Answers], Read]
Showing = Callable[[WizardDraft, Answers], Mapping[str, Any]]


def _step(request: HttpRequest, key: str, step: str, read: Reading, context: Showing) -> HttpResponse:
    """A page with answers: shown, or taken and then the next one; with what is wrong it is shown again as typed."""
    draft = drafting.found(key)
    if (other := elsewhere(draft, step)) is not None:
        return other
    if request.method != "POST":
        return page(request, draft, step, context(draft, draft.answered))
    typed = read(draft, draft.answered)
    if typed.mistakes:
        return page(request, draft, step, {**context(draft, typed.answers), "mistakes": typed.mistakes}, 400)
    stays = "check" in request.POST
    drafting.answer(draft, typed.answers, step=step if stays else _after(step))
    return redirect(f"wizard_{step if stays else _after(step)}", key)


def _after(step: str) -> str:
    names = [each.name for each in STEPS]
    return names[names.index(step) + 1]


def _pointed(draft: WizardDraft) -> frozenset[int]:
    described = drafting.description_of(draft)
    return frozenset(each.place for each in (described.columns if described else ()) if each.pointed is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Domain:
    code: str
    title: Message


def _domains(own: str) -> Sequence[_Domain]:
    """The fields that the province uses, and those of the national list of open data."""
    used = {each.domain for each in place().province.datasets.values() if each.domain}
    topics = shown.open_data_topics()
    codes = dict.fromkeys([*sorted(used), *topics, *([own] if own else [])])
    return [_Domain(code=code, title=domain_title(code)) for code in codes]
