"""The review queue: pairs that a person should look at, side by side, as a file, and the decisions that come back."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kho.errors import KhoError
from kho.messages import Language, Message
from kho.pipeline.matching import decisions
from kho.pipeline.matching.decisions import Decision, HandedIn, mark
from kho.pipeline.matching.pairs import Said, Verdict
from kho.pipeline.matching.running import sides
from kho.pipeline.workplace import Workplace
from kho.province.matches.model import Match
from kho.standards.text.folding import folded
from kho.warehouse.tables import TableRef

XLSX: Final = ".xlsx"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
DECISION = Message("Là một? (có/không)", "One? (yes/no)")
NOTE = Message("Ghi chú", "Note")
LEFT, RIGHT = Message("Khoá trái", "Left key"), Message("Khoá phải", "Right key")
PROBABILITY, REASONS = Message("Xác suất", "Probability"), Message("Vì sao", "Reasons")
MARK = Message("Dấu (đừng sửa)", "Mark (leave as it is)")
SIDES = (Message("trái", "left"), Message("phải", "right"))
CHANGED = Message(
    "Đã được {by} quyết định ngày {day}, nhưng dòng đã thay đổi từ đó.",
    "Decided by {by} on {day}, but a row has changed since.",
)
YES: Final = frozenset({"co", "yes", "y", "x", "1", "dung", "trung", "true"})
NO: Final = frozenset({"khong", "no", "n", "0", "sai", "khac", "false"})
SHOWN: Final = 5
_WIDE: Final = 60
_NARROW: Final = 24


class NotMatchedYetError(KhoError):
    """A match has not been run."""

    code = "KHO-R623"
    what = Message(vi="{name} chưa được so khớp lần nào.", en="{name} has not been matched yet.")
    mend = Message(vi="Chạy `kho match {name}`.", en="Run `kho match {name}`.")


class BadDecisionsError(KhoError):
    """A file of decisions cannot be taken."""

    code = "KHO-R624"
    what = Message(
        vi="Chưa nhận quyết định nào: {count} chỗ sai.\n{wrong_vi}",
        en="No decision is taken: {count} mistakes.\n{wrong_en}",
    )
    mend = Message(
        vi="Sửa rồi gửi lại cả tệp; cột “Là một?” ghi có, không, hoặc để trống.",
        en="Mend them and hand in the whole file again; the column “One?” says yes, no or nothing.",
    )


Values = Mapping[str, tuple[str, ...]]
"""What a row says, by compared name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A pair that a person should look at: what both rows say of each compared column, and why it is a question."""

    left: str
    right: str
    probability: float
    reasons: Message
    said: tuple[tuple[str, str], ...]
    mark: str


def questions(place: Workplace, match: Match) -> list[Question]:
    """The unsure pairs of the newest run, the likeliest first. Raises NotMatchedYetError."""
    ref = TableRef.of(match.contract)
    if not place.warehouse.exists(ref):
        raise NotMatchedYetError(where=str(match.name), name=match.name)
    left, right = sides(place, match)
    lefts, rights = (dict(zip(each.keys, each.said, strict=True)) for each in (left, right))
    rows = [row for batch in place.warehouse.read(ref) for row in batch.to_pylist()]
    asked = [row for row in rows if row["verdict"] == Verdict.UNSURE and row["left_key"] in lefts]
    ordered = sorted(asked, key=lambda row: (-row["probability"], row["left_key"], row["right_key"]))
    return [
        _question(match, row, lefts[row["left_key"]], rights[row["right_key"]])
        for row in ordered
        if row["right_key"] in rights
    ]


def _question(match: Match, row: Mapping[str, Any], left: Values, right: Values) -> Question:
    reasons = Message(row["reasons"] or "", row["reasons_en"] or "")
    if row["decision"] == Said.STALE:
        told = CHANGED.filled(by=row["decided_by"], day=f"{row['decided_at']:%d/%m/%Y}")
        reasons = Message(f"{told.vi} {reasons.vi}", f"{told.en} {reasons.en}")
    return Question(
        left=row["left_key"],
        right=row["right_key"],
        probability=row["probability"],
        reasons=reasons,
        said=tuple((", ".join(left[each.name]), ", ".join(right[each.name])) for each in match.compared),
        mark=mark(match, left, right),
    )


def write_questions(match: Match, asked: Sequence[Question], file: Path, language: Language) -> None:
    """Write the questions as a workbook, or as CSV where the file is not called `.xlsx`."""
    titles = _titles(match, language)
    rows = [_cells(each, language) for each in asked]
    if file.suffix.lower() == XLSX:
        _write_workbook(titles, rows, file)
        return
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([titles, *rows])
    file.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def _titles(match: Match, language: Language) -> list[str]:
    pairs = [f"{each.title} ({side.in_(language)})" for each in match.compared for side in SIDES]
    first = [each.in_(language) for each in (DECISION, NOTE, LEFT, RIGHT, PROBABILITY)]
    return [*first, *pairs, REASONS.in_(language), MARK.in_(language)]


def _cells(asked: Question, language: Language) -> list[str]:
    said = [text for pair in asked.said for text in pair]
    cells = [
        "",
        "",
        asked.left,
        asked.right,
        f"{asked.probability:.2f}",
        *said,
        asked.reasons.in_(language),
        asked.mark,
    ]
    return [_harmless(each) for each in cells]


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_workbook(titles: Sequence[str], rows: Iterable[Sequence[str]], file: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.append(list(titles))
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", each) for each in row])
    for at, title in enumerate(titles, 1):
        cell = sheet.cell(1, at)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="DDEBE5", end_color="DDEBE5")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        is_wide = title in (REASONS.vi, REASONS.en)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE if is_wide else _NARROW
    sheet.freeze_panes = "C2"
    words = '"có,không"' if titles[0] == DECISION.vi else '"yes,no"'
    choice = DataValidation(type="list", formula1=words, allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"A2:A{max(sheet.max_row, 2)}")
    book.save(file)


def take_decisions(place: Workplace, match: Match, file: Path, *, by: str, at: datetime) -> HandedIn:
    """Keep the decisions of a review file. Raises BadDecisionsError; nothing is kept then."""
    content = file.read_bytes()
    found, wrong = _decisions(_read(file, content))
    if wrong:
        told = "\n".join(f"  {each.vi}" for each in wrong[:SHOWN]), "\n".join(f"  {each.en}" for each in wrong[:SHOWN])
        raise BadDecisionsError(where=str(file), count=len(wrong), wrong_vi=told[0], wrong_en=told[1])
    handed = HandedIn(
        id=decisions.new_id(at),
        by=by,
        at=at,
        file=file.name,
        sha256=hashlib.sha256(content).hexdigest(),
        decisions=tuple(found),
    )
    if found:
        decisions.keep(place.warehouse.storage, match.name, handed)
    return handed


def _read(file: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a review file with their numbers as a person sees them."""
    if file.suffix.lower() == XLSX:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        rows: Iterable[Sequence[Any]] = sheet.iter_rows(values_only=True) if sheet is not None else ()
    else:
        text = content.decode("utf-8-sig")
        dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        rows = csv.reader(io.StringIO(text), delimiter=dialect)
    for number, row in enumerate(rows, 1):
        yield number, ["" if cell is None else str(cell).strip() for cell in row]


def _decisions(rows: Iterator[tuple[int, list[str]]]) -> tuple[list[Decision], list[Message]]:
    _, titles = next(rows, (1, []))
    places = {name: _place(titles, title) for name, title in _NEEDED.items()}
    lacking = [_NEEDED[name] for name, place in places.items() if place is None]
    if lacking:
        return [], [Message(f"thiếu cột “{each.vi}”", f"the column “{each.en}” is missing") for each in lacking]
    found, wrong = [], []
    for number, row in rows:
        cells = {name: row[at] if at is not None and at < len(row) else "" for name, at in places.items()}
        word = folded(cells["decision"])
        if word in YES | NO and cells["left"] and cells["right"] and cells["mark"]:
            found.append(_decision(cells, same=word in YES))
        elif word in YES | NO:
            wrong.append(Message(f"dòng {number}: thiếu khoá hoặc dấu", f"row {number}: a key or the mark is missing"))
        elif word:
            said = cells["decision"]
            wrong.append(Message(f"dòng {number}: “{said}”", f"row {number}: “{said}”"))
    return found, wrong


_NEEDED: Final = {"decision": DECISION, "left": LEFT, "right": RIGHT, "note": NOTE, "mark": MARK}


def _place(titles: Sequence[str], title: Message) -> int | None:
    return next((at for at, each in enumerate(titles) if each in (title.vi, title.en)), None)


def _decision(cells: Mapping[str, str], *, same: bool) -> Decision:
    left, right = (_plain(cells[name]) for name in ("left", "right"))
    return Decision(left=left, right=right, same=same, mark=cells["mark"], note=cells["note"])


def _plain(text: str) -> str:
    """A key without the apostrophe that kept a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
