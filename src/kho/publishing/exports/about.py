"""What a file says of the dataset it was made from, for programs and for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from kho.messages import Message
from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.choosing import Chosen
from kho.publishing.exports.source import Source
from kho.publishing.licences import licence
from kho.warehouse.tables import VIETNAM, Version

CARRIED: Final = Message(
    "Mã đơn vị được đưa về đơn vị hành chính ngày {day} khi đơn vị đã công bố nằm trọn trong một đơn vị của ngày đó; "
    "mã không chắc chắn để trống. Mỗi dòng vẫn là số liệu của đơn vị đã công bố ({original}): không số nào được cộng "
    "gộp hay chia. {outcome} nói về từng mã: same (không đổi), whole (nằm trọn), part (bị chia), unknown (không rõ).",
    "Codes of units are brought to the units of {day} where the published unit lies wholly in one of them; where that "
    "is not certain the code is empty. Each row still has the figures of the published unit ({original}): none is "
    "added up or divided. {outcome} says of each code: same, whole, part (divided) or unknown.",
)
PUBLISHED: Final = Message("Mã đơn vị hành chính như đã công bố.", "Codes of units as they were published.")
WHOLE: Final = Message("Toàn bộ bộ dữ liệu.", "The whole dataset.")
SOME: Final = Message("Một phần: đã lọc dòng hoặc chọn cột.", "A part: rows were filtered or columns chosen.")


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a file tells of itself."""

    source: Source
    wanted: Wanted
    version: Version
    chosen: Chosen

    @property
    def units(self) -> Message:
        """Of which day's units codes are."""
        carried = self.chosen.carried
        if not carried:
            return PUBLISHED
        original, outcome = (
            ", ".join(names) for names in zip(*((c.original, c.outcome) for c in carried), strict=True)
        )
        return CARRIED.filled(day=f"{self.source.today:%d/%m/%Y}", original=original, outcome=outcome)

    def document(self) -> dict[str, Any]:
        """What programs read, the same for the same version and wish."""
        dataset = self.source.dataset
        told = {
            "dataset": str(dataset.name),
            "address": self.wanted.address,
            "title": dataset.title,
            "description": dataset.description,
            "agency": {"id": dataset.agency.id, "name": dataset.agency.name.vi},
            "licence": self._licence(),
            "version": self.version.version,
            "published": self.version.committed.astimezone(UTC).isoformat(timespec="seconds"),
            "whole": self.wanted.is_whole,
            "units": self.units.in_(self.wanted.language),
            "columns": [*self._columns()],
        }
        return {name: value for name, value in told.items() if value not in ("", None)}

    def _columns(self) -> Iterator[dict[str, Any]]:
        for cell in self.chosen.cells:
            column = cell.column
            told = {
                "name": column.name,
                "title": column.title,
                "type": column.kind.value,
                "description": column.description,
                "unit": column.unit,
                "codes": column.codes,
                "standard": column.standard,
            }
            yield {name: value for name, value in told.items() if value}

    def _licence(self) -> dict[str, str] | None:
        told = self.source.dataset.licence
        if not told:
            return None
        known = licence(told)
        return {"id": told} if known is None else {"id": known.id, "title": known.title, "url": known.url}

    def facts(self) -> Iterator[tuple[Message, str]]:
        """What people read, line by line."""
        dataset, language = self.source.dataset, self.wanted.language
        terms = self._licence() or {"id": ""}
        whole = WHOLE if self.wanted.is_whole else SOME
        yield Message("Bộ dữ liệu", "Dataset"), dataset.title
        yield Message("Tên", "Name"), str(dataset.name)
        yield Message("Mô tả", "Description"), dataset.description
        yield Message("Nguồn", "Source"), dataset.agency.name.vi if language == "vi" else dataset.agency.name.en
        yield Message("Địa chỉ", "Address"), self.wanted.address
        yield Message("Giấy phép", "Licence"), " · ".join(terms.values())
        yield Message("Phiên bản", "Version"), str(self.version.version)
        yield Message("Công bố lúc", "Published"), f"{self.version.committed.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        yield Message("Phạm vi", "Contents"), whole.in_(language)
        yield Message("Đơn vị hành chính", "Administrative units"), self.units.in_(language)
