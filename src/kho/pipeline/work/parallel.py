"""`kho run` over several datasets at once: each after those it refers to, in processes of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from kho.contracts.names import DatasetName
from kho.pipeline.delivering import failed
from kho.pipeline.order import comes_after
from kho.pipeline.progress import Progress
from kho.pipeline.runs import Run
from kho.pipeline.work.judging import death
from kho.pipeline.work.pool import Died, Ended, News, Pool, Stepped, Task
from kho.pipeline.work.queue import Order, Why
from kho.pipeline.workplace import RunOptions, Workplace

PATIENCE = 60.0
"""How long to wait for news before asking again, in seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A dataset is through, with its runs."""

    dataset: DatasetName
    runs: tuple[Run, ...]


@dataclass(kw_only=True)
class _Round:
    """The datasets of one call: which may begin, which are in hand."""

    place: Workplace
    pool: Pool
    options: RunOptions
    progress: Progress
    sorter: TopologicalSorter[DatasetName]
    ready: list[DatasetName] = field(default_factory=list)
    in_hand: dict[int, DatasetName] = field(default_factory=dict)
    given: int = 0

    def give(self) -> None:
        """Give what may begin to free processes."""
        self.ready += sorted(self.sorter.get_ready())
        while self.ready and self.pool.free:
            dataset = self.ready.pop(0)
            self.given += 1
            self.in_hand[self.given] = dataset
            self.pool.give(Task(number=self.given, order=Order(dataset=dataset, why=Why.HAND), options=self.options))

    def hear(self, news: News) -> Iterator[Finished]:
        """What news of a task means."""
        if isinstance(news, Stepped):
            self.progress.step(news.dataset, news.step, news.rows)
            return
        dataset = self.in_hand.pop(news.number)
        self.sorter.done(dataset)
        yield Finished(dataset=dataset, runs=self._runs(dataset, news))

    def _runs(self, dataset: DatasetName, news: Ended | Died) -> tuple[Run, ...]:
        """Its runs; one that failed where the process died or nothing could be run."""
        contract = self.place.contract(dataset)
        if isinstance(news, Died):
            return (failed(self.place, contract, "", death(news.exit_code)),)
        if news.done.error is not None:
            return (failed(self.place, contract, "", news.done.error),)
        return news.done.runs


def run_parallel(
    place: Workplace, pool: Pool, datasets: Sequence[DatasetName], *, options: RunOptions, progress: Progress
) -> Iterator[Finished]:
    """Run datasets in the pool's processes, each after those of them that it refers to, as they finish."""
    after = comes_after(place.province)
    chosen = set(datasets)
    sorter = TopologicalSorter({name: after[name] & chosen for name in datasets})
    sorter.prepare()
    work = _Round(place=place, pool=pool, options=options, progress=progress, sorter=sorter)
    while sorter.is_active():
        work.give()
        for news in pool.wait(PATIENCE):
            yield from work.hear(news)
