"""The portal's input: invented plots of land in a province that publishes them, and what is asked about them."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import province
from measuring import cost, kho, step

AGENCY, DATASET = "do-toc-do", "thua-dat"
COMMUNES = 104
ENOUGH = 100_000
"""Rows of which every commune has more than a page."""
TOML = "\n[portal]\nrequests_per_minute = 100000000\nrefresh = 1\n"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: do-toc-do/thua-dat
name: Thửa đất (số liệu giả để đo)
version: 1.0.0
status: active
team: {{name: do-toc-do}}
customProperties: [{{property: kho.access, value: open}}, {{property: kho.licence, value: CC-BY-4.0}}]
servers:
  - server: tep
    type: local
    path: {file}
    format: csv
    customProperties: [{{property: kho.fetch, value: {{max_mb: 65536}}}}]
schema:
  - name: thua_dat
    physicalType: table
    properties:
      - {{name: ma, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}}
"""
TEXT = "      - {{name: {name}, logicalType: string}}\n"
WHOLE = "      - {{name: {name}, logicalType: integer}}\n"
DAY = "      - {{name: {name}, logicalType: date, logicalTypeOptions: {{format: yyyy-MM-dd}}}}\n"
AREA = (
    "      - {{name: {name}, logicalType: number, physicalType: 'decimal(12,2)',"
    " customProperties: [{{property: kho.decimal, value: '.'}}]}}\n"
)
COMMUNE = "      - {{name: {name}, logicalType: string, customProperties: [{{property: kho.codelist, value: xa}}]}}\n"
NARROW = (
    (TEXT, "ten dia_chi"),
    (COMMUNE, "ma_xa"),
    (WHOLE, "so_thua"),
    (AREA, "dien_tich"),
    (DAY, "ngay"),
    (TEXT, "muc_dich"),
)
WIDE = (
    *((TEXT, "ten"), (DAY, "ngay_sinh"), (TEXT, "gioi_tinh ma_ho"), (COMMUNE, "ma_xa"), (TEXT, "dia_chi")),
    *((WHOLE, "so_thua to_ban_do"), (AREA, "dien_tich"), (TEXT, "muc_dich"), (DAY, "ngay_cap")),
)
KINDS = {
    shape: {name: kind for kind, names in columns for name in names.split()}
    for shape, columns in (("narrow", NARROW), ("wide", WIDE))
}
"""The columns after the key, of each shape."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plots:
    """A folder with rows.csv, rows.parquet and questions.json."""

    shape: str
    rows: int
    folder: Path

    @property
    def csv(self) -> Path:
        """The rows as text."""
        return self.folder / "rows.csv"

    @property
    def columns(self) -> int:
        """How many columns there are, with the key."""
        return len(KINDS[self.shape]) + 1

    def questions(self) -> dict[str, dict[str, object]]:
        """What is asked: by kind, `what` the answers are known by, and `asked`: values and the right number."""
        found: dict[str, dict[str, object]] = json.loads((self.folder / "questions.json").read_text(encoding="utf-8"))
        return found


def sql_types(shape: str) -> dict[str, str]:
    """PostgreSQL's types of the columns after the key."""
    types = {TEXT: "text", COMMUNE: "text", WHOLE: "bigint", DAY: "date", AREA: "numeric(12,2)"}
    return {name: types[kind] for name, kind in KINDS[shape].items()}


def make(shape: str, rows: int, folder: Path, *, first: int = 0) -> Plots:
    """The rows, unless they lie there."""
    made = folder / "made"
    told = f"{shape} {rows} {first}"
    if not made.exists() or made.read_text(encoding="utf-8") != told:
        shutil.rmtree(folder, ignore_errors=True)
        cost(step("make_plots", shape, rows, folder, first))
        made.write_text(told, encoding="utf-8")
    return Plots(shape=shape, rows=rows, folder=folder)


def province_of(plots: Plots, folder: Path) -> Path:
    """A fresh province that has loaded the rows and publishes them; its source is the file `inbox/rows.csv`."""
    columns = "".join(kind.format(name=name) for name, kind in KINDS[plots.shape].items())
    codes = "\n".join(f"{12000 + number},Xã {number},," for number in range(COMMUNES))
    province.made(
        folder,
        {
            f"contracts/{AGENCY}/{DATASET}.odcs.yaml": CONTRACT.format(file="inbox/rows.csv") + columns,
            "codelists/xa.csv": f"code,name,valid_from,valid_to\n{codes}\n",
        },
        agency=AGENCY,
    )
    with (folder / "kho.toml").open("a", encoding="utf-8") as settings:
        settings.write(TOML)
    deliver(plots, folder)
    cost(kho(folder, "run"))
    return folder


def deliver(plots: Plots, folder: Path) -> None:
    """Put the rows where the province finds them, in place of what was there."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    aside = inbox / "new.part"
    aside.unlink(missing_ok=True)
    aside.hardlink_to(plots.csv)
    aside.replace(inbox / "rows.csv")
