"""How the command line shows runs: tables for people, with numbers as they write them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kho.cli.terminal import CalmConsole
from kho.contracts.model import Problem, Severity
from kho.messages import Language, Message
from kho.pipeline.report import STATUS, broken_rules, number
from kho.pipeline.runs import FigureCarried, Run, RunStatus, Transformed, UnitsRead
from kho.standards.units.model import Level

MOST_CUT = 30
"""A dataset's name keeps at least so many characters on a narrow screen."""
STYLES = {
    RunStatus.LOADED: "green",
    RunStatus.UNCHANGED: "dim",
    RunStatus.WAITING: "dim",
    RunStatus.HELD: "yellow",
    RunStatus.SET_ASIDE: "red",
    RunStatus.FAILED: "red",
    RunStatus.RUNNING: "blue",
    RunStatus.CHECKED: "green",
}
REASONS_SHOWN = 4
BEHIND = Message(
    vi="! lượt mới nhất của {name} không nạp được; dùng phiên bản {version}",
    en="! the newest run of {name} did not load; version {version} was read",
)
CORRECTED = Message(vi="✎ {count} ô đã sửa trên trang", en="✎ {count} cells were corrected on the page")
LEVELS = {
    Level.PROVINCE: Message("tỉnh", "province"),
    Level.DISTRICT: Message("huyện", "district"),
    Level.COMMUNE: Message("xã", "commune"),
}
WHOLE = frozenset({"bộ dữ liệu", "kết quả", "lượt chạy"})
"""Columns whose first lines are copied into the next command, so that they are never broken in two."""


class Screen:
    """A console in one language."""

    def __init__(self, language: Language, console: Console | None = None) -> None:
        self.language = language
        self.console = console or CalmConsole()

    def say(self, vi: str, en: str, style: str = "") -> None:
        """One line in the screen's language."""
        self.console.print(Text(vi if self.language == "vi" else en, style=style))

    def table(self, columns: Sequence[tuple[str, str, bool]], rows: Iterable[Sequence[str | Text]]) -> None:
        """A table: columns are (Vietnamese title, English title, whether it holds numbers)."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        lines = list(rows)
        for at, (vi, en, numeric) in enumerate(columns):
            title = vi if self.language == "vi" else en
            least = _widest(title, *(row[at] for row in lines)) if numeric or vi in WHOLE else None
            justify: Literal["left", "right"] = "right" if numeric else "left"
            table.add_column(title, justify=justify, no_wrap=numeric, min_width=least, overflow="fold")
        for row in lines:
            table.add_row(*row)
        self.console.print(table)
        if not table.row_count:
            self.say("(không có dòng nào)", "(no rows)", "dim")

    def runs(self, runs: Sequence[Run]) -> None:
        """What was read, accepted and quarantined, a line per run, and below each its file and why."""
        title = ("bộ dữ liệu", "kết quả", "đọc", "nhận", "cách ly")
        if self.language == "en":
            title = ("dataset", "result", "read", "accepted", "quarantined")
        rows = [title, *(self._counted(run) for run in runs)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(title))]
        room = self.console.width - sum(widths[1:]) - 2 * len(widths)
        widths[0] = min(widths[0], max(room, MOST_CUT))
        self.console.print(Text(_line(title, widths), style="bold"))
        for run, row in zip(runs, rows[1:], strict=True):
            line = Text(_line(row, widths))
            line.stylize(STYLES[run.status], widths[0] + 2, widths[0] + 2 + widths[1])
            self.console.print(line)
            for told in self._details(run):
                self.console.print(Padding(Text(told, style="dim"), (0, 0, 0, 4)))

    def problems(self, problems: Sequence[Problem], folder: Path) -> None:
        """Every mistake with its place, what is wrong and what to do."""
        for problem in problems:
            place = f"{_within(problem.file, folder)}:{problem.line}"
            field = f" {problem.field}" if problem.field else ""
            self.console.print(Text.assemble((place, "bold"), (field, "cyan"), (f"  {problem.code}", "dim")))
            self.console.print(Text(f"  {self.message(problem.what)}"))
            self.console.print(Text(f"  → {self.message(problem.mend)}", style="green"))
        files = len({problem.file for problem in problems})
        self.console.print()
        self.say(f"{len(problems)} lỗi trong {files} tệp.", f"{len(problems)} mistakes in {files} files.", "bold red")

    def summary(self, runs: Sequence[Run]) -> None:
        """What running ended with: the runs, the totals, and what to try next."""
        if not runs:
            self.say("Không có gì mới để chạy.", "Nothing has arrived.", "dim")
            return
        self.runs(runs)
        self.console.print()
        read, accepted, quarantined = (
            self.number(sum(getattr(run, count) for run in runs)) for count in ("read", "accepted", "quarantined")
        )
        self.say(
            f"Đọc {read} dòng: nhận {accepted}, cách ly {quarantined}.",
            f"{read} rows read: {accepted} accepted, {quarantined} quarantined.",
            "bold",
        )
        self._next_steps(runs)

    def run_list(self, runs: Sequence[Run]) -> None:
        """Runs with their ids, newest first; the dataset below, so that on a narrow screen no id is cut off."""
        columns = [
            ("lượt chạy", "run", False),
            ("kết quả", "result", False),
            ("đọc", "read", True),
            ("nhận", "accepted", True),
            ("cách ly", "quarantined", True),
        ]
        self.table(columns, [self._run_row(run) for run in runs])

    def _run_row(self, run: Run) -> list[str | Text]:
        status = Text(self.message(STATUS[run.status]), style=STYLES[run.status])
        counts = [self.number(value) for value in (run.read, run.accepted, run.quarantined)]
        return [f"{run.id}\n    {run.dataset}", status, *counts]

    def _next_steps(self, runs: Sequence[Run]) -> None:
        worst = max(runs, key=lambda run: (run.status is RunStatus.FAILED, run.quarantined))
        loaded = next((run for run in runs if run.committed is not None), None)
        steps = []
        if worst.status is RunStatus.FAILED or worst.quarantined:
            steps.append((f"kho run show {worst.id}", "xem dòng nào, vì sao", "which rows, and why"))
        if loaded is not None:
            question = f"from {loaded.dataset.sql_schema}.{loaded.dataset.sql_table} limit 5"
            steps.append((f'kho sql "{question}"', "xem dữ liệu đã nạp", "look at what was loaded"))
            steps.append((f"kho table history {loaded.dataset}", "các phiên bản của bảng", "the table's versions"))
        for command, vi, en in steps:
            self.console.print(Text(f"  {command}", style="cyan"), Text(vi if self.language == "vi" else en))

    def run(self, run: Run) -> None:
        """One run's report."""
        self.say(f"Lượt chạy {run.id}", f"Run {run.id}", "bold")
        self.runs([run])
        if run.transformed is not None:
            self._transformed(run.transformed)
        elif run.delivery.sha256:
            self.console.print(Text(f"{run.delivery.origin}\nsha256 {run.delivery.sha256}", style="dim"))
        self._error(run)
        self._measured(run)
        self._findings(run)
        self._parts(run)

    def _transformed(self, made: Transformed) -> None:
        """The tables a match or model read, each at its version, then a model's query."""
        for each in made.inputs:
            self.say(f"← {each.dataset}, phiên bản {each.version}", f"← {each.dataset}, version {each.version}", "dim")
        if made.units is not None:
            self._units(made.units)
        if made.query:
            self.console.print(Padding(Text(made.query, style="dim"), (1, 0, 0, 4)))

    def _units(self, read: UnitsRead) -> None:
        """The tables of units that figures were brought over by, and each figure's sums."""
        for each in read.tables:
            mark = f", sha256 {each.sha256[:12]}…" if each.sha256 else ""
            self.say(f"← đơn vị hành chính: {each.name}{mark}", f"← administrative units: {each.name}{mark}", "dim")
        level, day = LEVELS[Level(read.level)], f"{read.to:%d/%m/%Y}"
        self.say(f"→ đơn vị cấp {level.vi} ngày {day}", f"→ units of {level.en} level on {read.to}", "dim")
        for figure in read.figures:
            self._figure(figure)

    def _figure(self, figure: FigureCarried) -> None:
        places = max(0, -int(figure.given.as_tuple().exponent))
        sums = (figure.given, figure.placed, figure.apart, figure.estimated)
        given, placed, apart, split = (self.number(each, places) for each in sums)
        vi, en = (f"; chia ước tính {split}", f"; split by estimate {split}") if figure.estimated else ("", "")
        self.say(
            f"  {figure.column} ({figure.split}): {given} = {placed} trên đơn vị mới + {apart} để riêng{vi}",
            f"  {figure.column} ({figure.split}): {given} = {placed} on these units + {apart} apart{en}",
            "yellow" if figure.apart else "dim",
        )

    def message(self, message: Message) -> str:
        """A sentence in this screen's language."""
        return message.in_(self.language)

    def number(self, value: float | Decimal, places: int = 0) -> str:
        """A number in this screen's language."""
        return number(value, self.language, places)

    def _counted(self, run: Run) -> tuple[str, ...]:
        counts = (self.number(value) for value in (run.read, run.accepted, run.quarantined))
        return (str(run.dataset), self.message(STATUS[run.status]), *counts)

    def _details(self, run: Run) -> Iterator[str]:
        """The file, then what went wrong: the error, or the rules that were broken, errors before warnings."""
        if run.delivery.name:
            yield run.delivery.name
        if run.corrected:
            yield self.message(CORRECTED.filled(count=self.number(run.corrected)))
        for each in run.transformed.inputs if run.transformed is not None else ():
            if each.behind is not None:
                yield self.message(BEHIND.filled(name=each.dataset, version=each.version))
        if run.error is not None:
            yield f"{run.error.code} {self.message(run.error.what)}"
        if run.unprofiled is not None:
            yield f"! {run.unprofiled.code} {self.message(run.unprofiled.what)}"
        for severity, sign in ((Severity.ERROR, "✗"), (Severity.WARNING, "!")):
            broken = [each for each in broken_rules(run) if each.severity is severity]
            told = ", ".join(f"{each.rule} ({self.number(each.count)})" for each in broken[:REASONS_SHOWN])
            more = f" … +{len(broken) - REASONS_SHOWN}" if len(broken) > REASONS_SHOWN else ""
            if told:
                yield f"{sign} {told}{more}"

    def _error(self, run: Run) -> None:
        if run.error is not None:
            where = f" {run.error.where}:" if run.error.where else ""
            self.console.print(Text(f"{run.error.code}{where} {self.message(run.error.what)}", style="red"))
            self.console.print(Text(f"  → {self.message(run.error.mend)}"))
        if run.unprofiled is not None:
            self.console.print(Text(f"{run.unprofiled.code} {self.message(run.unprofiled.what)}", style="yellow"))
            self.console.print(Text(f"  → {self.message(run.unprofiled.mend)}"))

    def _measured(self, run: Run) -> None:
        for measured in run.measured:
            vi, en = ("đạt", "holds") if measured.holds else ("không đạt", "broken")
            style = "" if measured.holds else "yellow"
            told = f"{measured.rule}: {'—' if measured.value is None else measured.value}"
            self.say(f"{told} ({vi})", f"{told} ({en})", style)

    def _findings(self, run: Run) -> None:
        for broken in broken_rules(run):
            self.console.print()
            self.say(
                f"{broken.rule}: {self.number(broken.count)} dòng",
                f"{broken.rule}: {self.number(broken.count)} rows",
                "bold",
            )
            if broken.findings:
                first = broken.findings[0]
                self.console.print(Text(f"{self.message(first.what)} → {self.message(first.mend)}"))
                rows = [[each.part, str(each.row), each.column or "", each.value or ""] for each in broken.findings[:5]]
                columns = [
                    ("bảng", "table", False),
                    ("dòng", "row", True),
                    ("cột", "column", False),
                    ("giá trị", "value", False),
                ]
                self.table(columns, rows)

    def _parts(self, run: Run) -> None:
        for part in run.parts if run.transformed is None else ():
            name = part.part or run.delivery.name
            self.console.print()
            self.say(f"{name}: {self.number(part.rows)} dòng", f"{name}: {self.number(part.rows)} rows", "bold")
            if not part.taken:
                self.say("bỏ qua: không khớp cam kết", "left out: does not fit the contract", "yellow")
            found = " · ".join(f"{key}: {value}" for key, value in part.found.items())
            self.console.print(Text(found, style="dim"))
            if part.units:
                told = ", ".join(f"{column} {unit}" for column, unit in part.units.items())
                self.say(f"đơn vị nguồn ghi: {told}", f"units the source tells: {told}", "dim")
            for left in part.left_out:
                text = f" “{left.text[:100]}”" if left.text else ""
                self.console.print(Text(f"  − {left.place}: {self.message(left.why)}{text}", style="dim"))
            for repair in part.repairs[:10]:
                change = f"  ✎ “{repair.before[:40]}” → “{repair.after[:40]}” ×{repair.count} ({repair.why})"
                self.console.print(Text(change, style="dim"))


def _within(file: Path, folder: Path) -> str:
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else str(file)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Dataset and result to the left, counts to the right."""
    texts = [_cut(cell, width).ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    counts = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join([*texts, *counts])


def _widest(*cells: str | Text) -> int:
    """The length of the longest first line."""
    return max(len(str(cell).partition("\n")[0]) for cell in cells)


def _cut(text: str, width: int) -> str:
    """The text, with its middle left out where it is too long: both ends of a dataset's name tell it apart."""
    if len(text) <= width:
        return text
    end = (width - 1) // 2
    return f"{text[: width - 1 - end]}…{text[len(text) - end :]}"
