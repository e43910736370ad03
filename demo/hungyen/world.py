"""What everything in the province is made from: the seed, how large it is, its communes and its contracts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hungyen.chance import Chance, Index
from hungyen.communes import Communes
from kho.contracts import odcs
from kho.contracts.model import Contract
from kho.warehouse.schemas import arrow_type

PROVINCE = Path(__file__).resolve().parents[1] / "province"
AT_ONCE = 50_000
"""Rows that are in memory together."""
EPOCH = date(1970, 1, 1)
_ONE = (str, int, date, Decimal)
"""Types of a value that all rows have."""


@dataclass(frozen=True, kw_only=True)
class World:
    """The province at one seed and factor; factor 1 is some hundred thousand rows in all."""

    factor: float
    chance: Chance
    communes: Communes
    contracts: Mapping[str, Contract]

    @classmethod
    def made(cls, *, seed: int, factor: float) -> "World":
        """The world of that seed and factor, by the contracts that stand beside."""
        chance = Chance(seed=seed)
        read = (odcs.read(file, folder=PROVINCE)[0] for file in sorted(PROVINCE.glob("contracts/*/*.odcs.yaml")))
        return cls(
            factor=factor,
            chance=chance,
            communes=Communes.read(PROVINCE / "codelists" / "xa.csv", chance),
            contracts={str(contract.name): contract for contract in read if contract is not None},
        )

    def count(self, at_factor_one: int) -> int:
        """How many of something there are, which grows with the factor; never fewer than 60."""
        return max(60, round(at_factor_one * self.factor))

    def table(self, dataset: str, **columns: Any) -> pa.Table:
        """Rows of a dataset: numpy arrays, lists or Arrow arrays by column name; what is not given is null."""
        contract = self.contracts[dataset]
        unknown = columns.keys() - {column.name for column in contract.columns}
        if unknown:
            raise KeyError(f"{dataset}: {sorted(unknown)}")
        size = next(len(each) for each in columns.values() if not isinstance(each, _ONE))
        fields = [pa.field(column.name, arrow_type(column)) for column in contract.columns]
        arrays = [_array(columns.get(field.name), field.type, size) for field in fields]
        return pa.table(arrays, schema=pa.schema(fields))


def parts(count: int, first: int = 0) -> Iterator[Index]:
    """Numbers from `first` on, so many together as memory takes."""
    for start in range(first, first + count, AT_ONCE):
        yield np.arange(start, min(start + AT_ONCE, first + count), dtype=np.int64)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def _array(values: Any, kind: pa.DataType, size: int) -> pa.Array:
    if values is None or isinstance(values, _ONE):
        return pa.repeat(pa.scalar(values, kind), size)
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks().cast(kind)
    if isinstance(values, pa.Array):
        return values.cast(kind)
    if pa.types.is_decimal(kind):
        return _decimals(values, kind)
    return pa.array(_as_held(values, kind)).cast(kind) if isinstance(values, np.ndarray) else pa.array(values, kind)


def _as_held(values: NDArray[Any], kind: pa.DataType) -> NDArray[Any]:
    """Days and seconds since 1970 as Arrow holds them."""
    if pa.types.is_date(kind):
        return values.astype(np.int32)
    return values.astype("datetime64[s]") if pa.types.is_timestamp(kind) else values


def _decimals(values: Any, kind: pa.Decimal128Type) -> pa.Array:
    """Whole numbers of the last place, so that nothing is rounded twice."""
    units = np.round(np.asarray(values, np.float64) * 10**kind.scale).astype(np.int64)
    whole = pa.array(units).cast(pa.decimal128(19, 0))
    shifted = pa.Array.from_buffers(pa.decimal128(38, kind.scale), len(whole), whole.buffers())
    return shifted.cast(kind)
