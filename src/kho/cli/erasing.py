"""`kho erase` as a person sees it."""

from collections.abc import Sequence

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.erasing import erase
from kho.pipeline.workplace import Workplace
from kho.standards.registry import standard
from kho.warehouse.erasure import Match, by_standard


class BadMatchError(KhoError):
    """The text does not say which rows."""

    code = "KHO-R803"
    what = Message(vi="Không hiểu “{text}”.", en="“{text}” is not understood.")
    mend = Message(
        vi="Viết co-quan/bo-du-lieu:cot=gia-tri, ví dụ so-y-te/benh-nhan:so_dinh_danh=001099000001.",
        en="Write agency/dataset:column=value, such as so-y-te/benh-nhan:so_dinh_danh=001099000001.",
    )


class NobodyNamedError(KhoError):
    """Neither rows nor a person are named."""

    code = "KHO-R806"
    what = Message(vi="Chưa nói xoá ai.", en="Nobody is named.")
    mend = Message(
        vi="Thêm --match co-quan/bo-du-lieu:cot=gia-tri, hoặc --person citizen_id=001099000001.",
        en="Add --match agency/dataset:column=value, or --person citizen_id=001099000001.",
    )


class BadPersonError(KhoError):
    """The text does not say who by a standard."""

    code = "KHO-R805"
    what = Message(vi="“{text}” không chỉ ra người nào: {why_vi}.", en="“{text}” names nobody: {why_en}.")
    mend = Message(
        vi="Viết chuẩn=giá-trị, ví dụ citizen_id=001099000001; các chuẩn: `kho standard list`.",
        en="Write standard=value, such as citizen_id=001099000001; the standards: `kho standard list`.",
    )


def erase_person(session: Session, matches: Sequence[str], persons: Sequence[str], *, reason: str, by: str) -> None:
    """Erase, and say what went."""
    place = session.workplace()
    wanted = [_match(place, text) for text in matches] + [each for text in persons for each in _everywhere(place, text)]
    if not wanted:
        raise NobodyNamedError
    record = erase(place, wanted, reason=reason, by=by)
    screen = Screen(session.language)
    rows = sum(table.rows for table in record.tables)
    screen.say(
        f"Đã xoá {rows} dòng ở {len(record.tables)} bảng, {record.quarantined} dòng cách ly, "
        f"{len(record.landed)} tệp gốc. Biên bản: erasures/{record.id}",
        f"{rows} rows of {len(record.tables)} tables, {record.quarantined} quarantined rows and {len(record.landed)} "
        f"landed files are erased. Record: erasures/{record.id}",
        "green",
    )


def _everywhere(place: Workplace, text: str) -> list[Match]:
    """The person in each dataset with a column of the standard."""
    name, equals, value = text.partition("=")
    if not (equals and value) or standard(name).read(value.strip()) is None:
        raise _names_nobody(text, "giá trị không theo chuẩn", "the value is not of the standard")
    found = by_standard(list(place.province.datasets.values()), name, value)
    if not found:
        raise _names_nobody(text, "không bộ dữ liệu nào có cột theo chuẩn này", "no dataset has a column of it")
    return found


def _names_nobody(text: str, vi: str, en: str) -> BadPersonError:
    return BadPersonError(where="--person", text=text, why_vi=vi, why_en=en)


def _match(place: Workplace, text: str) -> Match:
    name, _, condition = text.partition(":")
    column, equals, value = condition.partition("=")
    if not (equals and column and value):
        raise BadMatchError(where="--match", text=text)
    return Match(contract=place.contract(DatasetName.parse(name)), where={column: value})
