"""A real OpenSSH server (Debian's `openssh-server`) on 127.0.0.1, as a process of the test's own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.services.commands import FindCommand
from tests.services.ports import answers, free_ports, stop, wait_until

CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
UsePAM no
PasswordAuthentication no
PubkeyAuthentication yes
PermitRootLogin prohibit-password
StrictModes no
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SftpService:
    """Where the server is, who may enter by which key, and what it proves itself by."""

    port: int
    user: str
    private_key: str
    fingerprint: str
    known_hosts: Path
    folder: Path

    def location(self, path: str) -> str:
        """The address of a path below the folder that tests may use."""
        return f"sftp://127.0.0.1:{self.port}{self.folder}/{path}"


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory, command: FindCommand) -> Iterator[SftpService]:
    """An SSH server that lets the running user in by a generated key."""
    sshd, folder = command("sshd"), tmp_path_factory.mktemp("sshd")
    [port] = free_ports(1)
    service = _prepared(folder, port)
    # Debian's sshd wants this folder for separating privileges, when it is started by root.
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    log = folder / "log"
    process = subprocess.Popen([sshd, "-D", "-f", str(folder / "sshd_config"), "-E", str(log)])
    try:
        wait_until(lambda: answers(port), process, log)
        yield service
    finally:
        stop(process)


def _prepared(folder: Path, port: int) -> SftpService:
    for name in ("host_key", "user_key"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
    shutil.copyfile(folder / "user_key.pub", folder / "authorized_keys")
    (folder / "sshd_config").write_text(CONFIG.format(port=port, folder=folder))
    (folder / "log").touch()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host_key.pub').read_text()}")
    (folder / "files").mkdir()
    return SftpService(
        port=port,
        user=pwd.getpwuid(os.geteuid()).pw_name,
        private_key=(folder / "user_key").read_text(),
        fingerprint=_run("ssh-keygen", "-lf", str(folder / "host_key.pub")).split()[1],
        known_hosts=folder / "known_hosts",
        folder=folder / "files",
    )


def _run(program: str, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout
