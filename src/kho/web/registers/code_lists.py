"""The code lists on pages: look, add codes, change one, close one, add many."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.province.codelists import FILE_NAME, NEEDED, read_codelist
from kho.province.writing.csv_rows import Row, header_of, rows_of, with_changed_row, with_rows
from kho.standards.text.folding import folded
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.roles import Right
from kho.web.accounts.words import spoken
from kho.web.changes.writing import becoming, text_now
from kho.web.refusing import NoSuchPageError
from kho.web.registers.agencies import check_seen
from kho.web.registers.errors import StrangeListError
from kho.web.registers.forms import CodeForm, ManyForm, NewListForm
from kho.web.registers.reading import all_lists, is_over, list_path, mark_of, matching, past_of, problems_of
from kho.web.registers.saving import answered, save, tell
from kho.web.registers.sheets import read_sheets
from kho.web.registers.systems import may_write

AT_ONCE: Final = 100
_NO_CODES = spoken("Không thấy mã nào; mỗi dòng cần mã và tên.", "No code was found; a line needs a code and a name.")
_TAKEN = spoken("Đã có danh mục tên này.", "There is a list of this name.")
_APART: Final = re.compile(r"\t|;|,(?! )|,\s")


@needs(Right.BOARD)
def lists(request: HttpRequest) -> HttpResponse:
    """All code lists of the province."""
    shown = [(each, sum(not is_over(code.valid_to) for code in each.entries)) for each in all_lists().values()]
    return render(request, "registers/lists.html", {"lists": shown, "may_write": may_write(request)})


@needs(Right.BOARD)
def codes(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one list, narrowed down by words, and its history."""
    rows, asked = _rows(name), request.GET.get("q", "").strip()
    found = matching(rows, asked, lambda row: row.cells.values())
    page = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    header = header_of(text_now(list_path(name)))
    context = {
        "name": name,
        "header": header,
        "rows": [(row, [row.cells.get(each, "") for each in header]) for row in page],
        "page": page,
        "asked": asked,
        "past": past_of(list_path(name), ""),
        "may_write": may_write(request),
    }
    return render(request, "registers/codes.html", context)


@needs(Right.REGISTERS)
def new_list(request: HttpRequest) -> HttpResponse:
    """A new code list."""
    form = NewListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = "_".join(re.findall(r"[a-z0-9]+", folded(form.cleaned_data["name"])))
        rows = pasted(form.cleaned_data["lines"])
        if not FILE_NAME.fullmatch(f"{name}.csv") or name in all_lists():
            form.add_error("name", _TAKEN)
        elif not rows:
            form.add_error("lines", _NO_CODES)
        else:
            text = with_rows(",".join(NEEDED) + "\n", rows)
            why = Message(f"Thêm danh mục {form.cleaned_data['name']}", f"Add the code list {name}")
            done = _saved(request, form, name, text, why)
            if done is not None:
                return done
    return _form(request, form, Message("Thêm danh mục", "New code list"), "")


@needs(Right.REGISTERS)
def new_code(request: HttpRequest, name: str) -> HttpResponse:
    """One more code."""
    text = _text(name)
    form = CodeForm(request.POST or None, more=_more(text))
    if request.method == "POST" and form.is_valid():
        cells = form.cells()
        why = Message(f"Thêm mã {cells['code']} vào {name}", f"Add the code {cells['code']} to {name}")
        done = _saved(request, form, name, with_rows(text, [cells]), why)
        if done is not None:
            return done
    return _form(request, form, Message("Thêm mã", "New code"), name)


@needs(Right.REGISTERS)
def edit_code(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Change a code, or close it by its last day."""
    text = _text(name)
    row = next((each for each in _rows(name) if each.number == number), None)
    if row is None:
        raise NoSuchPageError
    fields = {f"more-{word}" if word not in NEEDED else word: cell for word, cell in row.cells.items()}
    initial = {**fields, "seen": mark_of(sorted(row.cells.items()))}
    form = CodeForm(request.POST or None, initial=initial, more=_more(text))
    if request.method == "POST" and form.is_valid():
        code = row.cells["code"]
        why = Message(f"Sửa mã {code} của {name}", f"Change the code {code} of {name}")
        try:
            check_seen(form, sorted(row.cells.items()))
            done = _saved(request, form, name, with_changed_row(text, row, form.cells()), why)
            if done is not None:
                return done
        except KhoError as error:
            tell(form, error, {})
    return _form(request, form, Message(f"Sửa mã {row.cells['code']}", f"Change the code {row.cells['code']}"), name)


@needs(Right.REGISTERS)
def many(request: HttpRequest, name: str) -> HttpResponse:
    """Add many codes: pasted, or from a workbook."""
    text = _text(name)
    form = ManyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = _given(form.cleaned_data)
        except KhoError as error:
            tell(form, error, {})
            rows = []
        if not rows and not form.errors:
            form.add_error("lines", _NO_CODES)
        since = form.cleaned_data["valid_from"]
        dated = [
            {**each, "valid_from": each.get("valid_from") or (since.isoformat() if since else "")} for each in rows
        ]
        why = Message(f"Thêm {len(dated)} mã vào {name}", f"Add {len(dated)} codes to {name}")
        done = _saved(request, form, name, with_rows(text, dated), why) if dated else None
        if done is not None:
            return done
    return _form(request, form, Message("Thêm nhiều mã", "Add many codes"), name)


def pasted(lines: str) -> list[dict[str, str]]:
    """Codes with their names from lines of text, as they are written or come from a spreadsheet."""
    rows = []
    for line in lines.splitlines():
        if line.startswith('"'):
            cells = next(csv.reader(io.StringIO(line)), [])
        else:
            cells = line.split("\t") if "\t" in line else _APART.split(line, maxsplit=1)
        if len(cells) > 1 and cells[0].strip() and cells[1].strip():
            rows.append({"code": cells[0].strip(), "name": cells[1].strip()})
    return rows


def _given(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """The codes of the lines, or of the workbook's largest table: of the columns so called, else of the first two."""
    if not given["file"]:
        return pasted(given["lines"])
    sheet = read_sheets(given["file"])[0]
    titles = [folded(title) for title in sheet.titles]
    code = next((place for place, title in enumerate(titles) if title in {"code", "ma", "ma so"}), 0)
    name = next((place for place, title in enumerate(titles) if title in {"name", "ten", "ten goi"}), 1)
    cells = [(row.cells[code], row.cells[name]) for row in sheet.rows if len(row.cells) > max(code, name)]
    return [{"code": code, "name": name} for code, name in cells if code and name]


def _saved(request: HttpRequest, form: Any, name: str, text: str, why: Message) -> HttpResponse | None:
    """The next page; None where something is wrong, which the form tells."""
    try:
        outcome = save(request, agency=WHOLE_PROVINCE, why=why, files=[becoming(list_path(name), text)])
    except KhoError as error:
        tell(form, error, {})
        return None
    return answered(request, outcome, reverse("register_codes", args=[name]))


def _text(name: str) -> str:
    """A list's text. Raises NoSuchPageError, StrangeListError."""
    path = list_path(name)
    if name not in all_lists():
        raise NoSuchPageError
    if problems_of(path, read_codelist):
        raise StrangeListError(name=name, where=path)
    return text_now(path)


def _rows(name: str) -> Sequence[Row]:
    try:
        return rows_of(_text(name))
    except csv.Error as error:
        raise StrangeListError(name=name, where=list_path(name)) from error


def _more(text: str) -> list[str]:
    return [each for each in header_of(text) if each not in NEEDED]


def _form(request: HttpRequest, form: Any, title: Message, name: str) -> HttpResponse:
    back = (reverse("register_codes", args=[name]), Message(name, name)) if name else None
    context = {"form": form, "title": title, "back": back, "register": "register_lists"}
    return render(request, "registers/form.html", context, status=422 if form.errors else 200)
