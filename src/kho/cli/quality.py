"""`kho quality` as a person sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from pydantic import TypeAdapter
from rich.padding import Padding
from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.assessing import Assessment, RunQuality, assess
from kho.quality.dimensions import FACTS, Dimension
from kho.quality.drift import Drift, Level
from kho.quality.freshness import LOCAL, NAMES, Freshness, State
from kho.quality.scoring import DimensionScore, Part

STATE_STYLES = {State.FRESH: "green", State.DUE: "yellow", State.LATE: "red", State.NEVER: "red"}
GOOD, FAIR = 0.95, 0.8
"""From where on a score is shown green, and yellow."""
STILL = 0.0005
"""A smaller change of a score is none."""


def show_quality(session: Session, names: Sequence[str], shape: str) -> None:
    """Assess the named datasets, or all. Raises UnknownDatasetError."""
    place = session.workplace()
    wanted = [DatasetName.parse(name) for name in names] or sorted(place.province.datasets)
    found = [assess(place, place.contract(name)) for name in wanted]
    if shape == "json":
        click.echo(TypeAdapter(list[Assessment]).dump_json(found, indent=1).decode())
        return
    view = QualityView(Screen(session.language))
    if len(names) == 1:
        view.whole(found[0])
    else:
        view.all(found)


class QualityView:
    """Assessments on a screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def all(self, found: Sequence[Assessment]) -> None:
        """A line per dataset, and below it what was measured."""
        name, points = ("bộ dữ liệu", "điểm") if self.screen.language == "vi" else ("dataset", "score")
        width = max([len(name), *(len(str(each.dataset)) for each in found)])
        told = self.screen.message(Message("đúng hạn   xu hướng", "freshness  trend"))
        self.screen.console.print(Text(f"{name.ljust(width)}  {points.rjust(5)}  {told}", style="bold"))
        for each in found:
            self._line(each, width)
        self.screen.console.print()
        self.screen.say(
            "Điểm từ 0 đến 100. Xem từng phần: kho quality BỘ_DỮ_LIỆU",
            "Scores are from 0 to 100. Open one: kho quality DATASET",
            "dim",
        )

    def _line(self, each: Assessment, width: int) -> None:
        points, state = self._score(each.score.total), self._state(each.freshness.state)
        points.pad_left(5 - len(points))
        state.pad_right(11 - len(state))
        line = Text.assemble(str(each.dataset).ljust(width), "  ", points, "  ", state, self._trend(each.trend))
        self.screen.console.print(line)
        scores = [self._named(scored) for scored in each.score.dimensions if scored.value is not None]
        if scores:
            self.screen.console.print(Padding(Text(" · ", style="dim").join(scores), (0, 0, 0, 4)))

    def _named(self, scored: DimensionScore) -> Text:
        name = self.screen.message(FACTS[scored.dimension].name)
        return Text.assemble((f"{name} ", "dim"), self._score(scored.value))

    def _score(self, value: float | None) -> Text:
        if value is None:
            return Text("–", style="dim")
        style = "green" if value >= GOOD else "yellow" if value >= FAIR else "red"
        return Text(self._points(value), style=style)

    def _points(self, value: float) -> str:
        """A score of 100; 100 only where nothing is wrong."""
        points = min(100 * value, 99.9) if value < 1 else 100.0
        return self.screen.number(points, places=0 if value in (0, 1) else 1)

    def _state(self, state: State) -> Text:
        return Text(self.screen.message(NAMES[state]), style=STATE_STYLES.get(state, "dim"))

    def _trend(self, trend: float | None) -> Text:
        if trend is None:
            return Text("", style="dim")
        if abs(trend) < STILL:
            return Text("=", style="dim")
        points = self.screen.number(abs(100 * trend), places=1)
        return Text(f"▲ {points}", style="green") if trend > 0 else Text(f"▼ {points}", style="red")

    def whole(self, each: Assessment) -> None:
        """One dataset with its score opened."""
        screen = self.screen
        screen.console.print(Text(f"{each.title} · {each.dataset}", style="bold"))
        self._table(each)
        screen.console.print(self._fresh(each.freshness))
        self._parts(each)
        self._drifts(each)

    def of_run(self, quality: RunQuality) -> None:
        """The score of one delivery and what drifted with it, briefly."""
        scores = [self._named(scored) for scored in quality.score.dimensions if scored.value is not None]
        if scores:
            self.screen.console.print()
            title = self.screen.message(Message("Chất lượng đợt gửi", "Quality of the delivery"))
            self.screen.console.print(Text.assemble((f"{title}: ", "bold"), self._score(quality.score.total)))
            self.screen.console.print(Padding(Text(" · ", style="dim").join(scores), (0, 0, 0, 4)))
        for line in drift_lines(quality.drifts, self.screen):
            self.screen.console.print(line)

    def _table(self, each: Assessment) -> None:
        titles = [("chiều", "dimension", False), ("điểm", "score", True), ("quy tắc", "rules", True), ("", "", False)]
        rows: list[list[str | Text]] = [self._dimension(dimension) for dimension in each.score.dimensions]
        total = Message("trung bình có trọng số của những gì đo được", "weighted mean of what was measured")
        mean = self.screen.message(Message("tổng", "total"))
        rows.append([Text(mean, style="bold"), self._score(each.score.total), "", self.screen.message(total)])
        self.screen.table(titles, rows)

    def _dimension(self, scored: DimensionScore) -> list[str | Text]:
        facts = FACTS[scored.dimension]
        told = scored.why or facts.asks
        rules = str(len(scored.parts)) if scored.parts else ""
        note = self.screen.message(told)
        if scored.why is not None:
            note = f"{self.screen.message(Message('không đo', 'not measured'))}: {note}"
        return [self.screen.message(facts.name), self._score(scored.value), rules, Text(note, style="dim")]

    def _fresh(self, fresh: Freshness) -> Text:
        state = self._state(fresh.state)
        told = Message("", "")
        if fresh.delivered is not None:
            told = Message(f" · đợt gần nhất {_day(fresh.delivered)}", f" · last delivery {_day(fresh.delivered)}")
        if fresh.due is not None:
            due = _day(fresh.due)
            told = Message(f"{told.vi}, đợt sau đến hạn {due}", f"{told.en}, the next is due {due}")
        if fresh.late_by > timedelta():
            days, hours = fresh.late_by.days, fresh.late_by.seconds // 3600
            told = Message(f"{told.vi}, trễ {days} ngày {hours} giờ", f"{told.en}, late by {days} days {hours} hours")
        return Text.assemble(state, self.screen.message(told))

    def _parts(self, each: Assessment) -> None:
        lost = [(dimension, part) for dimension, part in each.score.parts() if part.lost]
        self.screen.console.print()
        if not lost:
            self.screen.say("Không quy tắc nào làm mất điểm.", "No rule costs a point.", "green")
            return
        self.screen.say("Mất điểm ở đâu", "Where points are lost", "bold")
        titles = [
            ("quy tắc", "rule", False),
            ("chiều", "dimension", False),
            ("mất", "lost", True),
            ("sai", "broken", True),
            ("trên", "of", True),
            ("", "", False),
        ]
        self.screen.table(titles, [self._part(dimension, part) for dimension, part in lost])

    def _part(self, dimension: Dimension, part: Part) -> list[str | Text]:
        screen = self.screen
        return [
            part.rule,
            screen.message(FACTS[dimension].name),
            screen.number(100 * part.lost, places=1),
            screen.number(part.broken),
            screen.number(part.checked),
            Text(screen.message(part.what), style="dim"),
        ]

    def _drifts(self, each: Assessment) -> None:
        self.screen.console.print()
        if each.profile is None:
            self.screen.say(
                f"Chưa có thống kê của bảng: kho profile {each.dataset}",
                f"The table has not been profiled: kho profile {each.dataset}",
                "dim",
            )
            return
        if not each.drifts:
            self.screen.say("Không có thay đổi bất thường.", "Nothing has drifted.", "green")
            return
        self.screen.say("Thay đổi bất thường so với trước", "Drift", "bold")
        for line in drift_lines(each.drifts, self.screen):
            self.screen.console.print(line)


def drift_lines(found: Sequence[Drift], screen: Screen) -> list[Text]:
    """A line per drift: alarms red, notices yellow."""
    return [
        Text.assemble(
            ("‼ " if drift.level is Level.ALARM else "! ", "red" if drift.level is Level.ALARM else "yellow"),
            (f"{drift.column}: " if drift.column else "", "bold"),
            screen.message(drift.what),
        )
        for drift in found
    ]


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%d/%m/%Y}"
