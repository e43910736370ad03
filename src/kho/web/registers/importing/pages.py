"""A register from a workbook, page by page: send the file, look at its columns and rows, take it as one change."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kho.errors import KhoError
from kho.messages import Message
from kho.province import agencies as agencies_yaml
from kho.province import systems as systems_yaml
from kho.province.writing.yaml_records import with_changed, with_record
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import caller
from kho.web.accounts.roles import Right
from kho.web.changes.writing import becoming, text_now
from kho.web.holding import held
from kho.web.refusing import NoSuchPageError
from kho.web.registers.errors import EntryChangedError, NoFileError
from kho.web.registers.importing.columns import FIELDS, proposed
from kho.web.registers.importing.planning import STATUSES, Ground, Planned, Status, plan
from kho.web.registers.models import SheetUpload
from kho.web.registers.reading import all_agencies, all_systems
from kho.web.registers.saving import answered, save
from kho.web.registers.sheets import Sheet, SheetRow, read_sheets

KEPT: Final = timedelta(days=3)
_FILES: Final = {"systems": systems_yaml.FILE, "agencies": agencies_yaml.FILE}
_TITLES: Final = {
    "systems": Message("Nhập hệ thống từ bảng tính", "Systems from a workbook"),
    "agencies": Message("Nhập cơ quan từ bảng tính", "Agencies from a workbook"),
}
_ORDER: Final = {
    "systems": ("id", "name", "owner", "kind", "hosting", "connections", "valid_from"),
    "agencies": ("id", "code", "name", "level", "parent", "valid_from"),
}


@needs(Right.REGISTERS)
def upload(request: HttpRequest, register: str) -> HttpResponse:
    """Send the file."""
    error: KhoError | None = None
    if request.method == "POST":
        try:
            return redirect("register_import_look", register, _kept(request, register).pk)
        except KhoError as raised:
            error = raised
    context = {"register": register, "title": _TITLES[register], "fields": FIELDS[register].values(), "error": error}
    return render(request, "registers/import.html", context, status=error.http_status if error else 200)


@needs(Right.REGISTERS)
def look(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Look at what would become of each row; taken, it is one change. Raises NoSuchPageError."""
    found = SheetUpload.objects.filter(pk=number, register=register, account=caller(request)).first()
    if found is None:
        raise NoSuchPageError
    sheets = [_sheet(each) for each in found.sheets]
    place = min(max(_number(request.GET.get("sheet")), 0), len(sheets) - 1)
    columns = _columns(request, register, sheets[place])
    rows = plan(register, sheets[place], columns, _ground())
    error: KhoError | None = None
    if request.method == "POST":
        try:
            return _taken(request, register, found, rows)
        except KhoError as raised:
            error = raised
    counts = Counter(each.status for each in rows)
    context = {
        "register": register,
        "title": _TITLES[register],
        "upload": found,
        "sheets": [(index, each.part or found.file_name, index == place) for index, each in enumerate(sheets)],
        "columns": _choices(register, sheets[place], columns),
        "rows": [(each, STATUSES[each.status], each.status.value.split()[0]) for each in rows],
        "counts": [(STATUSES[status], counts[status]) for status in Status if counts[status]],
        "takes": counts[Status.NEW] + counts[Status.CHANGED],
        "wrong": counts[Status.WRONG],
        "seen": _mark(rows),
        "error": error,
        "words": FIELDS[register],
        "address": request.get_full_path(),
    }
    return render(request, "registers/import_look.html", context, status=error.http_status if error else 200)


def _kept(request: HttpRequest, register: str) -> SheetUpload:
    """What the file holds, kept for the next page; what is older than some days goes. Raises the errors of sheets."""
    file = request.FILES.get("file")
    if file is None:
        raise NoFileError
    sheets = read_sheets(file)
    SheetUpload.objects.filter(made__lt=timezone.now() - KEPT).delete()
    return SheetUpload.objects.create(
        account=caller(request),
        register=register,
        file_name=(file.name or "")[:300],
        sheets=[asdict(each) for each in sheets],
    )


def _taken(request: HttpRequest, register: str, found: SheetUpload, rows: Sequence[Planned]) -> HttpResponse:
    """Take the new and the changed rows as one change. Raises EntryChangedError and what saving raises."""
    if request.POST.get("seen") != _mark(rows):
        raise EntryChangedError
    path = _FILES[register]
    text = text_now(path)
    for each in rows:
        if each.status is Status.NEW:
            text = with_record(
                text, path, {word: each.values[word] for word in _ORDER[register] if word in each.values}
            )
        elif each.status is Status.CHANGED:
            text = with_changed(text, path, each.id, each.values)
    counts = Counter(each.status for each in rows)
    why = Message(
        f"Nhập từ {found.file_name}: {counts[Status.NEW]} mới, {counts[Status.CHANGED]} thay đổi",
        f"Import {found.file_name}: {counts[Status.NEW]} new, {counts[Status.CHANGED]} changed",
    )
    outcome = save(request, agency=WHOLE_PROVINCE, why=why, files=[becoming(path, text)])
    return answered(request, outcome, reverse(f"register_{register}"))


def _columns(request: HttpRequest, register: str, sheet: Sheet) -> dict[int, str]:
    """What each column is: as chosen in the address, else as its title says."""
    if not any(key.startswith("c") and key[1:].isdigit() for key in request.GET):
        return proposed(register, sheet.titles)
    chosen = {place: request.GET.get(f"c{place}", "") for place in range(len(sheet.titles))}
    found: dict[int, str] = {}
    for place, word in chosen.items():
        if word in FIELDS[register] and word not in found.values():
            found[place] = word
    return found


def _choices(register: str, sheet: Sheet, columns: Mapping[int, str]) -> list[dict[str, Any]]:
    """The form in which columns are chosen, with their first values."""
    return [
        {
            "place": place,
            "letter": sheet.letters[place],
            "title": title,
            "example": next((row.cells[place] for row in sheet.rows if row.cells[place]), ""),
            "options": [(word, told, columns.get(place) == word) for word, told in FIELDS[register].items()],
        }
        for place, title in enumerate(sheet.titles)
    ]


def _ground() -> Ground:
    name = held().place.province.settings.name
    place = name.partition("(")[0].strip().removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return Ground(agencies=all_agencies(), systems=all_systems(), place=place)


def _sheet(told: Mapping[str, Any]) -> Sheet:
    return Sheet(**{**told, "rows": [SheetRow(**row) for row in told["rows"]]})


def _mark(rows: Sequence[Planned]) -> str:
    """A text that is another one once what would be done is another."""
    told = repr([(each.status, each.id, sorted(each.values.items(), key=str)) for each in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004  no file has more sheets
