"""Canonical JSON text: one text for one value, whatever white space and order it came with."""

import json
import math

from kho.contracts.model import LogicalType


def canonical_json(text: str, wanted: LogicalType) -> str | None:
    """The canonical text of a JSON object or array: no white space between, keys sorted, letters as themselves.

    None where the text is no JSON (RFC 8259), holds what no table can keep (numbers past a double, lone surrogates)
    or is not the wanted kind.
    """
    kind = dict if wanted is LogicalType.OBJECT else list
    try:
        parsed = json.loads(text, parse_constant=_refused, parse_float=_finite)
        if not isinstance(parsed, kind):
            return None
        told = json.dumps(parsed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        told.encode()
    except (ValueError, RecursionError):
        return None
    return told


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number
