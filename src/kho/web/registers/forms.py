"""The forms of the registers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from django import forms

from kho.contracts.names import SLUG
from kho.messages import Message
from kho.province.agencies import LEVELS, Agency
from kho.province.systems import KINDS, System
from kho.web.accounts.forms import DayField, Worded
from kho.web.accounts.words import spoken, told_now
from kho.web.portal.systems import KINDS as KINDS_TOLD
from kho.web.registers.reading import free_id

LEVELS_TOLD: Final[Mapping[str, Message]] = {
    "central": Message("trung ương", "central"),
    "province": Message("cấp tỉnh", "province"),
    "district": Message("cấp huyện (trước 1/7/2025)", "district (until July 2025)"),
    "commune": Message("cấp xã", "commune"),
    "enterprise": Message("doanh nghiệp", "enterprise"),
}
TAKEN = spoken("Mã này đã có; đặt mã khác.", "This id is taken; choose another.")
NOT_A_SLUG = spoken(
    "Chỉ dùng chữ thường không dấu, số và gạch nối: so-y-te.", "Use lower-case letters, digits, hyphens."
)
REVERSED = spoken("Ngày cuối sớm hơn ngày đầu.", "The last day is before the first.")
_NONE: Final = ("", "–")


class EntryForm(Worded, forms.Form):
    """What every entry of a register has; `seen` tells how the entry was when the page was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name_vi = forms.CharField(max_length=300)
    name_en = forms.CharField(max_length=300, required=False)
    id = forms.CharField(max_length=100, required=False)
    WORDS: ClassVar[Mapping[str, Message]] = {
        "name_vi": Message("Tên", "Name in Vietnamese"),
        "name_en": Message("Tên tiếng Anh", "Name in English"),
        "id": Message("Mã trong Kho", "Id"),
        "valid_from": Message("Từ ngày", "Since"),
        "valid_to": Message("Đến hết ngày", "Until the end of"),
    }
    HINTS: ClassVar[Mapping[str, Message]] = {
        "id": Message(
            "Để trống thì lấy từ tên. Mã đứng trong địa chỉ và bảng nên sau này không đổi được.",
            "Taken from the name where it is left empty. It stands in addresses and tables, so it never changes.",
        ),
    }

    def __init__(self, *args: Any, taken: Collection[str] | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._taken = taken
        if taken is None:
            del self.fields["id"]

    def clean_id(self) -> str:
        """An id of its own."""
        found: str = self.cleaned_data["id"].strip()
        taken = self._taken or ()
        if not found:
            return free_id(self.cleaned_data.get("name_vi", ""), taken)
        if not SLUG.fullmatch(found):
            raise forms.ValidationError(NOT_A_SLUG)
        if found in taken:
            raise forms.ValidationError(TAKEN)
        return found

    def clean(self) -> dict[str, Any]:
        """No day before another that it must follow."""
        given = super().clean() or {}
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", REVERSED)
        return given


class AgencyForm(EntryForm):
    """An agency."""

    code = forms.CharField(max_length=50, required=False)
    level = forms.ChoiceField()
    parent = forms.ChoiceField(required=False)
    valid_from = DayField(required=False)
    field_order = ("name_vi", "name_en", "id", "code", "level", "parent", "valid_from")
    WORDS: ClassVar[Mapping[str, Message]] = {
        **EntryForm.WORDS,
        "code": Message("Mã định danh điện tử", "Identification code"),
        "level": Message("Cấp", "Level"),
        "parent": Message("Cơ quan cấp trên", "Parent agency"),
    }
    HINTS: ClassVar[Mapping[str, Message]] = {
        **EntryForm.HINTS,
        "code": Message("Theo quyết định 20/2020/QĐ-TTg, ví dụ H33.11.", "By decision 20/2020/QĐ-TTg, such as H33.11."),
    }

    def __init__(self, *args: Any, agencies: Mapping[str, Agency], own: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "level", [_NONE, *((each, told_now(LEVELS_TOLD[each])) for each in LEVELS)])
        offer(self, "parent", choices_of(agencies, without=own))


class CloseAgencyForm(Worded, forms.Form):
    """The end of an agency, and who takes over."""

    valid_to = DayField()
    successor = forms.ChoiceField(required=False)
    WORDS: ClassVar[Mapping[str, Message]] = {
        "valid_to": Message("Hoạt động đến hết ngày", "Last day"),
        "successor": Message("Cơ quan kế thừa", "Succeeded by"),
    }

    def __init__(self, *args: Any, agencies: Mapping[str, Agency], own: str, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "successor", choices_of(agencies, without=own))


class MergeForm(EntryForm):
    """Two agencies become one since a day: a new one, or one that there is."""

    first = forms.ChoiceField()
    second = forms.ChoiceField()
    since = DayField()
    into = forms.ChoiceField(required=False)
    name_vi = forms.CharField(max_length=300, required=False)
    code = forms.CharField(max_length=50, required=False)
    systems_too = forms.BooleanField(required=False, initial=True)
    field_order = ("first", "second", "since", "into", "name_vi", "name_en", "id", "code")
    WORDS: ClassVar[Mapping[str, Message]] = {
        **AgencyForm.WORDS,
        "first": Message("Cơ quan thứ nhất", "The first agency"),
        "second": Message("Cơ quan thứ hai", "The second agency"),
        "since": Message("Hợp nhất từ ngày", "Merged since"),
        "into": Message("Vào cơ quan đã có", "Into one that there is"),
        "name_vi": Message("Hoặc tên cơ quan mới", "Or the new agency's name"),
        "systems_too": Message(
            "Chuyển hệ thống và cơ quan trực thuộc sang cơ quan sau hợp nhất",
            "Their systems and subordinate agencies go to the merged one",
        ),
    }
    HINTS: ClassVar[Mapping[str, Message]] = {
        **AgencyForm.HINTS,
        "since": Message("Hai cơ quan cũ hoạt động đến hết ngày hôm trước.", "The former two end the day before."),
    }

    def __init__(self, *args: Any, agencies: Mapping[str, Agency], **options: Any) -> None:
        super().__init__(*args, taken=agencies.keys(), **options)
        for name in ("first", "second", "into"):
            offer(self, name, choices_of(agencies))

    def clean(self) -> dict[str, Any]:
        """Two that differ, and one place to go."""
        given = super().clean()
        first, second, into = (given.get(name) for name in ("first", "second", "into"))
        if first and first == second:
            self.add_error(
                "second", spoken("Chọn một cơ quan khác cơ quan thứ nhất.", "Choose another than the first.")
            )
        if bool(into) == bool(given.get("name_vi")):
            told = spoken(
                "Chọn một cơ quan đã có, hoặc ghi tên cơ quan mới.", "Choose one that there is, or name a new one."
            )
            self.add_error("into", told)
        return given


class SystemForm(EntryForm):
    """A system and what it is connected with."""

    owner = forms.ChoiceField()
    kind = forms.ChoiceField()
    hosting = forms.CharField(max_length=300, required=False)
    connections = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    valid_from = DayField(required=False)
    field_order = ("name_vi", "name_en", "id", "owner", "kind", "hosting", "valid_from")
    WORDS: ClassVar[Mapping[str, Message]] = {
        **EntryForm.WORDS,
        "owner": Message("Cơ quan chủ quản", "Owner"),
        "kind": Message("Loại", "Kind"),
        "hosting": Message("Nơi đặt", "Hosting"),
        "connections": Message("Kết nối với", "Connected with"),
    }

    def __init__(
        self, *args: Any, agencies: Mapping[str, Agency], systems: Mapping[str, System], own: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer(self, "owner", choices_of(agencies))
        offer(self, "kind", [_NONE, *((each, told_now(KINDS_TOLD[each])) for each in KINDS)])
        others = [
            (each.id, told_now(Message(each.name.vi, each.name.en))) for each in systems.values() if each.id != own
        ]
        offer(self, "connections", others)
        if not others:
            del self.fields["connections"]


class CloseForm(Worded, forms.Form):
    """The last day of something."""

    valid_to = DayField()
    WORDS: ClassVar[Mapping[str, Message]] = {"valid_to": Message("Dùng đến hết ngày", "Last day of use")}


class CodeForm(Worded, forms.Form):
    """A row of a code list; its other columns come as they are."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=200)
    name = forms.CharField(max_length=1000)
    valid_from = DayField(required=False)
    valid_to = DayField(required=False)
    WORDS: ClassVar[Mapping[str, Message]] = {
        **EntryForm.WORDS,
        "code": Message("Mã", "Code"),
        "name": Message("Tên", "Name"),
    }

    def __init__(self, *args: Any, more: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in more:
            self.fields[f"more-{name}"] = forms.CharField(label=name, max_length=2000, required=False)

    def cells(self) -> dict[str, str]:
        """The row's cells by the names of the list's columns."""
        given = {word: value for word, value in self.cleaned_data.items() if word != "seen"}
        return {word.removeprefix("more-"): _cell(value) for word, value in given.items()}


class NewListForm(Worded, forms.Form):
    """A code list that there is not yet."""

    name = forms.CharField(max_length=100)
    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 10}), max_length=200_000)
    WORDS: ClassVar[Mapping[str, Message]] = {
        "name": Message("Tên danh mục", "Name of the list"),
        "lines": Message("Các mã", "The codes"),
    }
    HINTS: ClassVar[Mapping[str, Message]] = {
        "name": Message(
            "Ví dụ: Loại trường học. Tên tệp lấy từ đây.", "Such as: Loại trường học. The file is named after it."
        ),
        "lines": Message(
            "Mỗi dòng một mã và tên, cách nhau bằng tab, dấu chấm phẩy hoặc dấu phẩy; dán từ bảng tính cũng được.",
            "A code and a name on each line, apart by a tab, semicolon or comma; or pasted from a spreadsheet.",
        ),
    }


class ManyForm(Worded, forms.Form):
    """Many codes at once."""

    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=200_000)
    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv"}))
    valid_from = DayField(required=False)
    WORDS: ClassVar[Mapping[str, Message]] = {
        "lines": Message("Dán các dòng", "Paste lines"),
        "file": Message("Hoặc chọn tệp bảng tính", "Or choose a workbook"),
        "valid_from": Message("Có hiệu lực từ ngày", "Valid since"),
    }
    HINTS: ClassVar[Mapping[str, Message]] = {"lines": NewListForm.HINTS["lines"]}


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field its choices. Raises TypeError for a field that has none."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def choices_of(agencies: Mapping[str, Agency], *, without: str = "") -> list[tuple[str, str]]:
    """Agencies to choose from, those that have ended last."""
    named = [(each, told_now(Message(each.name.vi, each.name.en))) for each in agencies.values() if each.id != without]
    there = [(each.id, name) for each, name in named if each.valid_to is None]
    gone = [(each.id, f"{name} (–{each.valid_to:%d/%m/%Y})") for each, name in named if each.valid_to is not None]
    return [_NONE, *there, *gone]


def _cell(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
