"""The portable subset of queries: what a model may say beside the expressions of `kho.quality.subset`.

`ALLOWED_IN_QUERIES` is the whole list; the reference documentation prints it. Texts are in the duckdb dialect.
"""

from sqlglot import exp

from kho.messages import Message
from kho.quality.subset import INSTEAD

RANKING = (exp.RowNumber, exp.Rank, exp.DenseRank)
SHIFTING = (exp.Lag, exp.Lead)
AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max)
MOST_SCALE = 6
"""Digits after the point that every engine keeps in a product or sum of decimals, whatever their size."""

ALLOWED_IN_QUERIES: dict[type[exp.Expr], str] = {
    exp.Select: "select ma, sum(so_giuong) as so_giuong; columns by name, each with a name of its own",
    exp.Alias: "sum(x) as tong",
    exp.From: "from so_y_te.co_so as c; or from (select ...) as t",
    exp.Table: "so_y_te.co_so; agency.dataset with underscores, domain.model for another model",
    exp.TableAlias: "so_y_te.co_so as c",
    exp.Subquery: "from (select ...) as t; in from and join alone",
    exp.Join: "join t on a.x = t.x; also left join, cross join, using (x)",
    exp.Where: "where a",
    exp.Group: "group by a, b",
    exp.Having: "having count(*) > 1",
    exp.Distinct: "select distinct a, b; count(distinct x)",
    exp.Count: "count(*), count(x)",
    exp.Sum: "sum(x); of whole numbers and decimals, exact",
    exp.Avg: "avg(x); of whole numbers and decimals, a double",
    exp.Min: "min(x)",
    exp.Max: "max(x)",
    exp.Round: "round(x, 1); halves away from zero, of a double too: a decimal",
    exp.Filter: "count(*) filter (where a)",
    exp.With: "with t as (select ...)",
    exp.CTE: "with t as (select ...), u as (select ... from t)",
    exp.Union: "select ... union all select ...; columns by their place",
    exp.In: "where x in (select y from t); alone or beside `and`",
    exp.Exists: "where exists (select 1 from t where t.x = a.x); also not exists, alone or beside `and`",
    exp.Window: "sum(x) over (partition by a order by b)",
    exp.WindowSpec: "avg(x) over (order by b rows between 2 preceding and current row)",
    exp.RowNumber: "row_number() over (partition by a order by b); equal rows by their other columns",
    exp.Rank: "rank() over (order by b desc)",
    exp.DenseRank: "dense_rank() over (order by b desc)",
    exp.Lag: "lag(x) over (order by b), lag(x, 2) over (order by b)",
    exp.Lead: "lead(x) over (order by b)",
    exp.Order: "order by a desc, b limit 10; nulls last, texts by Unicode code points",
    exp.Ordered: "order by a desc nulls first limit 10",
    exp.Limit: "order by a limit 10; with order by alone, equal rows by their other columns",
}
"""What a model's query may use beside the expressions of rules, with an example and what is particular about it."""

_NAMED = Message(
    vi="Viết tên từng cột: cột mới của nguồn không được tự lọt vào bảng.",
    en="Name the columns: a new column of a source must not slip into the table.",
)
_ROW_NUMBER = Message(
    vi="Đánh số bằng row_number() over (...) as stt trong (select ...) as t, rồi where stt = 1.",
    en="Number the rows with row_number() over (...) as n in (select ...) as t, then where n = 1.",
)
_MIN_OR_MAX = Message(vi="Dùng min(x) hoặc max(x).", en="Use min(x) or max(x).")
_DISTINCT = Message(
    vi="Dùng select distinct ... from (select ... union all select ...) as t.",
    en="Use select distinct ... from (select ... union all select ...) as t.",
)
_EXISTS = Message(vi="Dùng where exists hoặc where not exists.", en="Use where exists or where not exists.")
_DATES = Message(
    vi="Dùng year(d), month(d), day(d), hoặc date_diff('day', a, b).",
    en="Use year(d), month(d), day(d), or date_diff('day', a, b).",
)
INSTEAD_IN_QUERIES: dict[str, Message] = {
    **{name: told for name, told in INSTEAD.items() if name not in {"join", "window", "limit"}},
    "star": _NAMED,
    "select *": _NAMED,
    "qualify": _ROW_NUMBER,
    "distinct on": _ROW_NUMBER,
    "first_value": _ROW_NUMBER,
    "last_value": _ROW_NUMBER,
    "any_value": _MIN_OR_MAX,
    "first": _MIN_OR_MAX,
    "ignore_nulls": _MIN_OR_MAX,
    "union": _DISTINCT,
    "intersect": _EXISTS,
    "except": _EXISTS,
    "not in (select ...)": Message(
        vi="Dùng not exists (select 1 from t where t.x = a.x): một ô trống trong t làm not in mất hết dòng.",
        en="Use not exists (select 1 from t where t.x = a.x): one empty value in t makes not in lose every row.",
    ),
    "natural join": Message(
        vi="Dùng join ... using (x), nêu rõ cột nối.", en="Use join ... using (x), naming the columns."
    ),
    "full join": Message(
        vi="Dùng left join, rồi union all các dòng không có bên kia (where not exists).",
        en="Use left join, then union all the rows the other side lacks (where not exists).",
    ),
    "right join": Message(vi="Đổi chỗ hai bảng, dùng left join.", en="Change the tables' places and use left join."),
    "asof join": Message(
        vi="Dùng join theo điều kiện, rồi row_number() để lấy dòng gần nhất.",
        en="Join on the condition, then row_number() for the nearest row.",
    ),
    "from a, b": Message(
        vi="Dùng join ... on, hoặc cross join nếu cố ý.", en="Use join ... on, or cross join where it is meant."
    ),
    "(select ...) as a value": Message(
        vi="Dùng left join (select ...) as t on ...", en="Use left join (select ...) as t on ..."
    ),
    "string_agg": Message(
        vi="Để nhiều dòng: bảng chỉ chứa giá trị đơn.", en="Keep the rows: a table holds single values."
    ),
    "int_div": Message(vi="Dùng floor(a / b).", en="Use floor(a / b)."),
    "date_trunc": _DATES,
    "strftime": _DATES,
    "lpad": Message(vi="Dùng right('00' || x, 2).", en="Use right('00' || x, 2)."),
    "group by all": Message(
        vi="Viết tên các cột gom nhóm; mỗi mức gom một câu, nối bằng union all.",
        en="Name the columns to group by; for several levels, several selects with union all.",
    ),
    "with recursive": Message(
        vi="Viết mỗi cấp một lần nối (left join).", en="Write one join (left join) for each level."
    ),
    "rand": Message(
        vi="Bảng tổng hợp phải cho cùng kết quả mỗi lần.", en="A model must give the same answer each time."
    ),
}
"""What to write instead of constructs people are likely to try, by name."""
_ALIASES = {
    "group_concat": "string_agg",
    "array_agg": "string_agg",
    "list": "string_agg",
    "timestamp_trunc": "date_trunc",
    "time_to_str": "strftime",
    "pad": "lpad",
    "intdiv": "int_div",
    "ignorenulls": "ignore_nulls",
}

_ELSE = Message(vi="Dùng những gì có trong tài liệu tham khảo về models.", en="Use what the reference on models lists.")


def instead_of(name: str) -> Message:
    """What to write instead of a construct of that name."""
    return INSTEAD_IN_QUERIES.get(_ALIASES.get(name, name), _ELSE)
