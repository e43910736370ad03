"""A run's report as one self-contained HTML page, for a colleague or the sender: no script, nothing loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from kho.contracts.model import Severity
from kho.messages import Language, Message
from kho.pipeline.assessing import RunQuality
from kho.pipeline.runs import Run, RunStatus
from kho.quality.dimensions import FACTS
from kho.quality.findings import Finding
from kho.warehouse.tables import VIETNAM

STATUS = {
    RunStatus.RUNNING: Message(vi="đang chạy", en="running"),
    RunStatus.LOADED: Message(vi="đã nạp", en="loaded"),
    RunStatus.HELD: Message(vi="bị giữ lại", en="held back"),
    RunStatus.UNCHANGED: Message(vi="không đổi", en="unchanged"),
    RunStatus.WAITING: Message(vi="đang đợi", en="waiting"),
    RunStatus.SET_ASIDE: Message(vi="để riêng", en="set aside"),
    RunStatus.FAILED: Message(vi="hỏng", en="failed"),
    RunStatus.CHECKED: Message(vi="đã kiểm tra", en="checked"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenRule:
    """One rule that rows broke: how many, and the first few findings."""

    rule: str
    count: int
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """What breaking the rule means; every broken rule has an example."""
        return self.findings[0].severity if self.findings else Severity.ERROR


def broken_rules(run: Run) -> Iterator[BrokenRule]:
    """The broken rules of a run with their examples: errors before warnings, those with most rows first."""
    by_rule = {rule: tuple(group) for rule, group in groupby(run.findings, key=lambda finding: finding.rule)}
    broken = [
        BrokenRule(rule=rule, count=count, findings=by_rule.get(rule, ()))
        for rule, count in run.broken.items()
        if count
    ]
    yield from sorted(broken, key=lambda each: (each.severity is Severity.WARNING, -each.count))


def html(run: Run, language: Language, quality: RunQuality | None = None) -> str:
    """The report as a whole page; `quality` adds the delivery's score and what drifted with it."""
    template = _environment().get_template("run.html")
    return template.render(
        run=run,
        rules=list(broken_rules(run)),
        status=STATUS[run.status],
        language=language,
        quality=quality,
        dimensions=FACTS,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kho.pipeline"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["number"] = number
    environment.filters["when"] = when
    return environment


def when(moment: datetime) -> str:
    """A moment as the clock in Việt Nam shows it."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def number(value: float | Decimal, language: Language, places: int = 0) -> str:
    """A number as people write it: `1.234,5` in Vietnamese, `1,234.5` in English."""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
