"""A page's change of a register: written or proposed, and what is wrong told beside the field it is about."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kho.errors import KhoError
from kho.messages import Message
from kho.province.writing.changing import Change, FileChange
from kho.province.writing.errors import MistakesError
from kho.web.accounts.rights import caller
from kho.web.accounts.words import told_now
from kho.web.changes.proposing import Outcome, propose_or_apply
from kho.web.changes.writing import author

SAVED: Final = Message("Đã ghi.", "Saved.")
PROPOSED: Final = Message(
    "Đã gửi đề nghị; thay đổi được ghi khi người khác duyệt.",
    "Proposed: it is written once somebody else approves it.",
)
SAME: Final = Message("Không có gì thay đổi.", "Nothing has changed.")
_FIELDS: Final = {"name": "name_vi"}


def save(request: HttpRequest, *, agency: str, why: Message, files: Sequence[FileChange]) -> Outcome:
    """Write or propose a change. Raises the errors of `propose_or_apply`."""
    account = caller(request)
    return propose_or_apply(account=account, agency=agency, change=Change(files=files, why=why, author=author(account)))


def answered(request: HttpRequest, outcome: Outcome, url: str) -> HttpResponse:
    """What became of it, on the next page."""
    if outcome.proposal is not None:
        messages.info(request, told_now(PROPOSED))
        return redirect("change_proposed", outcome.proposal.pk)
    messages.success(request, told_now(SAVED if outcome.is_made else SAME))
    return redirect(url)


def tell(form: forms.Form, error: KhoError, fields: Mapping[str, str] = _FIELDS) -> None:
    """Put an error beside the fields it is about; what is about none, above the form."""
    if not isinstance(error, MistakesError):
        form.add_error(None, f"{told_now(error.message())} {told_now(error.next_step())}")
        return
    for problem in error.problems:
        told = f"{told_now(problem.what)} {told_now(problem.mend)}"
        field = _field(problem.field, problem.what, form, fields)
        where = "" if field else f"{problem.file.name}:{problem.line} "
        form.add_error(field, f"{where}{told}")


def _field(place: str, what: Message, form: forms.Form, fields: Mapping[str, str]) -> str | None:
    """The form's field of a place such as `[3].parent`, or of the name that a sentence begins to speak of."""
    named = re.fullmatch(r"\[\d+\]\.(\w+)(\[\d+\])?", place)
    found = fields.get(named[1], named[1]) if named else next((each for each in form.fields if each in what.en), None)
    return found if found in form.fields else None


def texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form as a record has them: empty ones are none, both names are one field."""
    found = {word: value or None for word, value in values.items() if word not in {"name_vi", "name_en", "seen"}}
    vi, en = values.get("name_vi", ""), values.get("name_en", "")
    return {**found, "name": {"vi": vi, "en": en or vi}}
