"""The portable SQL subset: what a rule of a contract may say, so that every engine gives the same answer.

`ALLOWED` is the whole list; the reference documentation prints it. Texts are in the duckdb dialect.
`problems` names what is outside and what to write instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from kho.messages import Message
from kho.quality.patterns import BadPatternError, portable
from kho.quality.sqltypes import Kind, kind_of

Types = Mapping[str, Kind]

STRUCTURE: tuple[type[exp.Expr], ...] = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Paren,
    exp.DataType,
    exp.DataTypeParam,
    exp.If,
    exp.Var,
    exp.Star,
)
"""Nodes without a meaning of their own."""

ALLOWED: dict[type[exp.Expr], str] = {
    exp.And: "a and b",
    exp.Or: "a or b",
    exp.Not: "not a",
    exp.Is: "x is null, x is true, x is false",
    exp.NullSafeEQ: "a is not distinct from b",
    exp.NullSafeNEQ: "a is distinct from b",
    exp.EQ: "a = b",
    exp.NEQ: "a <> b",
    exp.LT: "a < b; texts are compared by Unicode code points",
    exp.LTE: "a <= b",
    exp.GT: "a > b",
    exp.GTE: "a >= b",
    exp.Between: "x between a and b",
    exp.In: "x in (1, 2); no subquery",
    exp.Case: "case when a then b else c end",
    exp.Coalesce: "coalesce(a, b)",
    exp.Nullif: "nullif(a, b)",
    exp.Greatest: "greatest(a, b); nulls are passed over",
    exp.Least: "least(a, b); nulls are passed over",
    exp.Add: "a + b",
    exp.Sub: "a - b; of numbers",
    exp.Mul: "a * b",
    exp.Div: "a / b; always a double, null where b is 0",
    exp.Mod: "a % b; null where b is 0",
    exp.Neg: "-a",
    exp.Abs: "abs(x)",
    exp.Round: "round(x), round(x, 2); halves away from zero; digits only of a decimal",
    exp.Floor: "floor(x)",
    exp.Ceil: "ceil(x)",
    exp.Cast: "cast(x as bigint); or double, decimal(p,s), date, timestamp, text; null where the text is none",
    exp.TryCast: "try_cast(x as bigint); the same as cast",
    exp.DPipe: "a || b; null where either is",
    exp.Length: "length(x); in Unicode code points",
    exp.Substring: "substr(x, 4, 1); the start is a number from 1 on",
    exp.Left: "left(x, 2)",
    exp.Right: "right(x, 2)",
    exp.Upper: "upper(x)",
    exp.Lower: "lower(x)",
    exp.Trim: "trim(x); of spaces",
    exp.Replace: "replace(x, 'a', 'b')",
    exp.SplitPart: "split_part(x, '-', 1); the number from 1 on",
    exp.StartsWith: "starts_with(x, 'a')",
    exp.Contains: "contains(x, 'a')",
    exp.Like: "x like 'a%'; no backslash",
    exp.RegexpLike: r"regexp_matches(x, '^\d{12}$'); the pattern as in a column's `pattern`",
    exp.Year: "year(d)",
    exp.Month: "month(d)",
    exp.Day: "day(d)",
    exp.Extract: "extract(year from d); also month, day",
    exp.DateDiff: "date_diff('day', a, b)",
    exp.CurrentDate: "current_date; the day of delivery",
}
"""What a row rule may use, with an example and what is particular about it."""

ALLOWED_IN_SETS: dict[type[exp.Expr], str] = {
    exp.Select: "select count(*) from ${table}; one value",
    exp.From: "from ${table}; or from (select ...) t",
    exp.Table: "${table}; the rule's own table alone",
    exp.Subquery: "(select ...); not naming columns outside it",
    exp.TableAlias: "(select ...) t",
    exp.Alias: "count(*) as n",
    exp.Where: "where a",
    exp.Group: "group by a, b",
    exp.Having: "having count(*) > 1",
    exp.Distinct: "count(distinct x), select distinct a, b",
    exp.Filter: "count(*) filter (where a)",
    exp.Count: "count(*), count(x)",
    exp.Sum: "sum(x)",
    exp.Avg: "avg(x)",
    exp.Min: "min(x)",
    exp.Max: "max(x)",
}
"""What a rule over the whole delivery may use beside that."""

_ELSE = Message(
    vi="Dùng các phép và hàm trong tài liệu tham khảo về quy tắc.",
    en="Use the operators and functions in the rules' reference.",
)
_REGEX = Message(
    vi="Dùng regexp_matches(x, '^...$').",
    en="Use regexp_matches(x, '^...$').",
)
_DAYS = Message(
    vi="So sánh ngày, dùng date_diff('day', a, b), hoặc year(a) và month(a).",
    en="Compare dates, use date_diff('day', a, b), or year(a) and month(a).",
)
INSTEAD: dict[str, Message] = {
    "qualify": Message(vi="Dùng group by ... having.", en="Use group by ... having."),
    "limit": Message(vi="Bỏ limit: quy tắc xét mọi dòng.", en="Leave limit out: a rule looks at every row."),
    "window": Message(vi="Dùng group by ... having.", en="Use group by ... having."),
    "join": Message(
        vi="Dùng relationships của cam kết để đối chiếu với bộ dữ liệu khác.",
        en="Use the contract's relationships to compare with another dataset.",
    ),
    "concat": Message(vi="Dùng a || b, và coalesce nếu cần.", en="Use a || b, with coalesce where needed."),
    "ilike": Message(vi="Dùng lower(x) like '...'.", en="Use lower(x) like '...'."),
    "regexp_full_match": _REGEX,
    "regexp_extract": _REGEX,
    "regexp_replace": Message(vi="Dùng replace(x, 'a', 'b').", en="Use replace(x, 'a', 'b')."),
    "try_strptime": Message(
        vi="Khai báo cột là kiểu ngày với format trong cam kết.",
        en="Declare the column as a date with its format in the contract.",
    ),
    "strip_accents": Message(
        vi="So sánh nguyên văn có dấu: mỗi máy bỏ dấu (nhất là đ) một kiểu.",
        en="Compare the text with its accents: engines strip them (đ above all) in different ways.",
    ),
    "hash": Message(
        vi="Bỏ hàm băm: mỗi máy băm ra một số khác.", en="Leave hashes out: every engine gives another number."
    ),
    "md5": Message(vi="So sánh chính giá trị đó.", en="Compare the value itself."),
    "timestamp_diff": _DAYS,
    "interval": _DAYS,
    "current_timestamp": Message(
        vi="Dùng current_date: ngày gửi dữ liệu.", en="Use current_date: the day of delivery."
    ),
    "rand": Message(vi="Quy tắc phải cho cùng kết quả mỗi lần.", en="A rule must give the same answer each time."),
}
INSTEAD["now"] = INSTEAD["current_timestamp"]
INSTEAD["strptime"] = INSTEAD["str_to_time"] = INSTEAD["try_strptime"]
INSTEAD["sha256"] = INSTEAD["sha2"] = INSTEAD["sha"] = INSTEAD["hash"]
"""What to write instead of constructs people are likely to try, by name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """One construct outside the subset: its SQL text, and what to write instead."""

    construct: str
    instead: Message


def problems(expression: exp.Expr, types: Types, *, whole: bool = False) -> list[Outside]:
    """Everything in a rule's expression that engines would not answer alike; empty for a portable one.

    `types` are the columns' kinds by name; `whole` says that the rule looks at the delivery as a whole, so that
    selects and aggregates are allowed.
    """
    return [found for node in expression.walk() for found in _of_node(node, types, whole=whole)]


def _of_node(node: exp.Expr, types: Types, *, whole: bool) -> Iterator[Outside]:
    kind = type(node)
    if not (kind in STRUCTURE or kind in ALLOWED or (whole and kind in ALLOWED_IN_SETS)):
        yield _outside(node, INSTEAD.get(_name(node), _ELSE))
        return
    check = CHECKS.get(kind)
    instead = check(node, types) if check else None
    if instead is not None:
        yield _outside(node, instead)


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.lower()


def _outside(node: exp.Expr, instead: Message) -> Outside:
    return Outside(construct=node.sql("duckdb"), instead=instead)


def _column(node: exp.Expr, types: Types) -> Message | None:
    made_there = {alias.alias for alias in node.root().find_all(exp.Alias)}
    if isinstance(node.this, exp.Star) or node.name.lower() in types or node.name in made_there:
        return None
    return Message(vi=f"Không có cột “{node.name}” trong cam kết.", en=f"The contract has no column “{node.name}”.")


def _cast(node: exp.Expr, types: Types) -> Message | None:
    target = node.args["to"].this
    source = kind_of(node.this, types)
    if target in exp.DataType.INTEGER_TYPES and source in (Kind.DECIMAL, Kind.DOUBLE):
        return (
            None
            if isinstance(node.this, (exp.Round, exp.Floor, exp.Ceil))
            else Message(
                vi="Dùng round(x), floor(x) hoặc ceil(x) trước khi đổi sang số nguyên.",
                en="Use round(x), floor(x) or ceil(x) before the cast to a whole number.",
            )
        )
    if target in exp.DataType.TEXT_TYPES and source in (Kind.DOUBLE, Kind.TIMESTAMP, Kind.UNKNOWN, Kind.BOOLEAN):
        return Message(vi="So sánh chính giá trị, đừng đổi ra chữ.", en="Compare the value itself, not its text.")
    return None if target in CAST_TARGETS else _ELSE


CAST_TARGETS = {
    *exp.DataType.INTEGER_TYPES,
    *exp.DataType.TEXT_TYPES,
    exp.DType.DOUBLE,
    exp.DType.DECIMAL,
    exp.DType.DATE,
    exp.DType.TIMESTAMP,
    exp.DType.TIMESTAMPNTZ,
}


def _sub(node: exp.Expr, types: Types) -> Message | None:
    dates = {Kind.DATE, Kind.TIMESTAMP}
    return _DAYS if {kind_of(node.this, types), kind_of(node.expression, types)} & dates else None


def _round(node: exp.Expr, types: Types) -> Message | None:
    if node.args.get("decimals") is None or kind_of(node.this, types) is not Kind.DOUBLE:
        return None
    return Message(
        vi="Khai báo cột là decimal(p,s), hoặc so sánh với sai số.",
        en="Declare the column decimal(p,s), or compare with a tolerance.",
    )


def _counts_from_one(name: str) -> Callable[[exp.Expr, Types], Message | None]:
    def check(node: exp.Expr, types: Types) -> Message | None:
        del types
        start = node.args.get(name)
        if isinstance(start, exp.Literal) and not start.is_string and int(start.this) >= 1:
            return None
        return Message(vi="Viết vị trí là một số từ 1 trở lên.", en="Write the position as a number from 1 on.")

    return check


def _in(node: exp.Expr, types: Types) -> Message | None:
    if node.args.get("query") or node.args.get("unnest"):
        return INSTEAD["join"]
    return _comparison(node, types)


def _like(node: exp.Expr, types: Types) -> Message | None:
    del types
    pattern = node.expression
    plain = isinstance(pattern, exp.Literal) and "\\" not in pattern.this
    return None if plain else Message(vi="Viết mẫu là chữ, không có \\.", en="Write the pattern as a text without \\.")


def _regexp(node: exp.Expr, types: Types) -> Message | None:
    del types
    if node.args.get("flag") or not isinstance(node.expression, exp.Literal):
        return Message(vi="Viết mẫu là chữ, không có cờ.", en="Write the pattern as a text, without flags.")
    try:
        portable(node.expression.this)
    except BadPatternError as error:
        return error.message()
    return None


def _trim(node: exp.Expr, types: Types) -> Message | None:
    del types
    return Message(vi="Dùng trim(x).", en="Use trim(x).") if node.args.get("expression") else None


def _unit(node: exp.Expr, types: Types) -> Message | None:
    del types
    unit = node.args.get("unit")
    return None if unit is not None and unit.name.lower() == "day" else _DAYS


def _extract(node: exp.Expr, types: Types) -> Message | None:
    del types
    return None if node.name.lower() in ("year", "month", "day") else _DAYS


def _table(node: exp.Expr, types: Types) -> Message | None:
    del types
    return None if node.name == "candidate" and not node.args.get("db") else INSTEAD["join"]


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE})
MOMENTS = frozenset({Kind.DATE, Kind.TIMESTAMP})


def _comparison(node: exp.Expr, types: Types) -> Message | None:
    """Texts are compared with texts, numbers with numbers; a text beside a date must be a date."""
    parts = list(node.iter_expressions())
    found = {kind_of(each, types) for each in parts}
    if Kind.TEXT in found and found & NUMBERS:
        return Message(
            vi="So sánh chữ với chữ: viết số trong nháy, hoặc cast(x as bigint).",
            en="Compare text with text: put the number in quotes, or cast(x as bigint).",
        )
    texts = [each for each in parts if kind_of(each, types) is Kind.TEXT]
    return _DAYS_AS_ISO if found & MOMENTS and not all(_is_iso(each) for each in texts) else None


def _between(node: exp.Expr, types: Types) -> Message | None:
    if node.args.get("symmetric"):
        return Message(vi="Viết số nhỏ trước, không có symmetric.", en="Write the lower one first, without symmetric.")
    return _comparison(node, types)


_DAYS_AS_ISO = Message(vi="Viết ngày dạng '2024-01-31'.", en="Write the day as '2024-01-31'.")


def _is_iso(node: exp.Expr) -> bool:
    try:
        datetime.fromisoformat(node.name)
    except ValueError:
        return False
    return isinstance(node, exp.Literal)


CHECKS: dict[type[exp.Expr], Callable[[exp.Expr, Types], Message | None]] = {
    exp.Column: _column,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _comparison),
    exp.Between: _between,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Sub: _sub,
    exp.Round: _round,
    exp.Substring: _counts_from_one("start"),
    exp.SplitPart: _counts_from_one("part_index"),
    exp.In: _in,
    exp.Like: _like,
    exp.RegexpLike: _regexp,
    exp.Trim: _trim,
    exp.DateDiff: _unit,
    exp.Extract: _extract,
    exp.Table: _table,
}
"""What is looked at beyond the node's kind; each answers what to write instead, or None."""
