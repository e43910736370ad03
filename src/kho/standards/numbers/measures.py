"""Units of measure and what they are worth in each other, exactly.

Rule: the law on measurement (04/2011/QH13, article 8) takes the international system's units with their decimal
multiples, and units outside of it that the government lists (decree 86/2012/NĐ-CP; the International Bureau's brochure
names hectare, tonne and litre); "other units" are traditional ones, which stay in use by custom: sào, mẫu, công, tạ,
yến. Factors are fractions of whole numbers; a conversion that is no finite decimal (a square metre in sào) is none.

A sào is 360 m² in Bắc Bộ, 500 m² in Trung Bộ, a công (or sào) 1,000 m² in Nam Bộ; a mẫu is ten of them. Where a text
names no region and none is told, these are no units: the column's contract says the region. Left out, since sources
disagree: the mẫu of Trung Bộ (4,970 or 5,000 m²). A tạ is taken as 100 kg, its only sense in statistics; traders of
some crops in Nam Bộ mean 60 kg by it, and say nothing of it in their tables. So is the công of 1,000 m², beside which
an older one of 1,296 m² is known.

Not units of measure but numbers: nghìn, triệu, tỷ, `1.000` before a unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Final
from unicodedata import normalize

from sqlglot import exp

from kho.standards.numbers.decimals import ACCOUNTING_LAW
from kho.standards.standard import Source


class Region(StrEnum):
    """The parts of the country whose traditional units differ."""

    NORTH = "bac_bo"
    CENTRE = "trung_bo"
    SOUTH = "nam_bo"


class Standing(StrEnum):
    """Whether a unit is of law (the international system, its multiples), of a list outside of it, or of custom."""

    LEGAL = "legal"
    LISTED = "listed"
    CUSTOM = "custom"
    COUNT = "count"


MEASUREMENT_LAW: Final = Source(
    title="Luật Đo lường 04/2011/QH13",
    clause="Điều 8",
    url="https://luattrongtay.vn/ViewFullText/ctl/RootInfoFrontEnd/mid/600/Id/e4bfcea7-f7d0-4b5b-87d2-4da170eadac9/ArticleName/8",
)
SI_BROCHURE: Final = Source(title="BIPM, The International System of Units, 9th edition", clause="Table 8")
AREAS_BY_CUSTOM: Final = Source(
    title="Wikipedia tiếng Việt, Mẫu (đơn vị đo)",
    url="https://www.search.com.vn/wiki/vi/M%E1%BA%ABu_(%C4%91%C6%A1n_v%E1%BB%8B_%C4%91o)",
)
WEIGHTS_BY_CUSTOM: Final = Source(title="Wikipedia tiếng Việt, Tạ", url="https://defzone.net/wiki/T%E1%BA%A1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit: one of it is `factor` of its base unit. Units of one base are worth something in each other.

    `name` is how it is written in contracts, such as `triệu đồng`, `tạ/ha`, `sào (bac_bo)`.
    """

    name: str
    base: str
    factor: Fraction
    standing: Standing
    sources: tuple[Source, ...] = ()
    region: Region | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """Units of one base that share standing and sources: how each is written, first its name, and its factor."""

    base: str
    standing: Standing
    sources: tuple[Source, ...]
    units: dict[tuple[str, ...], Fraction | int]


_CUSTOM: Final = Standing.CUSTOM
RATIO: Final = "1"
"""The base of percent and per mille."""
_KINDS: Final = (
    _Kind(
        base="đồng",
        standing=Standing.LEGAL,
        sources=(ACCOUNTING_LAW,),
        units={("đồng", "đ", "₫", "vnđ", "vnd", "vn đồng", "đồng việt nam", "dong", "dongs"): 1},
    ),
    _Kind(base="usd", standing=Standing.COUNT, sources=(), units={("usd", "đô la mỹ", "us$"): 1}),
    _Kind(
        base="m2",
        standing=Standing.LEGAL,
        sources=(MEASUREMENT_LAW,),
        units={
            ("m2", "m²", "mét vuông", "met vuong"): 1,
            ("cm2", "cm²"): Fraction(1, 10_000),
            ("km2", "km²", "ki-lô-mét vuông", "kilômét vuông", "kilomet vuông"): 1_000_000,
        },
    ),
    _Kind(
        base="m2",
        standing=Standing.LISTED,
        sources=(MEASUREMENT_LAW, SI_BROCHURE),
        units={("ha", "héc ta", "hec ta", "héc-ta", "hecta", "hectare", "hectares"): 10_000},
    ),
    _Kind(base="m2", standing=_CUSTOM, sources=(), units={("a", "are", "ares"): 100}),
    _Kind(
        base="kg",
        standing=Standing.LEGAL,
        sources=(MEASUREMENT_LAW,),
        units={
            ("kg", "ki-lô-gam", "kilôgam", "kilogam", "kilogram"): 1,
            ("g", "gam", "gram"): Fraction(1, 1000),
            ("mg",): Fraction(1, 1_000_000),
        },
    ),
    _Kind(
        base="kg",
        standing=Standing.LISTED,
        sources=(MEASUREMENT_LAW, SI_BROCHURE),
        units={("tấn", "tan", "tonne", "tonnes", "tons"): 1000},
    ),
    _Kind(base="kg", standing=_CUSTOM, sources=(WEIGHTS_BY_CUSTOM,), units={("tạ",): 100, ("yến",): 10}),
    _Kind(
        base="m",
        standing=Standing.LEGAL,
        sources=(MEASUREMENT_LAW,),
        units={
            ("m", "mét"): 1,
            ("mm", "mi-li-mét", "milimét"): Fraction(1, 1000),
            ("cm", "xăng-ti-mét", "xentimét"): Fraction(1, 100),
            ("km", "ki-lô-mét", "kilômét", "kilomet"): 1000,
        },
    ),
    _Kind(
        base="m3",
        standing=Standing.LEGAL,
        sources=(MEASUREMENT_LAW,),
        units={("m3", "m³", "mét khối", "met khoi"): 1, ("cm3", "cm³"): Fraction(1, 1_000_000)},
    ),
    _Kind(
        base="m3",
        standing=Standing.LISTED,
        sources=(MEASUREMENT_LAW, SI_BROCHURE),
        units={("lít", "lit", "l", "litre", "liter"): Fraction(1, 1000), ("ml",): Fraction(1, 1_000_000)},
    ),
    _Kind(
        base="kwh",
        standing=Standing.LISTED,
        sources=(MEASUREMENT_LAW,),
        units={("kwh",): 1, ("mwh",): 1000, ("gwh",): 1_000_000},
    ),
    _Kind(
        base=RATIO,
        standing=Standing.COUNT,
        sources=(),
        units={
            (RATIO,): 1,
            ("%", "phần trăm", "phan tram", "percent", "per cent"): Fraction(1, 100),
            ("‰", "phần nghìn", "phan nghin", "per mille"): Fraction(1, 1000),
        },
    ),
)
_COUNTED: Final = (
    ("người", "nguoi", "người dân", "persons", "people"), ("hộ", "ho", "hộ gia đình", "households"), ("con",),
    ("cái",), ("chiếc",), ("lượt",), ("lượt người",), ("cơ sở", "co so"), ("đơn vị",), ("giường",), ("giường bệnh",),
    ("trường",), ("lớp",), ("học sinh",), ("hồ sơ",), ("thôn",), ("xã",), ("cây",), ("lần",), ("ngày",),
    ("doanh nghiệp",), ("dự án",), ("công trình",), ("bộ",), ("cuốn",), ("điểm",),
)  # fmt: skip
"""What is counted: each is a base of its own, so nothing is converted but its thousands and millions."""
_REGIONAL: Final[dict[str, dict[Region, int]]] = {
    "sào": {Region.NORTH: 360, Region.CENTRE: 500, Region.SOUTH: 1000},
    "mẫu": {Region.NORTH: 3600, Region.SOUTH: 10_000},
    "công": {Region.SOUTH: 1000},
}
"""Square metres of units that differ by region."""
REGION_NAMES: Final = {
    "bắc bộ": Region.NORTH, "bac bo": Region.NORTH, "trung bộ": Region.CENTRE, "trung bo": Region.CENTRE,
    "nam bộ": Region.SOUTH, "nam bo": Region.SOUTH,
    **{region.value: region for region in Region},
}  # fmt: skip
MULTIPLES: Final = {
    "nghìn tỷ": 10**12, "nghìn tỉ": 10**12,
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "1.000.000.000": 10**9, "billion": 10**9, "billions": 10**9,
    "triệu": 10**6, "trieu": 10**6, "tr": 10**6, "tr.": 10**6, "1.000.000": 10**6, "1,000,000": 10**6,
    "1 000 000": 10**6, "1000000": 10**6, "million": 10**6, "millions": 10**6,
    "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "ngan": 10**3, "1.000": 10**3, "1,000": 10**3, "1 000": 10**3,
    "1000": 10**3, "thousand": 10**3, "thousands": 10**3,
    "100": 10**2, "trăm": 10**2,
}  # fmt: skip
"""Numbers before a unit, as they are written."""
_MULTIPLE_NAMES: Final = {10**12: "nghìn tỷ", 10**9: "tỷ", 10**6: "triệu", 10**3: "nghìn", 10**2: "trăm"}


@cache
def _simple() -> dict[str, Unit]:
    """Every unit that is one word for itself, by each way to write it."""
    return {written: unit for names, unit in _units() for written in names}


def _units() -> Iterable[tuple[tuple[str, ...], Unit]]:
    for kind in _KINDS:
        for names, factor in kind.units.items():
            yield (
                names,
                Unit(
                    name=names[0],
                    base=kind.base,
                    factor=Fraction(factor),
                    standing=kind.standing,
                    sources=kind.sources,
                ),
            )
    for names in _COUNTED:
        yield names, Unit(name=names[0], base=names[0], factor=Fraction(1), standing=Standing.COUNT)


def units() -> tuple[Unit, ...]:
    """Every unit there is, those of a region once per region; multiples and quotients are made of them."""
    regional = (unit for name in _REGIONAL for region in Region if (unit := _of_region(name, region)) is not None)
    return (*(unit for _, unit in _units()), *regional)


def unit(text: str, *, region: Region | None = None) -> Unit | None:
    """The unit that a text is the name of: `triệu đồng`, `tr.đ`, `tạ/ha`, `nghìn người`, `sào Bắc Bộ`; or None.

    `region` is where a traditional unit is from that names no region itself; without one it is None.
    """
    told = " ".join(normalize("NFC", text).lower().split())
    over, slash, under = told.partition("/")
    if not slash:
        return _multiple(told, region)
    above, below = _multiple(over.strip(), region), _multiple(under.strip(), region)
    return None if above is None or below is None else _quotient(above, below)


def needs_region(text: str) -> bool:
    """Whether a text is the name of a unit in some region, and of none without being told the region."""
    return unit(text) is None and any(unit(text, region=region) is not None for region in Region)


def _multiple(told: str, region: Region | None) -> Unit | None:
    """A unit after a number: `1.000 đồng`, `tr.đ`."""
    found = _bare(told, region)
    if found is not None:
        return found
    for word in sorted(MULTIPLES, key=len, reverse=True):
        if told.startswith(word):
            rest = told.removeprefix(word).strip().removeprefix("of ").strip()
            of = _bare(rest, region) if rest else None
            if of is not None and of.base != RATIO:
                return _times(MULTIPLES[word], of)
    return None


def _bare(told: str, region: Region | None) -> Unit | None:
    found = _simple().get(told)
    if found is not None:
        return found
    for name in _REGIONAL:
        if told == name:
            return None if region is None else _of_region(name, region)
        if told.startswith(f"{name} "):
            named = REGION_NAMES.get(told.removeprefix(name).strip(" ()"))
            return None if named is None else _of_region(name, named)
    return None


def _of_region(name: str, region: Region) -> Unit | None:
    metres = _REGIONAL[name].get(region)
    if metres is None:
        return None
    return Unit(
        name=f"{name} ({region})",
        base="m2",
        factor=Fraction(metres),
        standing=_CUSTOM,
        sources=(AREAS_BY_CUSTOM,),
        region=region,
    )


def _times(number: int, of: Unit) -> Unit:
    return Unit(
        name=f"{_MULTIPLE_NAMES[number]} {of.name}",
        base=of.base,
        factor=number * of.factor,
        standing=of.standing,
        sources=of.sources,
        region=of.region,
    )


def _quotient(above: Unit, below: Unit) -> Unit:
    return Unit(
        name=f"{above.name}/{below.name}",
        base=f"{above.base}/{below.base}",
        factor=above.factor / below.factor,
        standing=max(above.standing, below.standing, key=list(Standing).index),
        sources=tuple(dict.fromkeys((*above.sources, *below.sources))),
        region=above.region or below.region,
    )


def factor(source: Unit, target: Unit) -> Decimal | None:
    """What one `source` is in `target`, exactly; None where they measure different things or no finite decimal does."""
    if source.base != target.base:
        return None
    ratio = source.factor / target.factor
    return _decimal(ratio)


def _decimal(ratio: Fraction) -> Decimal | None:
    rest, twos, fives = ratio.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    return Decimal(f"{int(ratio * 10**places)}e-{places}")


def sql_factor(exact: Decimal) -> exp.Expr:
    """A factor as a decimal of SQL with no digit to spare: a decimal times it is exact up to 38 digits."""
    _, digits, exponent = exact.as_tuple()
    scale = max(0, -int(exponent))
    whole = max(len(digits) + int(exponent), 1)
    kind = exp.DataType.build(f"decimal({whole + scale},{scale})")
    return exp.Cast(this=exp.Literal.string(f"{exact:f}"), to=kind)
