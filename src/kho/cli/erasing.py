"""`kho erase` as a person sees it."""

from collections.abc import Sequence

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.erasing import erase
from kho.pipeline.workplace import Workplace
from kho.warehouse.erasure import Match


class BadMatchError(KhoError):
    """The text does not say which rows."""

    code = "KHO-R803"
    what = Message(vi="Không hiểu “{text}”.", en="“{text}” is not understood.")
    mend = Message(
        vi="Viết co-quan/bo-du-lieu:cot=gia-tri, ví dụ so-y-te/benh-nhan:so_dinh_danh=001099000001.",
        en="Write agency/dataset:column=value, such as so-y-te/benh-nhan:so_dinh_danh=001099000001.",
    )


def erase_person(session: Session, matches: Sequence[str], *, reason: str, by: str) -> None:
    """Erase, and say what went."""
    place = session.workplace()
    record = erase(place, [_match(place, text) for text in matches], reason=reason, by=by)
    screen = Screen(session.language)
    rows = sum(table.rows for table in record.tables)
    screen.say(
        f"Đã xoá {rows} dòng ở {len(record.tables)} bảng, {record.quarantined} dòng cách ly, "
        f"{len(record.landed)} tệp gốc. Biên bản: erasures/{record.id}",
        f"{rows} rows of {len(record.tables)} tables, {record.quarantined} quarantined rows and {len(record.landed)} "
        f"landed files are erased. Record: erasures/{record.id}",
        "green",
    )


def _match(place: Workplace, text: str) -> Match:
    name, _, condition = text.partition(":")
    column, equals, value = condition.partition("=")
    if not (equals and column and value):
        raise BadMatchError(where="--match", text=text)
    return Match(contract=place.contract(DatasetName.parse(name)), where={column: value})
