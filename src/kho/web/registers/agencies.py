"""The agencies on pages: look, add, change, close, merge."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.province import systems as systems_yaml
from kho.province.agencies import FILE, Agency
from kho.province.writing.changing import FileChange
from kho.province.writing.yaml_records import with_changed, with_record
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.changes.writing import becoming, text_now
from kho.web.deliveries.places import place
from kho.web.refusing import NoSuchPageError
from kho.web.registers.errors import EntryChangedError
from kho.web.registers.forms import LEVELS_TOLD, AgencyForm, CloseAgencyForm, MergeForm
from kho.web.registers.reading import all_agencies, all_systems, is_over, mark_of, matching, past_of
from kho.web.registers.saving import answered, save, tell, texts

_ORDER: Final = ("id", "code", "name", "level", "parent", "valid_from", "valid_to", "successor")


@needs(Right.BOARD)
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies, narrowed down by words; those that have ended apart."""
    known, asked = all_agencies(), request.GET.get("q", "").strip()
    found = matching(known.values(), asked, lambda each: (each.id, each.code, each.name.vi, each.name.en))
    shown = [(each, LEVELS_TOLD[each.level], known.get(each.parent or ""), is_over(each.valid_to)) for each in found]
    there = sorted(shown, key=lambda each: each[3])
    context = {"agencies": there, "asked": asked, "may_write": _may_write(request)}
    return render(request, "registers/agencies.html", context)


@needs(Right.BOARD)
def agency(request: HttpRequest, name: str) -> HttpResponse:
    """One agency: its facts, what belongs to it, its history."""
    known = all_agencies()
    found = _found(known, name)
    context = {
        "agency": found,
        "level": LEVELS_TOLD[found.level],
        "parent": known.get(found.parent or ""),
        "successor": known.get(found.successor or ""),
        "before": [each for each in known.values() if each.successor == name],
        "below": [each for each in known.values() if each.parent == name],
        "systems": [each for each in all_systems().values() if each.owner == name],
        "is_over": is_over(found.valid_to),
        "left": _left(name) if is_over(found.valid_to) else [],
        "past": past_of(FILE, name),
        "may_write": _may_write(request),
    }
    return render(request, "registers/agency.html", context)


@needs(Right.REGISTERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new agency."""
    known = all_agencies()
    form = AgencyForm(request.POST or None, agencies=known, taken=known.keys())
    if request.method == "POST" and form.is_valid():
        values = texts(form.cleaned_data)
        told = values["name"]
        why = Message(f"Thêm cơ quan {told['vi']}", f"Add the agency {told['en']}")
        try:
            files = [becoming(FILE, with_record(text_now(FILE), FILE, _ordered(values)))]
            outcome = save(request, agency=values["parent"] or WHOLE_PROVINCE, why=why, files=files)
            return answered(request, outcome, reverse("register_agency", args=[values["id"]]))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message("Thêm cơ quan", "New agency"))


@needs(Right.REGISTERS)
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Change an agency's facts."""
    known = all_agencies()
    found = _found(known, name)
    initial = {
        "name_vi": found.name.vi,
        "name_en": found.name.en,
        "seen": mark_of(found),
        **{word: getattr(found, word) for word in ("code", "level", "parent", "valid_from")},
    }
    form = AgencyForm(request.POST or None, initial=initial, agencies=known, own=name, taken=None)
    if request.method == "POST" and form.is_valid():
        why = Message(f"Sửa cơ quan {found.name.vi}", f"Change the agency {found.name.en}")
        try:
            check_seen(form, found)
            files = [_changed(name, texts(form.cleaned_data))]
            return answered(request, save(request, agency=name, why=why, files=files), _url(name))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message(f"Sửa {found.name.vi}", f"Change {found.name.en}"), found)


@needs(Right.REGISTERS)
def close(request: HttpRequest, name: str) -> HttpResponse:
    """Say until when an agency is, and who takes over."""
    known = all_agencies()
    found = _found(known, name)
    initial = {"valid_to": found.valid_to, "successor": found.successor}
    form = CloseAgencyForm(request.POST or None, initial=initial, agencies=known, own=name)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "successor": form.cleaned_data["successor"] or None}
        why = Message(f"Đóng cơ quan {found.name.vi}", f"Close the agency {found.name.en}")
        try:
            return answered(request, save(request, agency=name, why=why, files=[_changed(name, values)]), _url(name))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message(f"Đóng {found.name.vi}", f"Close {found.name.en}"), found)


@needs(Right.REGISTERS)
def merge(request: HttpRequest) -> HttpResponse:
    """Two agencies become one since a day, as on 1 July 2025."""
    known = all_agencies()
    initial = {"first": request.GET.get("first", ""), "systems_too": True}
    form = MergeForm(request.POST or None, initial=initial, agencies=known)
    if request.method == "POST" and form.is_valid():
        try:
            into, why, files = merged(known, form.cleaned_data)
            return answered(request, save(request, agency=WHOLE_PROVINCE, why=why, files=files), _url(into))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message("Hợp nhất hai cơ quan", "Merge two agencies"))


def _left(agency: str) -> Sequence[tuple[str, str]]:
    """The datasets that stand under the id of an agency: what each is called, by its name."""
    datasets = place().province.datasets.values()
    return sorted((str(each.name), each.title) for each in datasets if each.agency == agency)


def merged(known: Mapping[str, Agency], given: Mapping[str, Any]) -> tuple[str, Message, Sequence[FileChange]]:
    """What a merger changes: the id of what they become, why, and the files. Raises NotEditableError."""
    olds = [known[given[word]] for word in ("first", "second")]
    into = given["into"] or given["id"]
    text = text_now(FILE)
    if into not in known:
        text = with_record(text, FILE, _ordered(_successor(olds[0], given)))
    for old in olds:
        if old.id != into:
            ended = {"valid_to": given["since"] - timedelta(days=1), "successor": into}
            text = with_changed(text, FILE, old.id, ended)
    gone = {old.id for old in olds} - {into}
    files = []
    if given["systems_too"]:
        for each in known.values():
            if each.parent in gone and each.id not in {*gone, into} and not is_over(each.valid_to):
                text = with_changed(text, FILE, each.id, {"parent": into})
        files = _systems_moved(gone, into)
    named = " và ".join(old.name.vi for old in olds), " and ".join(old.name.en for old in olds)
    day: date = given["since"]
    why = Message(f"Hợp nhất {named[0]} từ {day:%d/%m/%Y}", f"Merge {named[1]} since {day.isoformat()}")
    return into, why, [becoming(FILE, text), *files]


def check_seen(form: Any, entry: object) -> None:
    """Whether the entry is as it was when the page was opened. Raises EntryChangedError, and the page is of now."""
    now = mark_of(entry)
    if form.cleaned_data.get("seen") != now:
        form.data = form.data.copy()
        form.data["seen"] = now
        raise EntryChangedError


def _successor(old: Agency, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record of an agency that two others become: where the first stood."""
    name = {"vi": given["name_vi"], "en": given["name_en"] or given["name_vi"]}
    return {
        "id": given["id"],
        "code": given["code"] or None,
        "name": name,
        "level": old.level,
        "parent": old.parent,
        "valid_from": given["since"],
    }


def _systems_moved(gone: set[str], into: str) -> list[FileChange]:
    owned = [each.id for each in all_systems().values() if each.owner in gone]
    text = text_now(systems_yaml.FILE) if owned else ""
    for each in owned:
        text = with_changed(text, systems_yaml.FILE, each, {"owner": into})
    return [becoming(systems_yaml.FILE, text)] if owned else []


def _changed(name: str, values: Mapping[str, Any]) -> FileChange:
    return becoming(FILE, with_changed(text_now(FILE), FILE, name, values))


def _ordered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {word: values[word] for word in _ORDER if word in values}


def _found(known: Mapping[str, Agency], name: str) -> Agency:
    """Raises NoSuchPageError."""
    if name not in known:
        raise NoSuchPageError
    return known[name]


def _url(name: str) -> str:
    return reverse("register_agency", args=[name])


def _may_write(request: HttpRequest) -> bool:
    return may_somewhere(account_of(request), Right.REGISTERS)


def _form(request: HttpRequest, form: Any, title: Message, found: Agency | None = None) -> HttpResponse:
    back = (_url(found.id), Message(found.name.vi, found.name.en)) if found else None
    context = {"form": form, "title": title, "back": back, "register": "register_agencies"}
    return render(request, "registers/form.html", context, status=422 if form.errors else 200)
