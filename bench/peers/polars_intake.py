"""polars: the 15 rules by hand, two streaming passes, good and bad rows as Parquet.

python polars_intake.py FOLDER
"""

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl

USES = ["ODT", "ONT", "CLN", "LUC", "BHK", "NTS", "RSX", "RPH"]

folder = Path(sys.argv[1])
out = folder / "polars"
out.mkdir(exist_ok=True)


def source() -> pl.LazyFrame:
    """The file, every column as text."""
    return pl.scan_csv(folder / "people.csv", infer_schema=False)


def conformed(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Typed columns beside the text."""
    return rows.with_columns(
        d_sinh=pl.col("ngay_sinh").str.to_date("%d/%m/%Y", strict=False),
        d_cap=pl.col("ngay_cap").str.to_date("%d/%m/%Y", strict=False),
        i_thua=pl.col("so_thua").cast(pl.Int32, strict=False),
        i_tbd=pl.col("to_ban_do").cast(pl.Int32, strict=False),
        n_dt=pl.col("dien_tich")
        .str.replace_all(".", "", literal=True)
        .str.replace(",", ".", literal=True)
        .cast(pl.Float64, strict=False),
    )


communes = pl.read_csv(folder / "communes.csv", infer_schema=False)["ma_xa"]
key = pl.col("so_cccd")
twice = source().filter(key.is_not_null()).group_by("so_cccd").len().filter(pl.col("len") > 1)
dups = twice.select("so_cccd").collect(engine="streaming")["so_cccd"]
of_twelve = key.str.len_chars() == 12
BROKEN = {
    "so_cccd.required": key.is_null(),
    "so_cccd.pattern": ~key.str.contains(r"^\d{12}$"),
    "so_cccd.unique": key.is_in(dups.implode()),
    "ho_ten.length": ~pl.col("ho_ten").fill_null("").str.len_chars().is_between(2, 100),
    "ngay_sinh.type": pl.col("ngay_sinh").is_not_null() & pl.col("d_sinh").is_null(),
    "ngay_sinh.range": ~pl.col("d_sinh").is_between(date(1900, 1, 1), date(2026, 11, 22)),
    "gioi_tinh.enum": ~pl.col("gioi_tinh").is_in(["Nam", "Nữ"]),
    "cross.cccd_gioi_tinh": of_twelve
    & ((key.str.slice(3, 1).cast(pl.Int8, strict=False) % 2 == 0) != (pl.col("gioi_tinh") == "Nam")),
    "cross.cccd_nam_sinh": of_twelve
    & pl.col("d_sinh").is_not_null()
    & (key.str.slice(4, 2) != pl.col("ngay_sinh").str.slice(8, 2)),
    "ma_xa.codelist": ~pl.col("ma_xa").is_in(communes.implode()),
    "ma_ho.pattern": ~pl.col("ma_ho").str.contains(r"^H\d{8}$"),
    "so_thua.type_range": ~pl.col("i_thua").is_between(1, 99999).fill_null(value=False),
    "dien_tich.type_range": ~pl.col("n_dt").is_between(0, 1_000_000).fill_null(value=False),
    "muc_dich_sd.enum": ~pl.col("muc_dich_sd").is_in(USES),
    "cross.ngay_cap": pl.col("d_cap").is_null() | (pl.col("d_cap") < pl.col("d_sinh")).fill_null(value=False),
}
reasons = pl.concat_list(
    pl.when(broken.fill_null(value=False)).then(pl.lit(name)) for name, broken in BROKEN.items()
).list.drop_nulls()
checked = conformed(source()).with_columns(reasons=reasons)
good = checked.filter(pl.col("reasons").list.len() == 0).drop("reasons")
bad = checked.filter(pl.col("reasons").list.len() > 0)
sinks = [good.sink_parquet(out / "good.parquet", lazy=True), bad.sink_parquet(out / "bad.parquet", lazy=True)]
pl.collect_all(sinks, engine="streaming")
counts = {name: pl.scan_parquet(out / f"{name}.parquet").select(pl.len()).collect().item() for name in ("good", "bad")}
print(json.dumps(counts))
