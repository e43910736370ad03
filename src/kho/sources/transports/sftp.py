"""Files of an SSH server by SFTP. The server must prove who it is: an unknown host key is never trusted."""

import base64
import hashlib
import io
import posixpath
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import paramiko
from paramiko.ssh_exception import BadHostKeyException, NoValidConnectionsError

from kho.contracts.model import Source
from kho.errors import KhoError
from kho.messages import Message
from kho.sources import listing, options, secrets
from kho.sources.base import Fetched
from kho.sources.listing import Listed
from kho.sources.options import Trouble
from kho.sources.secrets import Secret

ALSO = ("format", "delimiter", "encoding")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")


def _is_location(value: object) -> bool:
    if not isinstance(value, str) or not value.startswith("sftp://"):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0 and not (parts.username or parts.password or parts.query)
    except ValueError:
        return False


LOCATION = options.Plain(
    expected=Message(
        vi="dạng sftp://máy-chủ:22/thư-mục/*.csv, không kèm tên và mật khẩu",
        en="sftp://host:22/folder/*.csv without user and password",
    ),
    accepts=_is_location,
)
FINGERPRINT = options.Plain(
    expected=Message(vi="dạng SHA256:… như ssh-keygen -lf in ra", en="SHA256:… as ssh-keygen -lf prints it"),
    accepts=lambda value: isinstance(value, str) and _FINGERPRINT.fullmatch(value) is not None,
    convert=lambda value: value.rstrip("="),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `sftp`. `location`: a file, a folder or a glob; `/~/` is the home folder."""

    location: str = options.option(LOCATION)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """`kho.fetch` of an SFTP source: a password or a private key, and one way to know the server.

    `key` is a private key in OpenSSH or PEM form; `fingerprint` the server's host key as `ssh-keygen -lf` prints it;
    `known_hosts` a file in OpenSSH's form, relative to the province folder.
    """

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret | None = options.option(secrets.SECRET, default=None)
    key: Secret | None = options.option(secrets.SECRET, default=None)
    passphrase: Secret | None = options.option(secrets.SECRET, default=None)
    fingerprint: str | None = options.option(FINGERPRINT, default=None)
    known_hosts: str | None = options.option(options.TEXT, default=None)
    max_mb: int = options.option(options.whole(1, 2**20), default=listing.DEFAULT_MAX_MB)
    timeout_seconds: int = options.option(options.whole(1, 3600), default=30)


class UnknownHostKeyError(KhoError):
    """The server is not the one the contract knows, or someone stands in between."""

    code = "KHO-T201"
    what = Message(
        vi="Máy chủ đưa ra khoá {found}, không phải khoá đã khai báo.",
        en="The server shows the key {found}, which is not the declared one.",
    )
    mend = Message(
        vi="Hỏi đơn vị quản lý máy chủ: nếu khoá là của họ, sửa fingerprint hoặc known_hosts; nếu không, dừng lại.",
        en="Ask who runs the server: if the key is theirs, correct fingerprint or known_hosts; if not, do not go on.",
    )


class SftpLoginError(KhoError):
    """The server does not let the user in."""

    code = "KHO-T202"
    what = Message(
        vi="Máy chủ SFTP từ chối người dùng, mật khẩu hoặc khoá.",
        en="The SFTP server refuses the user, password or key.",
    )
    mend = Message(
        vi="Kiểm tra user, và giá trị bí mật của password hoặc key.",
        en="Check user, and the secret of password or key.",
    )


class BadPrivateKeyError(KhoError):
    """The secret of `key` is no private key that can be used."""

    code = "KHO-T203"
    what = Message(vi="Không đọc được khoá riêng “{name}”.", en="The private key “{name}” cannot be read.")
    mend = Message(
        vi="Khoá phải ở dạng OpenSSH hoặc PEM; nếu khoá có mật khẩu, khai báo passphrase đúng.",
        en="The key must be in OpenSSH or PEM form; where it has a passphrase, declare the right one.",
    )


class SftpFailedError(KhoError):
    """The server cannot be reached, or gives up in the middle."""

    code = "KHO-T204"
    what = Message(
        vi="Không lấy được dữ liệu từ máy chủ SFTP: {reason}", en="The SFTP server does not give the data: {reason}"
    )
    mend = Message(
        vi="Kiểm tra địa chỉ, cổng, mạng và quyền đọc; chạy lại sẽ lấy tiếp từ chỗ còn thiếu.",
        en="Check the host, port, network and who may read; running again goes on where it stopped.",
    )


class UnreadableKnownHostsError(KhoError):
    """The file of known hosts cannot be read."""

    code = "KHO-T205"
    what = Message(vi="Không đọc được tệp known_hosts.", en="The file known_hosts cannot be read.")
    mend = Message(
        vi="Tạo tệp bằng ssh-keyscan rồi đối chiếu với đơn vị quản lý máy chủ; đường dẫn tính từ thư mục của tỉnh.",
        en="Make it by ssh-keyscan and compare it with who runs the server; its path starts at the province folder.",
    )


class Sftp:
    """Brings files of an SSH server; the cursor tells which versions of which files were brought."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in `location` and `kho.fetch`."""
        return [
            *options.problems(Address, source.address, also=ALSO),
            *options.problems(Fetch, source.fetch, "kho.fetch"),
            *_one_way_problems(source),
        ]

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """New or changed files, oldest first by modified time, then path.

        Raises UnknownHostKeyError, UnreadableKnownHostsError, SftpLoginError, BadPrivateKeyError, SftpFailedError,
        NothingThereError, FileTooLargeError, MissingSecretError.
        """
        options.refuse(_one_way_problems(source))
        location = options.read(Address, source.address).location
        fetch = options.read(Fetch, source.fetch)
        with _errors_told(location, fetch), _connected(location, fetch, base) as client:
            listed = _listed(client, _path(location), location)
            for number, (each, cursor) in enumerate(listing.new_files(listed, since, location)):
                origin = _origin(location, each.path)
                listing.check_size(each.size, fetch.max_mb, origin)
                if file := _downloaded(client, each, into / f"{number:06d}", origin):
                    yield Fetched(file=file, name=each.name, origin=origin, modified=each.modified, cursor=cursor)


def _one_way_problems(source: Source) -> list[Trouble]:
    """Exactly one way to log in, exactly one way to know the server."""
    return [
        *_exactly_one(source, "password", "key"),
        *_exactly_one(source, "fingerprint", "known_hosts"),
    ]


def _exactly_one(source: Source, one: str, other: str) -> list[Trouble]:
    if (source.fetch.get(one) is None) != (source.fetch.get(other) is None):
        return []
    what = Message(vi=f"Cần đúng một trong {one} và {other}.", en=f"Exactly one of {one} and {other} is needed.")
    mend = Message(vi=f"Khai báo {one} hoặc {other}.", en=f"Declare {one} or {other}.")
    return [(f"kho.fetch.{one}", what, mend)]


class _OnlyThisKey(paramiko.MissingHostKeyPolicy):
    """Accepts the one host key of a fingerprint."""

    def __init__(self, fingerprint: str | None) -> None:
        self.fingerprint = fingerprint

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002 (paramiko's signature)
        """Raise UnknownHostKeyError for any other key; with no fingerprint for every key not in known_hosts."""
        if _fingerprint(key) != self.fingerprint:
            raise UnknownHostKeyError(where=hostname, found=_fingerprint(key))


def _fingerprint(key: paramiko.PKey) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


@contextmanager
def _connected(location: str, fetch: Fetch, base: Path) -> Iterator[paramiko.SFTPClient]:
    parts = urlsplit(location)
    with paramiko.SSHClient() as ssh:
        ssh.set_missing_host_key_policy(_OnlyThisKey(fetch.fingerprint))
        if fetch.known_hosts:
            _load_known_hosts(ssh, base / fetch.known_hosts)
        ssh.connect(
            str(parts.hostname),
            port=parts.port or 22,
            username=secrets.reveal(fetch.user),
            password=fetch.password.reveal() if fetch.password else None,
            pkey=_private_key(fetch.key, fetch.passphrase) if fetch.key else None,
            allow_agent=False,
            look_for_keys=False,
            timeout=fetch.timeout_seconds,
            banner_timeout=fetch.timeout_seconds,
            auth_timeout=fetch.timeout_seconds,
            channel_timeout=fetch.timeout_seconds,
        )
        with ssh.open_sftp() as client:
            channel = client.get_channel()
            if channel is not None:
                channel.settimeout(fetch.timeout_seconds)
            yield client


def _load_known_hosts(ssh: paramiko.SSHClient, file: Path) -> None:
    try:
        ssh.load_host_keys(str(file))
    except (OSError, UnicodeDecodeError, paramiko.SSHException):
        raise UnreadableKnownHostsError(where=str(file)) from None


def _private_key(key: Secret, passphrase: Secret | None) -> paramiko.PKey:
    text, unlock = key.reveal(), passphrase.reveal() if passphrase else None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password=unlock)
        except (paramiko.SSHException, ValueError):
            continue  # the key may be of another kind
    raise BadPrivateKeyError(name=key.name)


def _path(location: str) -> str:
    path = unquote(urlsplit(location).path) or "/"
    return path.removeprefix("/~/") or "."


def _origin(location: str, path: str) -> str:
    home = "" if path.startswith("/") else "/~/"
    return f"sftp://{urlsplit(location).netloc}{home}{path}"


def _listed(client: paramiko.SFTPClient, path: str, location: str) -> list[Listed]:
    if not listing.is_wild(path) and not path.endswith("/") and path != ".":
        found = client.stat(path)
        if stat.S_ISREG(found.st_mode or 0):
            return [_as_listed(path, found)]
        path += "/"
    pattern = path if listing.is_wild(path) else posixpath.join(path, "*").removeprefix("./")
    fixed = listing.fixed_part(pattern)
    files = _walked(client, fixed or ".", location, deep="/" in pattern[len(fixed) :])
    return [each for each in files if listing.matches(pattern, each.path)]


def _walked(client: paramiko.SFTPClient, folder: str, location: str, *, deep: bool) -> Iterator[Listed]:
    """All regular files; links to files are followed, links to folders are not, as they may go in circles."""
    for entry in client.listdir_attr(folder):
        path = posixpath.join(folder, entry.filename).removeprefix("./")
        found = client.stat(path) if stat.S_ISLNK(entry.st_mode or 0) else entry
        if stat.S_ISREG(found.st_mode or 0):
            yield _as_listed(path, found)
        elif deep and found is entry and stat.S_ISDIR(entry.st_mode or 0):
            yield from _walked(client, path, location, deep=True)
        elif not stat.S_ISDIR(found.st_mode or 0):
            listing.passed_over(_origin(location, path), Message(vi="Không phải là tệp.", en="This is not a file."))


def _as_listed(path: str, found: paramiko.SFTPAttributes) -> Listed:
    return Listed(
        path=path,
        size=found.st_size or 0,
        modified=datetime.fromtimestamp(found.st_mtime or 0, UTC),
        version=f"{found.st_mtime} {found.st_size}",
    )


def _downloaded(client: paramiko.SFTPClient, each: Listed, target: Path, origin: str) -> Path | None:
    """The file as it was listed; None where it changed meanwhile, so it is still being written."""
    with client.open(each.path, "rb") as remote, target.open("wb") as file:
        remote.prefetch(each.size)
        for chunk in iter(lambda: remote.read(listing.MEGABYTE), b""):
            file.write(chunk)
    if _as_listed(each.path, client.stat(each.path)) == each and target.stat().st_size == each.size:
        return target
    listing.still_written(origin)
    target.unlink()
    return None


@contextmanager
def _errors_told(location: str, fetch: Fetch) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise listing.NothingThereError(where=location) from None
    except BadHostKeyException as error:
        raise UnknownHostKeyError(where=location, found=_fingerprint(error.key)) from None
    except paramiko.AuthenticationException:
        raise SftpLoginError(where=location) from None
    except (NoValidConnectionsError, paramiko.SSHException, OSError, EOFError) as error:
        raise SftpFailedError(where=location, reason=_reason(error, fetch)) from None


def _reason(error: Exception, fetch: Fetch) -> str:
    words = str(error) or type(error).__name__
    return secrets.redacted(words, [each.reveal() for each in (fetch.password, fetch.passphrase) if each])
