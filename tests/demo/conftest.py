"""The demo province, made small, and everything that Kho made of it: once for all tests here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hungyen.making import make
from hungyen.serving import serving
from hungyen.truth import Truth

from kho.cli.session import Session
from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.pipeline.delivering import run_dataset
from kho.pipeline.order import run_order
from kho.pipeline.progress import Silence
from kho.pipeline.runs import Run
from kho.pipeline.workplace import Workplace

FACTOR = 0.02
BUILT = frozenset(
    {"address", "citizen_id", "phone", "tax_code", "text_encodings", "tone_placement", "units_conversion"}
)
"""The national standards that Kho has by now, of those in `hungyen.truth.STANDARDS`."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """The province, what is true of it, and what became of it."""

    folder: Path
    truth: Truth
    place: Workplace
    runs: Mapping[str, Sequence[Run]]

    def contract(self, dataset: str) -> Contract:
        """The contract of a dataset."""
        return self.place.contract(DatasetName.parse(dataset))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo") / "province"
    with serving(folder / "api", port=0) as port:
        make(folder, factor=FACTOR, port=port)
        place = Session.at(str(folder), "en").workplace()
        runs = {str(name): list(run_dataset(place, name, progress=Silence())) for name in run_order(place.province)}
    return Made(folder=folder, truth=Truth(folder, BUILT), place=place, runs=runs)
