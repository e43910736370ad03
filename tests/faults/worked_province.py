"""A province that `kho work` works on in real processes, with a format that does what its files say: die, wait."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.provinces import Province

from kho.contracts.names import DatasetName

KHO = "import sys; from kho.cli.main import main; main()"
# A format as another package would bring it: csv, but a file with CHET kills its process, one with CHO waits at a gate.
FORMAT = """
import os, signal, time
from pathlib import Path
from kho.sources.formats.delimited import DelimitedFormat, Read

class Moody:
    def __init__(self):
        self._csv = DelimitedFormat()
    def sniff(self, head, name):
        return False
    def problems(self, read):
        return self._csv.problems(read)
    def tables(self, file, *, name, read):
        content = file.read_bytes()
        if b"CHET" in content:
            os.kill(os.getpid(), signal.SIGKILL)
        gate = Path(os.environ["MOODY_GATE"])
        if b"CHO" in content:
            gate.with_name("began").write_text(str(os.getpid()))
            while not gate.exists():
                time.sleep(0.02)
        return self._csv.tables(file, name=name, read=read)
"""
ENTRY = "[kho.formats]\nmoody = moody:Moody\n"
METADATA = "Metadata-Version: 2.1\nName: moody\nVersion: 1.0\n"
HEADER = "Mã,Tên,Số\n"
PATIENCE = 120


@dataclass(frozen=True, kw_only=True)
class Worked:
    """The province and the gate at which a file's reader waits."""

    province: Province
    plugs: Path

    @property
    def gate(self) -> Path:
        return self.plugs / "gate"

    @property
    def began(self) -> Path:
        """Written with the process's number when a reader waits at the gate."""
        return self.plugs / "began"

    def settings(self, **settings: float) -> None:
        """Write the quick times of a test into kho.toml."""
        quick = {"look": 0.1, "settle": 0.2, "lease": 2, "wait": 0.1, "longest_wait": 0.2, "grace": 60, **settings}
        file = self.province.folder / "kho.toml"
        kept = file.read_text(encoding="utf-8").split("[work]")[0]
        told = "".join(f"{name} = {value}\n" for name, value in quick.items())
        file.write_text(f"{kept}[work]\n{told}", encoding="utf-8")

    def promise(self, name: str, **contract: object) -> DatasetName:
        """A dataset with an inbox of its own, read by the moody format."""
        dataset = DatasetName("so-mau", name)
        self.province.promise(dataset, path=f"inbox/{name}/*", kind="moody", **contract)
        return dataset

    @contextmanager
    def kho(self, *words: str) -> Iterator["subprocess.Popen[str]"]:
        """One call of the program in a process of its own, which is ended with the test."""
        command = [sys.executable, "-c", KHO, "-C", str(self.province.folder), "--lang", "en", *words]
        path = os.pathsep.join([str(self.plugs), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, "MOODY_GATE": str(self.gate)}
        process = subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def once(self, *words: str) -> tuple[int, str]:
        """`kho work --once`: its exit code and what it told."""
        with self.kho("work", "--once", *words) as process:
            said, _ = process.communicate(timeout=PATIENCE)
            return process.returncode, said


def new_worked(province: Province, plugs: Path) -> Worked:
    """Put the format where the program's processes find it."""
    facts = plugs / "moody-1.0.dist-info"
    facts.mkdir(parents=True)
    (plugs / "moody.py").write_text(FORMAT, encoding="utf-8")
    (facts / "entry_points.txt").write_text(ENTRY, encoding="utf-8")
    (facts / "METADATA").write_text(METADATA, encoding="utf-8")
    worked = Worked(province=province, plugs=plugs)
    worked.settings()
    return worked


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; a test that waits too long fails."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
