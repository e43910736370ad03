"""`kho.unit` of a column: read, and held against the rest of its contract."""

from typing import Any

from kho.contracts.model import Column, Contract, LogicalType, MeasureUse
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message
from kho.standards.numbers import measures
from kho.standards.numbers.measures import Region, Unit

WORD = "kho.unit"
UNKNOWN_UNIT = Kind(
    code="KHO-C191",
    what=Message("Kho không có đơn vị “{name}”.{near}", "Kho knows no unit “{name}”.{near}"),
    mend=Message(
        "Viết tên đơn vị như tấn, ha, m², triệu đồng, tạ/ha, %; chưa có thì bỏ kho.unit.",
        "Name a unit such as tấn, ha, m², triệu đồng, tạ/ha, %; where there is none, drop kho.unit.",
    ),
)
REGION_NEEDED = Kind(
    code="KHO-C192",
    what=Message("“{name}” mỗi vùng một khác.", "“{name}” differs by region."),
    mend=Message(
        "Thêm region: bac_bo, trung_bo hoặc nam_bo (mẫu: bac_bo hoặc nam_bo; công: nam_bo).",
        "Add region: bac_bo, trung_bo or nam_bo (mẫu: bac_bo or nam_bo; công: nam_bo).",
    ),
)
UNKNOWN_REGION = Kind(
    code="KHO-C193",
    what=Message("Không có vùng “{name}”.{near}", "There is no region “{name}”.{near}"),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
UNFIT_SOURCE = Kind(
    code="KHO-C194",
    what=Message("“{source}” không đổi chính xác ra “{unit}”.", "“{source}” is no exact number of “{unit}”."),
    mend=Message(
        "from và unit phải cùng loại và đổi ra số thập phân hữu hạn; hoặc lưu bằng đơn vị nhỏ hơn.",
        "from and unit must be of a kind, and their factor a finite decimal; or store a smaller unit.",
    ),
)
OF_NO_TEXT = Kind(
    code="KHO-C195",
    what=Message("of “{of}” không phải cột chữ của bảng.{near}", "of “{of}” is no text column of the table.{near}"),
    mend=Message("Viết tên cột ghi đơn vị của từng dòng.", "Name the column that has each row's unit."),
)


def measure_use(value: Any) -> MeasureUse | None:
    """The use that a contract's value says."""
    if value is None:
        return None
    told = {"unit": value} if isinstance(value, str) else value
    return MeasureUse(unit=told["unit"].strip(), source=told.get("from"), of=told.get("of"), region=told.get("region"))


def region_of(use: MeasureUse) -> Region | None:
    """The region that a use tells. Raises ValueError where there is no such one."""
    return None if use.region is None else Region(use.region)


def target_of(use: MeasureUse) -> Unit | None:
    """The unit that figures are stored in; None where the contract names none that there is."""
    return measures.unit(use.unit, region=region_of(use))


def check_measure(column: Column, contract: Contract, report: Report) -> None:
    """Tell what is wrong with a column's `kho.unit`."""
    use, here = column.measure, (*column.path, WORD)
    if use is None:
        return
    if use.region is not None and use.region not in set(Region):
        known = [each.value for each in Region]
        report.add(UNKNOWN_REGION, here, name=use.region, near=near(use.region, known), known=listed(known))
        return
    target = _named(use.unit, use, here, report)
    source = None if use.source is None else _named(use.source, use, here, report)
    if target is not None and source is not None and measures.factor(source, target) is None:
        report.add(UNFIT_SOURCE, here, source=use.source, unit=use.unit)
    if use.of is not None:
        _check_of(use.of, contract, here, report)


def _named(name: str, use: MeasureUse, here: Place, report: Report) -> Unit | None:
    found = measures.unit(name, region=region_of(use))
    if found is None and measures.needs_region(name):
        report.add(REGION_NEEDED, here, name=name)
    elif found is None:
        report.add(UNKNOWN_UNIT, here, name=name, near=near(name, [each.name for each in measures.units()]))
    return found


def _check_of(of: str, contract: Contract, here: Place, report: Report) -> None:
    texts = [each for each in contract.columns if each.logical_type is LogicalType.STRING]
    if of not in {each.name for each in texts}:
        report.add(OF_NO_TEXT, here, of=of, near=near(of, [each.name for each in texts]))


def written(use: MeasureUse | None) -> Any:
    """The use as a contract says it."""
    if use is None:
        return None
    told = {"unit": use.unit, "from": use.source, "of": use.of, "region": use.region}
    given = {word: value for word, value in told.items() if value is not None}
    return use.unit if len(given) == 1 else given
