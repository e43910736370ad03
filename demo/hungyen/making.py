"""Makes a province folder: the files that stand for themselves, what agencies send, and the truth beside it."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from hungyen.batch import Batch
from hungyen.datasets import ALL
from hungyen.deliveries import Dataset, Delivery
from hungyen.serving import PORT
from hungyen.truth import FOLDER, Recorder
from hungyen.world import PROVINCE, World

SEED = 1725


def make(folder: Path, *, factor: float = 1, seed: int = SEED, port: int = PORT) -> None:
    """Make the province in a folder that is not there yet; `port` is where its API will be served."""
    shutil.copytree(PROVINCE, folder)
    _tell_port(folder, port)
    world = World.made(seed=seed, factor=factor)
    recorder = Recorder(folder / FOLDER)
    for dataset in ALL:
        for delivery in dataset.deliveries(world):
            _send(world, dataset, delivery, folder, recorder)


def _send(world: World, dataset: Dataset, delivery: Delivery, folder: Path, recorder: Recorder) -> None:
    contract = world.contracts[dataset.name]
    path = _place(folder, dataset, delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    meant = recorder.meant(delivery, contract, _batches(world, dataset, delivery))
    meant.close(delivery.write.write(path, contract, meant.passing()))
    sent = datetime.combine(delivery.on, time(8), UTC).timestamp()
    os.utime(path, (sent, sent))


def _place(folder: Path, dataset: Dataset, delivery: Delivery) -> Path:
    if delivery.file.startswith("/"):
        return folder / delivery.file[1:]
    return folder / "inbox" / dataset.name / delivery.file


def _batches(world: World, dataset: Dataset, delivery: Delivery) -> Iterator[Batch]:
    for number, rows in enumerate(delivery.rows()):
        label = f"{dataset.name}/{delivery.file}/{number}"
        contract = world.contracts[dataset.name]
        batch = Batch(contract=contract, chance=world.chance, label=label, meant=rows.combine_chunks())
        for dirty in delivery.dirt:
            dirty(batch)
        yield batch


def _tell_port(folder: Path, port: int) -> None:
    for file in folder.glob("contracts/*/*.odcs.yaml"):
        text = file.read_text(encoding="utf-8")
        if f"127.0.0.1:{PORT}/" in text:
            file.write_text(text.replace(f"127.0.0.1:{PORT}/", f"127.0.0.1:{port}/"), encoding="utf-8")
