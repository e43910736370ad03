"""Codes as arrays: numbered ones, and made-up numbers of citizens, taxpayers, phones and plates that are well-formed.

They are invented and meant to look so: citizens' numbers end in a running number, phones are of the block 0900, which
no network serves as a whole; yet each follows its national rule, so that a check of the rule accepts it.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hungyen.chance import Index, Truths

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def numbered(prefix: str, numbers: Index, width: int) -> pa.Array:
    """`prefix` and the number, filled with zeros."""
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "") if prefix else digits


def citizen_ids(numbers: Index, women: Truths, years: Index) -> pa.Array:
    """Twelve digits: province 033, a digit of century and sex, two of the year, a number (circular 59/2021/TT-BCA)."""
    century = (2 * (years // 100 - 19) + women).astype(np.int64)
    return numbered("033", century * 10**8 + (years % 100) * 10**6 + numbers % 10**6, 9)


def tax_codes(numbers: Index) -> pa.Array:
    """Ten digits 0999..., the last of which is a check digit (circular 105/2020/TT-BTC)."""
    candidates = 99_900_000 + np.arange(2 * int(numbers.max(initial=0)) + 20, dtype=np.int64)
    digits = np.array([(candidates // 10**place) % 10 for place in range(8, -1, -1)])
    remainder = (np.array(_TAX_WEIGHTS)[:, None] * digits).sum(axis=0) % 11
    whole = (candidates * 10 + 10 - remainder)[remainder != 0]
    return numbered("0", np.asarray(whole[numbers], np.int64), 9)


def phones(numbers: Index) -> pa.Array:
    """Mobile numbers of ten digits, all in the invented block 0900 0."""
    return numbered("09000", numbers % 10**5, 5)


def plates(numbers: Index) -> pa.Array:
    """Plates of cars registered in the province: 89A-000.01 and on."""
    digits = numbered("", numbers % 10**5, 5)
    series = pa.array(list("ABCDEFGH")).take(pa.array((numbers // 10**5) % 8))
    head, tail = pc.utf8_slice_codeunits(digits, 0, 3), pc.utf8_slice_codeunits(digits, 3)
    return pc.binary_join_element_wise("89", series, "-", head, ".", tail, "")
