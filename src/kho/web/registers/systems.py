"""The systems on pages: look, add, change, connect, close."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.province.systems import FILE, System
from kho.province.writing.changing import FileChange
from kho.province.writing.yaml_records import with_changed, with_record
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import account_of, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.changes.writing import becoming, text_now
from kho.web.portal.systems import KINDS
from kho.web.refusing import NoSuchPageError
from kho.web.registers.agencies import check_seen
from kho.web.registers.forms import CloseForm, SystemForm
from kho.web.registers.reading import all_agencies, all_systems, is_over, mark_of, matching, past_of
from kho.web.registers.saving import answered, save, tell, texts

ORDER: Final[tuple[str, ...]] = ("id", "name", "owner", "kind", "hosting", "connections", "valid_from", "valid_to")


@needs(Right.BOARD)
def systems(request: HttpRequest) -> HttpResponse:
    """All systems, narrowed down by words of their own or their owner's."""
    known, owners, asked = all_systems(), all_agencies(), request.GET.get("q", "").strip()

    def words(each: System) -> list[str | None]:
        owner = owners.get(each.owner)
        return [each.id, each.name.vi, each.name.en, each.hosting, *((owner.name.vi, owner.name.en) if owner else ())]

    found = matching(known.values(), asked, words)
    shown = [(each, owners.get(each.owner), KINDS[each.kind], is_over(each.valid_to)) for each in found]
    context = {"systems": shown, "asked": asked, "may_write": may_write(request)}
    return render(request, "registers/systems.html", context)


@needs(Right.BOARD)
def system(request: HttpRequest, name: str) -> HttpResponse:
    """One system: its facts, its connections in both directions, its history."""
    known = all_systems()
    found = _found(known, name)
    context = {
        "system": found,
        "owner": all_agencies().get(found.owner),
        "kind": KINDS[found.kind],
        "connected": [known[each] for each in found.connections if each in known],
        "back": [each for each in known.values() if name in each.connections],
        "is_over": is_over(found.valid_to),
        "past": past_of(FILE, name),
        "may_write": may_write(request),
    }
    return render(request, "registers/system.html", context)


@needs(Right.REGISTERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new system."""
    known = all_systems()
    form = SystemForm(request.POST or None, agencies=all_agencies(), systems=known, taken=known.keys())
    if request.method == "POST" and form.is_valid():
        values = _values(form.cleaned_data)
        why = Message(f"Thêm hệ thống {values['name']['vi']}", f"Add the system {values['name']['en']}")
        try:
            ordered = {word: values[word] for word in ORDER if word in values}
            files = [becoming(FILE, with_record(text_now(FILE), FILE, ordered))]
            return answered(request, save(request, agency=values["owner"], why=why, files=files), _url(values["id"]))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message("Thêm hệ thống", "New system"))


@needs(Right.REGISTERS)
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Change a system's facts and connections."""
    known = all_systems()
    found = _found(known, name)
    initial = {
        "name_vi": found.name.vi,
        "name_en": found.name.en,
        "seen": mark_of(found),
        **{word: getattr(found, word) for word in ("owner", "kind", "hosting", "connections", "valid_from")},
    }
    owners = all_agencies()
    form = SystemForm(request.POST or None, initial=initial, taken=None, agencies=owners, systems=known, own=name)
    if request.method == "POST" and form.is_valid():
        why = Message(f"Sửa hệ thống {found.name.vi}", f"Change the system {found.name.en}")
        try:
            check_seen(form, found)
            files = [_changed(name, _values(form.cleaned_data))]
            return answered(request, save(request, agency=found.owner, why=why, files=files), _url(name))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message(f"Sửa {found.name.vi}", f"Change {found.name.en}"), found)


@needs(Right.REGISTERS)
def close(request: HttpRequest, name: str) -> HttpResponse:
    """Say until when a system is used."""
    found = _found(all_systems(), name)
    form = CloseForm(request.POST or None, initial={"valid_to": found.valid_to})
    if request.method == "POST" and form.is_valid():
        why = Message(f"Đóng hệ thống {found.name.vi}", f"Close the system {found.name.en}")
        try:
            files = [_changed(name, form.cleaned_data)]
            return answered(request, save(request, agency=found.owner, why=why, files=files), _url(name))
        except KhoError as error:
            tell(form, error)
    return _form(request, form, Message(f"Đóng {found.name.vi}", f"Close {found.name.en}"), found)


def may_write(request: HttpRequest) -> bool:
    """Whether the page offers to change something."""
    return may_somewhere(account_of(request), Right.REGISTERS)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    return {**texts(given), "connections": given.get("connections") or None}


def _changed(name: str, values: Mapping[str, Any]) -> FileChange:
    return becoming(FILE, with_changed(text_now(FILE), FILE, name, values))


def _found(known: Mapping[str, System], name: str) -> System:
    """Raises NoSuchPageError."""
    if name not in known:
        raise NoSuchPageError
    return known[name]


def _url(name: str) -> str:
    return reverse("register_system", args=[name])


def _form(request: HttpRequest, form: Any, title: Message, found: System | None = None) -> HttpResponse:
    back = (_url(found.id), Message(found.name.vi, found.name.en)) if found else None
    context = {"form": form, "title": title, "back": back, "register": "register_systems"}
    return render(request, "registers/form.html", context, status=422 if form.errors else 200)
