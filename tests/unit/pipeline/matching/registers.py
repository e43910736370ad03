"""Two invented registers of schools and two of businesses, of which it is known which rows are one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.pipeline.matching.choosing import Rulings, chosen
from kho.pipeline.matching.forms import Row, side
from kho.pipeline.matching.linking import scored
from kho.pipeline.matching.pairs import Judged, Verdict
from kho.province.matches.model import Compared, Kind, Match
from kho.warehouse.duck import Workroom

Keys = tuple[str, str]
OWN = [
    "Hoa Sen", "Ánh Dương", "Kim Đồng", "Lê Lợi", "Nguyễn Du", "Trần Phú", "Hoà Bình", "Quang Trung",
    "Bình Minh", "Sao Mai", "Tân Lập", "Đoàn Kết", "Thống Nhất", "Võ Thị Sáu", "Lý Tự Trọng", "Chu Văn An",
]  # fmt: skip
COMMUNES = ["Xã An Vĩ", "Phường Hiến Nam", "Xã Tân Dân", "Xã Đông Kết", "Thị trấn Yên Mỹ"]
SCHOOLS = (("Trường Tiểu học", "TH"), ("Trường THCS", "Trường trung học cơ sở"), ("Trường Mầm non", "MN"))
SHORT = {"Xã ": "X. ", "Phường ": "P.", "Thị trấn ": "TT "}
FORMS = (("Công ty TNHH", "CTY TNHH"), ("Công ty cổ phần", "Cty CP"), ("Hợp tác xã", "HTX"))
STREETS = ["Nguyễn Trãi", "Điện Biên", "Bạch Đằng", "Lê Hồng Phong", "Phạm Ngũ Lão"]


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same examples each time


def schools() -> tuple[list[Row], list[Row], set[Keys]]:
    """Schools by two departments: other abbreviations, capitals, slips, and some that only one of them has."""
    random, left, right, same = _random(7), list[Row](), list[Row](), set[Keys]()
    for commune in COMMUNES:
        for own in random.sample(OWN, 9):
            full, short = random.choice(SCHOOLS)
            key = f"T{len(left):03}"
            left.append({"key": key, "name": f"{full} {own}", "commune": commune, "pupils": random.randint(150, 900)})
            if random.random() < 0.85:
                other = f"S{5000 + len(right)}"
                written = random.choice((own, own, own, own.upper(), own.replace("oà", "òa")))
                place = next(commune.replace(long, abbr) for long, abbr in SHORT.items() if commune.startswith(long))
                right.append(
                    {"key": other, "name": f"{short} {written}", "commune": place, "pupils": left[-1]["pupils"]}
                )
                same.add((key, other))
    right += [
        {"key": f"S90{at}", "name": f"MN {own}", "commune": "X. Mới", "pupils": 100} for at, own in enumerate(OWN)
    ]
    return left, random.sample(right, len(right)), same


def businesses() -> tuple[list[Row], list[Row], set[Keys]]:
    """Businesses by tax and by registration: names with other forms, tax codes that are missing, streets shortened."""
    random, left, right, same = _random(11), list[Row](), list[Row](), set[Keys]()
    for at in range(60):
        own = f"{random.choice(OWN)} {random.choice(OWN)}"
        full, short = random.choice(FORMS)
        house, street, day = random.randint(1, 300), random.choice(STREETS), f"20{random.randint(10, 24)}-03-1{at % 9}"
        base = {"day": day, "lat": 20.6 + random.random() / 5, "lon": 106.0 + random.random() / 5}
        left.append({"key": f"D{at}", "name": f"{full} {own}", "street": f"Số {house} đường {street}", **base})
        if at % 5:
            near = {"day": day, "lat": base["lat"] + 0.0003, "lon": base["lon"] - 0.0003}
            right.append({"key": f"K{at}", "name": f"{short} {own.upper()}", "street": f"{house} {street}", **near})
            same.add((f"D{at}", f"K{at}"))
    return left, random.sample(right, len(right)), same


def compared(name: str, kind: Kind, *, right: tuple[str, ...] | None = None, **more: float | str) -> Compared:
    """Columns of one name on both sides."""
    return Compared(name=name, left=right or (name,), right=right or (name,), kind=kind, title=name, **more)


def declared(*what: Compared, within_one: bool = False, **more: object) -> Match:
    """A match of two datasets by these columns."""
    name, left, right = DatasetName("mau", "cap"), DatasetName("so-a", "bang"), DatasetName("so-b", "bang")
    return Match(
        name=name,
        file=Path("cap.yaml"),
        contract=Contract(name=name, version="1.0.0", title="", columns=()),
        text="",
        left=left,
        right=left if within_one else right,
        left_key=("key",),
        right_key=("key",),
        compared=what,
        **more,
    )


def judge(match: Match, left: Sequence[Row], right: Sequence[Row] = (), rulings: Rulings | None = None) -> list[Judged]:
    """The pairs of two tables, or of the doubles of one."""
    first = side(match, left, is_left=True)
    second = None if match.within_one else side(match, right, is_left=False)
    with TemporaryDirectory() as folder:
        return chosen(match, scored(match, first, second, Workroom(folder=Path(folder))), rulings or {})


def found(judged: Sequence[Judged], verdict: Verdict = Verdict.MATCH) -> set[Keys]:
    """The keys of the pairs with a verdict."""
    return {(each.pair.left, each.pair.right) for each in judged if each.verdict is verdict}


def precision_and_recall(matched: set[Keys], same: set[Keys] | Mapping[Keys, bool]) -> tuple[float, float]:
    """How many of the matches are right, and how many of those that are one are matched."""
    right = matched & set(same)
    return len(right) / max(len(matched), 1), len(right) / len(same)
