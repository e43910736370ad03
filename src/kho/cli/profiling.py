"""`kho profile` as a person sees it."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import click
from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.profiles import to_json
from kho.pipeline.profiling import profile_of
from kho.pipeline.report import when
from kho.quality.profile import ColumnProfile, Counted, Histogram, TableProfile, Value
from kho.quality.profiling import MOMENTS

BAR = 30
"""Characters of the longest bar."""
SHOWN = 3
"""Frequent values beside a column in the table of all columns."""
TYPES = {
    LogicalType.STRING: Message("chữ", "text"),
    LogicalType.INTEGER: Message("số nguyên", "integer"),
    LogicalType.NUMBER: Message("số", "number"),
    LogicalType.BOOLEAN: Message("đúng/sai", "yes/no"),
    LogicalType.DATE: Message("ngày", "date"),
    LogicalType.TIMESTAMP: Message("thời điểm", "timestamp"),
    LogicalType.TIME: Message("giờ", "time"),
    LogicalType.OBJECT: Message("đối tượng", "object"),
    LogicalType.ARRAY: Message("danh sách", "array"),
}
HIDDEN = Message("dữ liệu cá nhân: chỉ giữ số đếm", "personal data: only counts are kept")


class NoSuchColumnError(KhoError):
    """The dataset's profile has no column of that name."""

    code = "KHO-R513"
    what = Message(vi="Bảng không có cột “{column}”.", en="The table has no column “{column}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Choose one of: {known}.")


def show_profile(session: Session, name: str, *, column: str | None, version: int | None, shape: str) -> None:
    """Show a table's profile, or one column of it. Raises UnknownDatasetError, NoTableError, NoSuchColumnError."""
    place = session.workplace()
    profile = profile_of(place, place.contract(DatasetName.parse(name)), version)
    if column is not None:
        _known(profile, column)
    if shape == "json":
        click.echo(to_json(profile).decode())
        return
    view = ProfileView(Screen(session.language), profile)
    view.head()
    if column is None:
        view.columns()
    else:
        view.column(_known(profile, column))


def _known(profile: TableProfile, name: str) -> ColumnProfile:
    found = profile.column(name)
    if found is None:
        raise NoSuchColumnError(
            where=str(profile.dataset), column=name, known=", ".join(each.name for each in profile.columns)
        )
    return found


class ProfileView:
    """A profile on a screen."""

    def __init__(self, screen: Screen, profile: TableProfile) -> None:
        self.screen, self.profile = screen, profile

    def head(self) -> None:
        """Which table, and how it was measured."""
        profile, rows = self.profile, self.screen.number(self.profile.rows)
        told = f"{profile.dataset} · {rows}"
        self.screen.say(
            f"{told} dòng · phiên bản {profile.version} · {when(profile.made)}",
            f"{told} rows · version {profile.version} · {when(profile.made)}",
            "bold",
        )
        if profile.approximate:
            seen = self.screen.number(profile.looked_at)
            self.screen.say(
                f"Gần đúng: giá trị khác nhau, hay gặp, phân vị, phân bố và độ dài tính trên {seen} dòng "
                f"(1 trong {profile.step}); ô trống, nhỏ nhất, lớn nhất, trung bình tính trên mọi dòng.",
                f"Approximate: different and frequent values, quantiles, distributions and lengths are those of {seen} "
                f"rows (1 in {profile.step}); missing values, smallest, largest and mean are those of all rows.",
                "yellow",
            )

    def columns(self) -> None:
        """A line per column."""
        titles = [
            ("cột", "column", False),
            ("kiểu", "type", False),
            ("trống", "missing", True),
            ("khác nhau", "different", True),
            ("nhỏ nhất … lớn nhất", "smallest … largest", False),
            ("hay gặp", "frequent", False),
        ]
        self.screen.table(titles, [self._row(column) for column in self.profile.columns])

    def _row(self, column: ColumnProfile) -> list[str]:
        distinct = "" if column.distinct is None else self.screen.number(column.distinct)
        return [
            column.name,
            self.screen.message(TYPES[column.type]),
            self.share(self.profile.missing_share(column)),
            distinct,
            self._ends(column),
            self._frequent(column),
        ]

    def share(self, share: float) -> str:
        """A share in percent."""
        return f"{self.screen.number(100 * share, places=1)} %" if share else "0 %"

    def _ends(self, column: ColumnProfile) -> str:
        if column.minimum is not None and column.maximum is not None:
            return f"{self.value(column, column.minimum)} … {self.value(column, column.maximum)}"
        if column.longest is None:
            return ""
        same = column.shortest == column.longest
        lengths = str(column.longest) if same else f"{column.shortest}–{column.longest}"
        return f"{lengths} ký tự" if self.screen.language == "vi" else f"{lengths} characters"

    def _frequent(self, column: ColumnProfile) -> str:
        if column.hidden:
            return self.screen.message(HIDDEN)
        told = [
            f"{self.value(column, each.value)} ({self.share(each.count / column.present)})"
            for each in column.top[:SHOWN]
            if each.count > 1
        ]
        return ", ".join(told)

    def value(self, column: ColumnProfile, value: Value) -> str:
        """A value as people write it."""
        if column.type in MOMENTS and isinstance(value, str):
            return _day(value) if self.screen.language == "vi" else value
        if isinstance(value, bool):
            words = ("đúng", "sai") if self.screen.language == "vi" else ("yes", "no")
            return words[0] if value else words[1]
        if isinstance(value, int):
            return self.screen.number(value)
        return self._double(value) if isinstance(value, float) else str(value)

    def _double(self, value: float) -> str:
        text = f"{value:,.6g}"
        return text.translate(str.maketrans(",.", ".,")) if self.screen.language == "vi" else text

    def column(self, column: ColumnProfile) -> None:
        """Everything of one column."""
        screen = self.screen
        screen.console.print(Text(f"{column.name} · {screen.message(TYPES[column.type])}", style="bold cyan"))
        for vi, en, told in self._facts(column):
            screen.say(f"{vi}: {told}", f"{en}: {told}")
        if column.hidden:
            screen.console.print(Text(screen.message(HIDDEN), style="dim"))
        if column.histogram is not None:
            screen.console.print()
            self._bars(_bins(self, column, column.histogram))
        self._counted("Giá trị hay gặp", "Frequent values", column, column.top)
        self._counted("Dạng chữ", "Shapes of texts", column, column.shapes)

    def _facts(self, column: ColumnProfile) -> Iterator[tuple[str, str, str]]:
        missing = self.profile.rows - column.filled
        yield "trống", "missing", f"{self.screen.number(missing)} ({self.share(self.profile.missing_share(column))})"
        if column.distinct is not None:
            yield "giá trị khác nhau", "different values", self.screen.number(column.distinct)
        if ends := self._ends(column):
            yield "từ … đến", "from … to", ends
        if column.mean is not None:
            yield "trung bình", "mean", self._double(column.mean)
        if column.quantiles:
            told = (f"{each.percent} %: {self.value(column, each.value)}" for each in column.quantiles)
            yield "phân vị", "quantiles", "  ".join(told)

    def _counted(self, vi: str, en: str, column: ColumnProfile, values: Iterable[Counted]) -> None:
        rows = [(self.value(column, each.value), each.count) for each in values]
        if rows:
            self.screen.console.print()
            self.screen.say(vi, en, "bold")
            self._bars(rows)

    def _bars(self, rows: list[tuple[str, int]]) -> None:
        most, width = max(count for _, count in rows) or 1, max(len(name) for name, _ in rows)
        for name, count in rows:
            bar = "█" * round(BAR * count / most) or ("▏" if count else "")
            line = Text.assemble(f"  {name.ljust(width)}  ", (bar.ljust(BAR), "green"), f" {self.screen.number(count)}")
            self.screen.console.print(line)


def _day(text: str) -> str:
    day, _, clock = text.partition("T")
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}" + (f" {clock}" if clock else "")


def _bins(view: ProfileView, column: ColumnProfile, histogram: Histogram) -> list[tuple[str, int]]:
    """A histogram's bins as they are told; open ends without a value are left out."""
    edges = [view.value(column, each) for each in histogram.edges]
    names = [
        f"< {edges[0]}",
        *(f"{low} – {high}" for low, high in pairwise(edges)),
        f"≥ {edges[-1]}",
    ]
    last = len(names) - 1
    return [
        (name, count)
        for at, (name, count) in enumerate(zip(names, histogram.counts, strict=True))
        if count or 0 < at < last
    ]
