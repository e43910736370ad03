"""What `kho serve` was told, handed to each of its processes through the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "KHO_PORTAL_"
KEY_BYTES: Final = 48


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """How the portal runs: for which province `folder`, with its `state` kept where, under which public `address`.

    `address` has no slash at its end. `database` is a postgresql:// address; empty: a SQLite file under `state`.
    """

    folder: Path
    state: Path
    address: str
    database: str = ""

    @classmethod
    def from_environment(cls) -> "Configuration":
        """What a parent process handed down. Raises KeyError where none did."""
        given = {name: os.environ[f"{PREFIX}{name.upper()}"] for name in ("folder", "state", "address", "database")}
        return cls(
            folder=Path(given["folder"]),
            state=Path(given["state"]),
            address=given["address"],
            database=given["database"],
        )

    def environment(self) -> Mapping[str, str]:
        """The same for a child process."""
        return {
            f"{PREFIX}FOLDER": str(self.folder),
            f"{PREFIX}STATE": str(self.state),
            f"{PREFIX}ADDRESS": self.address,
            f"{PREFIX}DATABASE": self.database,
        }

    @property
    def own(self) -> Path:
        """The folder of what only the portal keeps."""
        return self.state / "portal"

    @property
    def host(self) -> str:
        """The host by which the public calls."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def is_secure(self) -> bool:
        """Whether the public calls over TLS."""
        return self.address.startswith("https://")

    def secret_key(self) -> str:
        """The key that signs what browsers are given; made once, readable by its owner alone."""
        file = self.own / "secret-key"
        self.own.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(KEY_BYTES))
        return file.read_text(encoding="ascii")
