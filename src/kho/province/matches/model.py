"""A declared match as a value: a dataset whose rows are pairs of rows of two others, or of one."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.province.models.model import How, Influence, InputColumn, ModelColumn, Role


class Kind(StrEnum):
    """What two columns are compared as, beside the national standards, whose names do too."""

    FACILITY = "facility"
    ORGANISATION = "organisation"
    PERSON = "person"
    ADDRESS = "address"
    UNIT = "unit"
    DATE = "date"
    NUMBER = "number"
    POINT = "point"
    CODE = "code"
    TEXT = "text"


TOLD: dict[Kind, Message] = {
    Kind.FACILITY: Message(
        "tên cơ sở (bệnh viện, trường, trạm): loại, cấp, tên riêng, số",
        "a facility's name (hospital, school, station): kind, level, own name, numbers",
    ),
    Kind.ORGANISATION: Message(
        "tên tổ chức (công ty, cơ quan, hợp tác xã): loại hình, tên riêng, số",
        "an organisation's name (company, agency, cooperative): kind, own name, numbers",
    ),
    Kind.PERSON: Message("tên người, bỏ danh xưng và học hàm", "a person's name without forms of address and titles"),
    Kind.ADDRESS: Message(
        "địa chỉ: xã theo đơn vị hiện nay, phần còn lại, số nhà",
        "an address: the commune of today, what stands before it, the number",
    ),
    Kind.UNIT: Message(
        "tên hoặc mã đơn vị hành chính, có hay không có “xã”, “huyện”",
        "an administrative unit's name, with or without its kind, or its code",
    ),
    Kind.DATE: Message(
        "ngày: bằng nhau, lệch một nét, hoặc cùng năm", "a date: the same, one slip away, or in the same year"
    ),
    Kind.NUMBER: Message("số, lệch không quá tolerance", "a number, within tolerance"),
    Kind.POINT: Message(
        "toạ độ [vĩ độ, kinh độ], cách nhau không quá metres",
        "coordinates [latitude, longitude], within metres",
    ),
    Kind.CODE: Message("mã, phải giống hệt", "a code, the same or not"),
    Kind.TEXT: Message("đoạn chữ thường, gần giống cũng tính", "plain text, near ones count too"),
}
"""Every kind in a person's words."""

NAMED = frozenset({Kind.FACILITY, Kind.ORGANISATION, Kind.PERSON, Kind.TEXT})
"""Kinds that are compared as names."""
METRES = 200.0
TOLERANCE = 0.05
MATCH, UNSURE = 0.9, 0.1
MADE = ("probability", "verdict", "reasons", "reasons_en")
"""Columns of the pairs that are made of what is compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What is compared: the columns of both sides and as what.

    `left` and `right` are one column, two for a point. `standard` is a national standard's name, then `kind` is CODE.
    `tolerance` is a share of the larger number, or an amount where `absolute`; `metres` how far points of one thing may
    lie apart. `commune` is the kind of a facility that is called by a commune's name alone.
    """

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: Kind
    title: str = ""
    standard: str = ""
    tolerance: float = TOLERANCE
    absolute: bool = False
    metres: float = METRES
    commune: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One declared match of a province.

    `left` and `right` are datasets; the same one twice looks for doubles in it. Rows are compared where they agree in
    all of `equal`, names of `compared`. From probability `match` a pair is a match, from `unsure` it is a question for
    a person. `one_to_one`: a row is in one match at most. `contract` is that of the table of pairs; `text` the file.
    """

    name: DatasetName
    file: Path
    contract: Contract
    text: str
    left: DatasetName
    right: DatasetName
    left_key: tuple[str, ...]
    right_key: tuple[str, ...]
    compared: tuple[Compared, ...]
    equal: tuple[str, ...] = ()
    match: float = MATCH
    unsure: float = UNSURE
    one_to_one: bool = True

    @property
    def inputs(self) -> tuple[DatasetName, ...]:
        """The datasets it reads, each once, by name."""
        return tuple(sorted({self.left, self.right}))

    @property
    def columns(self) -> tuple[ModelColumn, ...]:
        """From which columns each column of the pairs comes; the decisions of persons come from none."""
        sides = ((self.left, self.left_key), (self.right, self.right_key))
        keys = [
            ModelColumn(name=name, inputs=_columns(side, key), how=How.DIRECT if len(key) == 1 else How.DERIVED)
            for name, (side, key) in zip(("left_key", "right_key"), sides, strict=True)
        ]
        return (*keys, *(ModelColumn(name=name, inputs=self._read, how=How.DERIVED) for name in MADE))

    @property
    def influences(self) -> tuple[Influence, ...]:
        """The columns that decide which rows are compared."""
        equal = [each for each in self.compared if each.name in self.equal]
        found = {each for one in equal for each in self._sides(one)}
        return tuple(Influence(input=each, role=Role.JOIN) for each in sorted(found))

    @property
    def _read(self) -> tuple[InputColumn, ...]:
        return tuple(sorted({each for one in self.compared for each in self._sides(one)}))

    def _sides(self, one: Compared) -> tuple[InputColumn, ...]:
        return (*_columns(self.left, one.left), *_columns(self.right, one.right))

    @property
    def within_one(self) -> bool:
        """Whether doubles of one dataset are looked for."""
        return self.left == self.right


def _columns(dataset: DatasetName, names: tuple[str, ...]) -> tuple[InputColumn, ...]:
    return tuple(InputColumn(dataset, name) for name in names)
