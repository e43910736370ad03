"""Makes a catalogue of so many invented datasets, indexes it and searches it; prints what it cost as JSON.

python search_catalogue.py DATASETS TIMES
"""

import gc
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.pipeline.assessing import Assessment
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.publishing.catalogue import Catalogue, PublishedCode, PublishedColumn, PublishedDataset
from kho.publishing.search.answering import search
from kho.publishing.search.facts import Facet
from kho.publishing.search.index import Sort, index, ready
from kho.publishing.search.question import Choice, Search
from kho.publishing.search.suggesting import suggest
from kho.quality.freshness import Freshness, State
from kho.quality.profile import ColumnProfile, TableProfile
from kho.quality.scoring import Score
from kho.warehouse.tables import Version

NOW = datetime(2026, 1, 5, tzinfo=UTC)
TOPICS = [
    "đất đai",
    "nước sạch",
    "trường học",
    "trường mầm non",
    "bệnh viện",
    "trạm y tế",
    "giao thông",
    "dân số",
    "tài chính",
    "ngân sách",
    "môi trường",
    "công trình thuỷ lợi",
    "chăn nuôi",
    "trồng trọt",
    "nông nghiệp",
    "không khí",
    "điện lực",
    "viễn thông",
    "du lịch",
    "văn hoá",
    "di tích",
    "thể thao",
    "an sinh xã hội",
    "hộ nghèo",
    "lao động",
    "việc làm",
    "doanh nghiệp",
    "hợp tác xã",
    "chợ",
    "siêu thị",
    "thương mại",
    "giá lúa",
    "xây dựng",
    "hồ sơ",
    "thủ tục hành chính",
    "quy hoạch",
    "bác sĩ",
    "bảo hiểm y tế",
    "học sinh",
    "giáo viên",
    "rừng",
    "thuỷ sản",
    "công nghiệp",
    "xuất khẩu",
    "thuế",
]
FRAMES = [
    "Số lượng {} theo {}",
    "{} trên địa bàn",
    "Kết quả {} và {}",
    "Tỷ lệ {} của {}",
    "Danh mục {}",
    "Báo cáo {} hằng năm",
]
FREQUENCIES, LICENCES = ("P1D", "P1M", "P3M", "P1Y", None), ("CC-BY-4.0", "CC0-1.0", "ODbL-1.0", None)
DOMAINS = tuple(f"linh-vuc-{number}" for number in range(20))
LISTS = 200
STANDARDS = tuple(f"chuan-{number}" for number in range(100))
made = random.Random(1)  # noqa: S311  the same catalogue each time


SYLLABLES = sorted(
    {part for topic in TOPICS for part in topic.split()} | {"an", "bình", "đông", "hải", "sơn", "phú", "vĩnh"}
)
TOPICS += [" ".join(made.sample(SYLLABLES, 2)) for _ in range(600)]


def word() -> str:
    """A name or a number, of which there are many."""
    return (
        f"{made.choice('bcdghklmnprstvx')}{made.choice('aeiou')}{made.choice('bcdghklmnprstvx')}{made.randrange(3000)}"
    )


def told(count: int) -> str:
    """Topics and names."""
    return " ".join(word() if made.random() < 0.15 else made.choice(TOPICS) for _ in range(count))


def column(number: int) -> PublishedColumn:
    """One of many columns."""
    return PublishedColumn(
        name=f"cot_{number}",
        title=told(2).capitalize(),
        kind=LogicalType.STRING,
        description=told(2),
        codes=f"danh_muc_{made.randrange(LISTS)}" if number % 5 == 0 else None,
        standard=made.choice(STANDARDS) if number % 4 == 0 else None,
        level="commune" if number % 7 == 0 else None,
    )


COLUMNS = [column(number) for number in range(5000)]
YEAR = PublishedColumn(name="nam", title="Năm", kind=LogicalType.INTEGER)
AGENCIES = [
    Agency(id=f"co-quan-{number}", name=Name(vi=f"Sở {told(1)} {number}", en=f"Agency {number}"), level="province")
    for number in range(300)
]


def dataset(number: int) -> PublishedDataset:
    """One of the datasets."""
    agency = made.choice(AGENCIES)
    name = DatasetName(agency.id, f"bo-du-lieu-{number}")
    begun = made.randrange(2000, 2025)
    years = ColumnProfile(
        name="nam",
        type=LogicalType.INTEGER,
        filled=9,
        present=9,
        minimum=begun,
        maximum=min(begun + made.randrange(10), 2025),
    )
    profile = TableProfile(
        dataset=name, version=1, contract_version="1.0.0", made=NOW, rows=9, looked_at=9, step=1, columns=(years,)
    )
    return PublishedDataset(
        name=name,
        title=made.choice(FRAMES).format(made.choice(TOPICS), told(1)),
        description=told(12),
        agency=agency,
        domain=made.choice(DOMAINS),
        licence=made.choice(LICENCES),
        frequency=made.choice(FREQUENCIES),
        contract_version="1.0.0",
        columns=(YEAR, *made.sample(COLUMNS, 6)),
        rows=made.randrange(10**6),
        versions=(Version(version=1, committed=NOW - timedelta(hours=made.randrange(20_000)), what="replace"),),
        assessment=Assessment(
            dataset=name,
            title="",
            score=Score(total=0.9, dimensions=()),
            freshness=Freshness(state=made.choice((State.FRESH, State.LATE, State.UNPROMISED))),
            profile=profile,
        ),
    )


def catalogue(size: int) -> Catalogue:
    """The catalogue."""
    datasets = [dataset(number) for number in range(size)]
    labels = (tuple(PublishedCode(code=str(n), name=told(2)) for n in range(100)) for _ in range(LISTS))
    return Catalogue(
        province=Name(vi="Tỉnh mẫu", en="A province"),
        code="99",
        agencies={each.id: each for each in AGENCIES},
        datasets={each.name: each for each in datasets},
        codes={f"danh_muc_{number}": each for number, each in enumerate(labels)},
    )


SEARCHES = {
    "everything": Search(),
    "one word": Search(text="trường"),
    "two words": Search(text="đất đai"),
    "without accents": Search(text="benh vien"),
    "three words": Search(text="truong mam non"),
    "five words": Search(text="tram y te dan so"),
    "a phrase": Search(text='"bệnh viện"'),
    "a rare word": Search(text="bac7"),
    "mistyped": Search(text="beenh viện"),
    "without blanks": Search(text="benhvien"),
    "some of the words": Search(text="hồ sơ trễ hạn lâu"),
    "the last word begun": Search(text="hồ sơ bac12"),
    "three facets chosen": Search(
        text="y tế",
        choices=(
            Choice(facet=Facet.AGENCY, values=("co-quan-7", "co-quan-8")),
            Choice(facet=Facet.YEAR, values=("2024",)),
            Choice(facet=Facet.LICENCE, values=("CC0-1.0",)),
        ),
    ),
    "by title, page 50": Search(text="nước", sort=Sort.TITLE, page=50),
}
TYPED = ("b", "tr", "trường m", "truong mam", "so y te", "benh vine", "datd")


def milliseconds(work: Callable[[], object], times: int) -> float:
    """CPU milliseconds of a call, the median."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def memory() -> float:
    """The process's memory in MiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


size, times = int(sys.argv[1]), int(sys.argv[2])
things = catalogue(size)
gc.collect()
gc.freeze()
before, start = memory(), time.process_time()
found = ready(index(things))
seconds = time.process_time() - start
gc.collect()
print(
    json.dumps(
        {
            "seconds": seconds,
            "MiB": memory() - before,
            "found": {name: search(found, asked).count for name, asked in SEARCHES.items()},
            "search": {name: milliseconds(lambda a=asked: search(found, a), times) for name, asked in SEARCHES.items()},
            "suggest": {text: milliseconds(lambda t=text: suggest(found, t), times) for text in TYPED},
        }
    )
)
