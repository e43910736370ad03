"""What a sheet makes of a register: each row new, changed, the same or wrong, with reasons at the sender's cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from kho.contracts.names import SLUG
from kho.messages import Message
from kho.province.agencies import Agency
from kho.province.systems import System
from kho.standards.text.folding import folded
from kho.web.registers.importing.names import Names
from kho.web.registers.reading import free_id
from kho.web.registers.sheets import Sheet, SheetRow


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"
    PASSED_OVER = "passed over"


STATUSES: Final[Mapping[Status, Message]] = {
    Status.NEW: Message("mới", "new"),
    Status.CHANGED: Message("thay đổi", "changed"),
    Status.SAME: Message("như cũ", "the same"),
    Status.WRONG: Message("có lỗi", "wrong"),
    Status.PASSED_OVER: Message("bỏ qua", "passed over"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """Something about a cell of the sheet, told by its address such as `C7`."""

    address: str
    what: Message


@dataclass(kw_only=True, slots=True)
class Planned:
    """One row: what becomes of it, the record's values, what differs from the entry there is, and remarks."""

    row: SheetRow
    name: str = ""
    id: str = ""
    status: Status = Status.NEW
    values: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """The registers as they are; `place` is the province's name as it ends names of agencies."""

    agencies: Mapping[str, Agency]
    systems: Mapping[str, System]
    place: str


_KINDS: Final = {
    "shared": ("dung chung", "chung", "shared", "csdl dung chung", "nen tang dung chung"),
    "sector": ("chuyen nganh", "rieng", "noi bo", "sector", "csdl chuyen nganh", "dung rieng"),
}
_LEVELS: Final = {
    "central": ("trung uong", "bo", "central"),
    "province": ("tinh", "cap tinh", "so", "so nganh", "so, nganh", "province"),
    "district": ("huyen", "cap huyen", "district"),
    "commune": ("xa", "cap xa", "phuong", "xa/phuong", "commune"),
    "enterprise": ("doanh nghiep", "enterprise"),
}
_NOTHING: Final = frozenset({"", "-", "–", "khong", "chua", "chua co", "khong co", "none", "no", "x"})
_TOTAL: Final = re.compile(r"(tong cong|tong so|tong|cong|total)\b.*")


def plan(register: str, sheet: Sheet, columns: Mapping[int, str], ground: Ground) -> list[Planned]:
    """What becomes of every row. `columns` are the fields by the place of their column."""
    planner = _Planner(register=register, sheet=sheet, columns=columns, ground=ground)
    return planner.made()


class _Planner:
    def __init__(self, *, register: str, sheet: Sheet, columns: Mapping[int, str], ground: Ground) -> None:
        self._sheet, self._ground, self._register = sheet, ground, register
        self._places = {field: place for place, field in columns.items()}
        known: Mapping[str, Agency | System] = ground.systems if register == "systems" else ground.agencies
        self._known = known
        self._names = Names({id_: (each.name.vi, each.name.en) for id_, each in known.items()}, place=ground.place)
        agencies = {id_: (each.name.vi, each.name.en) for id_, each in ground.agencies.items()}
        self._agencies = Names(agencies, place=ground.place) if register == "systems" else self._names
        self._taken = set(known)
        self._seen: set[str] = set()

    def made(self) -> list[Planned]:
        rows = [self._begun(row) for row in self._sheet.rows]
        for each in rows:
            if each.status is not Status.PASSED_OVER:
                self._fill(each)
        return rows

    def _begun(self, row: SheetRow) -> Planned:
        """A row with its name and id, so that others can name it."""
        name = " ".join(self._cell(row, "name").split())
        planned = Planned(row=row, name=name)
        filled = [cell for cell in row.cells if cell.strip()]
        if not filled or _TOTAL.fullmatch(folded(filled[0])) or (name and _TOTAL.fullmatch(folded(name))):
            return self._passed(planned, Message("dòng tổng hoặc trống", "a total or blank row"))
        if len(set(filled)) == 1 or (len(filled) == 2 and re.fullmatch(r"[IVXA-Z]+\.?", filled[0])):  # noqa: PLR2004  its number
            return self._passed(planned, Message("dòng tiêu đề nhóm", "a heading of a group"))
        if not name:
            self._wrong(planned, "name", Message("Thiếu tên.", "The name is missing."))
            return planned
        self._identify(planned)
        return planned

    def _identify(self, planned: Planned) -> None:
        given = self._cell(planned.row, "id").strip()
        found = [given] if given in self._known else self._names.find(planned.name)
        if given and not SLUG.fullmatch(given):
            told = Message(f"“{given}” không dùng được làm mã.", f"“{given}” does not do as an id.")
            self._wrong(planned, "id", told)
        elif len(found) > 1:
            self._wrong(planned, "name", _ambiguous(found))
        elif found and found[0] not in self._known:
            told = Message("Trùng tên với một dòng ở trên.", "A row above has this name.")
            self._wrong(planned, "name", told)
        elif found:
            planned.id = found[0]
            if planned.id in self._seen:
                self._wrong(planned, "name", Message("Đã có ở một dòng trên.", "It stands in a row above."))
            self._seen.add(planned.id)
        else:
            planned.id = given or free_id(planned.name, self._taken)
            self._taken.add(planned.id)
            self._names.add(planned.id, planned.name)

    def _fill(self, planned: Planned) -> None:
        before = self._known.get(planned.id)
        values: dict[str, Any] = {"id": planned.id, "name": self._named(planned, before)}
        readers: Mapping[str, Callable[[Planned], Any]] = {
            "owner": lambda each: self._agency(each, "owner", needed=before is None),
            "parent": lambda each: self._agency(each, "parent", needed=False),
            "kind": lambda each: self._word(each, "kind", _KINDS, "sector"),
            "level": lambda each: self._word(each, "level", _LEVELS, "province"),
            "hosting": lambda each: self._text(each, "hosting"),
            "code": lambda each: self._text(each, "code"),
            "connections": self._connections,
            "valid_from": self._day,
        }
        own = _SYSTEM if self._register == "systems" else _AGENCY
        values.update({word: readers[word](planned) for word in own})
        planned.values = {word: value for word, value in values.items() if value is not None}
        if planned.wrong:
            planned.status = Status.WRONG
        elif before is not None:
            self._compare(planned, before)

    def _compare(self, planned: Planned, before: Agency | System) -> None:
        """Only what the sheet says may differ; what it does not say stays."""
        for word, value in planned.values.items():
            old = {"vi": before.name.vi, "en": before.name.en} if word == "name" else getattr(before, word)
            if word not in self._places and not (word == "name" and value != old):
                continue
            if value != old:
                planned.differences.append((word, _shown(old), _shown(value)))
        changed = {word for word, _, _ in planned.differences}
        planned.values = {word: value for word, value in planned.values.items() if word in changed}
        planned.status = Status.CHANGED if changed else Status.SAME

    def _named(self, planned: Planned, before: Agency | System | None) -> dict[str, str]:
        """A name that differs only in accents or abbreviations from the one there is, is that one."""
        english = self._text(planned, "name_en")
        if before is not None:
            return {"vi": before.name.vi, "en": english or before.name.en}
        return {"vi": planned.name, "en": english or planned.name}

    def _agency(self, planned: Planned, word: str, *, needed: bool) -> str | None:
        text = " ".join(self._cell(planned.row, word).split())
        if folded(text) in _NOTHING:
            if needed:
                self._wrong(planned, word, Message("Thiếu đơn vị chủ quản.", "The owner is missing."))
            return None
        found = self._agencies.find(text)
        if len(found) != 1:
            self._wrong(planned, word, _ambiguous(found) if found else self._unknown(text))
            return None
        return self._today(planned, word, found[0])

    def _today(self, planned: Planned, word: str, id_: str) -> str:
        """The agency that has taken over, where the one that is named has ended."""
        seen = {id_}
        while (agency := self._ground.agencies.get(id_)) and agency.valid_to and agency.successor not in {None, *seen}:
            id_ = str(agency.successor)
            seen.add(id_)
            told = Message(
                f"{agency.name.vi} đã thôi hoạt động; lấy cơ quan kế thừa.",
                f"{agency.name.en} has ended; its successor is taken.",
            )
            self._note(planned, word, told)
        return id_

    def _unknown(self, text: str) -> Message:
        near = self._agencies.near(text)
        agency = self._ground.agencies.get(near or "")
        vi = f" Ý bạn là “{agency.name.vi}”?" if agency else ""
        en = f" Do you mean “{agency.name.en}”?" if agency else ""
        return Message(f"Không có cơ quan “{text}” trong danh bạ.{vi}", f"The register has no agency “{text}”.{en}")

    def _word(self, planned: Planned, word: str, known: Mapping[str, Sequence[str]], usual: str) -> str | None:
        text = folded(self._cell(planned.row, word))
        if not text:
            return None if planned.id in self._known else usual
        for value, spellings in known.items():
            if text in spellings:
                return value
        for value, spellings in known.items():
            if any(spelling in text for spelling in spellings if len(spelling) > 3):  # noqa: PLR2004  short ones are in many
                return value
        cell = self._cell(planned.row, word)
        self._wrong(planned, word, Message(f"Không hiểu “{cell}”.", f"“{cell}” is not understood."))
        return None

    def _text(self, planned: Planned, word: str) -> str | None:
        return " ".join(self._cell(planned.row, word).split()) or None

    def _day(self, planned: Planned) -> date | None:
        """A day; a year alone is its first day."""
        text = self._cell(planned.row, "valid_from").strip()
        for pattern, order in _DAYS:
            match = re.fullmatch(pattern, text)
            if match:
                try:
                    return date(*(int(match[name] or 1) for name in order))
                except ValueError:
                    break
        if text and folded(text) not in _NOTHING:
            self._wrong(planned, "valid_from", Message(f"“{text}” không phải ngày.", f"“{text}” is no day."))
        return None

    def _connections(self, planned: Planned) -> tuple[str, ...] | None:
        cell = self._cell(planned.row, "connections")
        if folded(cell) in _NOTHING:
            return None
        found: dict[str, None] = {}
        for part in self._parts(cell):
            ids = self._names.find(part)
            if len(ids) == 1 and ids[0] != planned.id:
                found[ids[0]] = None
            elif folded(part) not in _NOTHING and ids != [planned.id]:
                told = Message(
                    f"Bỏ kết nối với “{part}”: chưa có trong danh bạ.", f"Left out “{part}”: the register has none."
                )
                self._note(planned, "connections", _ambiguous(ids) if ids else told)
        return tuple(found) or None

    def _parts(self, cell: str) -> Iterable[str]:
        """The names listed in a cell; a comma may be in a name."""
        for part in re.split(r"[;\n]", cell):
            whole = part.strip().lstrip("-+•* ").strip()
            names = [whole] if self._names.find(whole) else whole.split(",")
            yield from (name.strip() for name in names if name.strip())

    def _cell(self, row: SheetRow, word: str) -> str:
        place = self._places.get(word)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _address(self, row: SheetRow, word: str) -> str:
        place = self._places.get(word)
        return f"{self._sheet.letters[place] if place is not None else ''}{row.number}"

    def _wrong(self, planned: Planned, word: str, what: Message) -> None:
        planned.status = Status.WRONG
        planned.wrong.append(Remark(address=self._address(planned.row, word), what=what))

    def _note(self, planned: Planned, word: str, what: Message) -> None:
        planned.notes.append(Remark(address=self._address(planned.row, word), what=what))

    def _passed(self, planned: Planned, why: Message) -> Planned:
        planned.status = Status.PASSED_OVER
        planned.name = max(planned.row.cells, key=len, default="")
        planned.notes.append(Remark(address=str(planned.row.number), what=why))
        return planned


_SYSTEM: Final = ("owner", "kind", "hosting", "connections", "valid_from")
_AGENCY: Final = ("code", "level", "parent", "valid_from")
_DAYS: Final = (
    (r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})([ T].*)?", "ymd"),
    (r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", "ymd"),
    (r"(?P<m>\d{1,2})/(?P<y>\d{4})(?P<d>)", "ymd"),
    (r"(?P<y>\d{4})(\.0)?(?P<m>)(?P<d>)", "ymd"),
)


def _ambiguous(found: Sequence[str]) -> Message:
    listed = ", ".join(found)
    return Message(f"Có thể là nhiều mục: {listed}.", f"It could be any of {listed}.")


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['vi']} / {value['en']}"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
