"""What an engine's SQL makes of figures of other units, beside the plain arithmetic."""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho.contracts.model import LogicalType
from kho.engines.conversions import Making, convert
from kho.engines.duckdb.dialect import DUCKDB
from kho.engines.memory import conversion as memory
from kho.quality.plan import Conversion, Scaling
from kho.standards.numbers import measures

NAMES = ("kg", "tạ", "tấn", "mg", "g", "nghìn đồng", "triệu đồng", "nghìn tỷ đồng", "m²", "ha", "km²", "sào (bac_bo)")
UNITS = [unit for name in NAMES if (unit := measures.unit(name)) is not None]
FACTORS = sorted({found for one in UNITS for other in UNITS if (found := measures.factor(one, other)) is not None})
TYPES = (
    {"type": LogicalType.INTEGER},
    {"type": LogicalType.NUMBER},
    {"type": LogicalType.NUMBER, "precision": 12, "scale": 2},
    {"type": LogicalType.NUMBER, "precision": 38, "scale": 6},
    {"type": LogicalType.NUMBER, "precision": 18, "scale": 0},
)
FIGURES = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,20}(\.[0-9]{1,8})?", fullmatch=True),
    st.from_regex(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3}){0,3}(\.[0-9]{1,20})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}0{0,12}( kg|kg| tấn|ha| bao)?", fullmatch=True),
    st.sampled_from(["0", "-0", ".5", "0.30000000000000004", "9" * 38, "1" + "0" * 30, "1e5", "", "x"]),
)


@pytest.mark.parametrize("factor", FACTORS, ids=str)
@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: "-".join(map(str, kind.values())))
@settings(deadline=None, max_examples=10)
@given(figures=st.lists(FIGURES, min_size=20, max_size=40))
def test_sql_says_what_the_plain_function_says(factor: Decimal, kind: dict[str, object], figures: list[str]):
    own = (("kg", Decimal(1000)), ("tấn", Decimal(1)))
    conversion = Conversion(column="so", scaling=Scaling(otherwise=factor, own=own), **kind)  # type: ignore[arg-type]
    made = convert(Making(conversion=conversion, dialect=DUCKDB, typed=False)).sql("duckdb")
    texts = [figure or None for figure in figures]
    rows = duckdb.execute(f'select {made} from (select unnest(?::varchar[]) as "_value_so")', [texts]).fetchall()
    assert [row[0] for row in rows] == [memory.convert(conversion, text, None) for text in texts]
