"""Objects of an S3 store: Amazon's or any other with its protocol (SeaweedFS, MinIO, Ceph)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, PreconditionError, UnauthenticatedError
from obstore.store import S3Store

from kho.contracts.model import Source
from kho.errors import KhoError
from kho.messages import Message
from kho.sources import listing, options, secrets
from kho.sources.base import Fetched
from kho.sources.listing import Listed
from kho.sources.options import Trouble
from kho.sources.secrets import Secret

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, S3Config

ALSO = ("format", "delimiter", "encoding")
_GONE = (NotFoundError, FileNotFoundError)
_CHUNK = 4 * listing.MEGABYTE


def _is_location(value: object) -> bool:
    return isinstance(value, str) and value.startswith("s3://") and bool(urlsplit(value).netloc)


def _is_endpoint(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and "@" not in value


LOCATION = options.Plain(
    expected=Message(vi="dạng s3://kho-chứa/thư-mục/*.csv", en="s3://bucket/folder/*.csv"), accepts=_is_location
)
ENDPOINT = options.Plain(
    expected=Message(vi="dạng https://máy-chủ:cổng, không kèm mật khẩu", en="https://host:port without a password"),
    accepts=_is_endpoint,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `s3`. `location`: an object, a prefix that ends in `/`, or a glob with `*`, `?`, `**/`."""

    location: str = options.option(LOCATION)
    endpoint_url: str | None = options.option(ENDPOINT, default=None, name="endpointUrl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """`kho.fetch` of an S3 source: either both keys, or `anonymous: true` for a public bucket.

    `path_style: false` puts the bucket into the host's name, as some providers want it.
    """

    access_key: Secret | str | None = options.option(secrets.TEXT_OR_SECRET, default=None)
    secret_key: Secret | None = options.option(secrets.SECRET, default=None)
    session_token: Secret | None = options.option(secrets.SECRET, default=None)
    anonymous: bool = options.option(options.YES_NO, default=False)
    region: str = options.option(options.TEXT, default="us-east-1")
    path_style: bool = options.option(options.YES_NO, default=True)
    max_mb: int = options.option(options.whole(1, 2**20), default=listing.DEFAULT_MAX_MB)
    timeout_seconds: int = options.option(options.whole(1, 3600), default=60)
    retries: int = options.option(options.whole(0, 10), default=3)


class S3AccessError(KhoError):
    """The store refuses the keys, or they may not read here."""

    code = "KHO-T111"
    what = Message(
        vi="Kho S3 từ chối khoá truy cập, hoặc khoá không được quyền đọc ở đây.",
        en="The S3 store refuses the keys, or they may not read here.",
    )
    mend = Message(
        vi="Kiểm tra access_key, secret_key, region và quyền đọc, liệt kê của khoá trên kho chứa.",
        en="Check access_key, secret_key, region and that the key may list and read the bucket.",
    )


class S3FailedError(KhoError):
    """The store cannot be reached, or gives up in the middle."""

    code = "KHO-T112"
    what = Message(vi="Không lấy được dữ liệu từ kho S3: {reason}", en="The S3 store does not give the data: {reason}")
    mend = Message(
        vi="Kiểm tra endpointUrl, mạng và máy chủ; chạy lại sẽ lấy tiếp từ chỗ còn thiếu.",
        en="Check endpointUrl, the network and the server; running again goes on where it stopped.",
    )


class S3:
    """Brings objects; the cursor tells which ETags of which keys were brought."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in `location`, `endpointUrl` and `kho.fetch`."""
        return [
            *options.problems(Address, source.address, also=ALSO),
            *options.problems(Fetch, source.fetch, "kho.fetch"),
            *_key_problems(source),
        ]

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:  # noqa: ARG002 (base: nothing here is relative)
        """New or changed objects, oldest first by the time they were put, then key.

        Raises NothingThereError, FileTooLargeError, S3AccessError, S3FailedError, MissingSecretError.
        """
        options.refuse(_key_problems(source))
        address, fetch = options.read(Address, source.address), options.read(Fetch, source.fetch)
        with _errors_told(address.location, fetch):
            store = _store(address, fetch)
            listed = _listed(store, address.location)
            for number, (each, cursor) in enumerate(listing.new_files(listed, since, address.location)):
                origin = f"s3://{_bucket(address.location)}/{each.path}"
                listing.check_size(each.size, fetch.max_mb, origin)
                if file := _downloaded(store, each, into / f"{number:06d}", origin):
                    yield Fetched(
                        file=file,
                        name=each.name,
                        origin=origin,
                        modified=each.modified,
                        cursor=cursor,
                        version=each.version,
                    )


def _key_problems(source: Source) -> list[Trouble]:
    given = source.fetch
    keys = [name for name in ("access_key", "secret_key") if given.get(name) is not None]
    if len(keys) == (0 if given.get("anonymous") is True else 2):
        return []
    what = Message(vi="Thiếu hoặc thừa khoá truy cập.", en="Keys are missing, or too many.")
    mend = Message(
        vi="Ghi cả access_key và secret_key, hoặc chỉ anonymous: true nếu kho chứa công khai.",
        en="Give both access_key and secret_key, or only anonymous: true where the bucket is public.",
    )
    return [("kho.fetch", what, mend)]


def _store(address: Address, fetch: Fetch) -> S3Store:
    config: S3Config = {
        "region": fetch.region,
        "skip_signature": fetch.anonymous,
        "virtual_hosted_style_request": not fetch.path_style,
    }
    if fetch.access_key and fetch.secret_key:
        config["access_key_id"] = secrets.reveal(fetch.access_key)
        config["secret_access_key"] = fetch.secret_key.reveal()
    if fetch.session_token:
        config["session_token"] = fetch.session_token.reveal()
    if address.endpoint_url:
        config["endpoint"] = address.endpoint_url
    return S3Store(
        _bucket(address.location),
        config=config,
        client_options=_client(address, fetch),
        retry_config={"max_retries": fetch.retries, "retry_timeout": timedelta(seconds=fetch.timeout_seconds)},
    )


def _client(address: Address, fetch: Fetch) -> "ClientConfig":
    """Patience for each read rather than for the whole object, which may be large."""
    return {
        "timeout": timedelta(days=1),
        "read_timeout": timedelta(seconds=fetch.timeout_seconds),
        "connect_timeout": timedelta(seconds=min(10, fetch.timeout_seconds)),
        "allow_http": (address.endpoint_url or "").startswith("http://"),
    }


def _bucket(location: str) -> str:
    return location.removeprefix("s3://").partition("/")[0]


def _listed(store: S3Store, location: str) -> list[Listed]:
    key = location.removeprefix("s3://").partition("/")[2]
    if not listing.is_wild(key) and key and not key.endswith("/"):
        return [_as_listed(store.head(key))]
    pattern = key if listing.is_wild(key) else f"{key}*"
    prefix = listing.fixed_part(pattern)
    pages = store.list(prefix or None)
    return [_as_listed(each) for page in pages for each in page if listing.matches(pattern, each["path"])]


def _as_listed(meta: "ObjectMeta") -> Listed:
    modified = meta["last_modified"]
    return Listed(
        path=meta["path"],
        size=meta["size"],
        modified=modified,
        version=meta["e_tag"] or f"{modified.isoformat()} {meta['size']}",
    )


def _downloaded(store: S3Store, each: Listed, target: Path, origin: str) -> Path | None:
    """The object as it was listed; None where it has been overwritten since, so the next run takes it."""
    try:
        stream = store.get(each.path, options={"if_match": each.version} if each.version.startswith('"') else {})
    except (PreconditionError, *_GONE):
        listing.still_written(origin)
        return None
    with target.open("wb") as file:
        for chunk in stream.stream(min_chunk_size=_CHUNK):
            file.write(chunk)
    return target


@contextmanager
def _errors_told(location: str, fetch: Fetch) -> Iterator[None]:
    try:
        yield
    except _GONE:
        raise listing.NothingThereError(where=location) from None
    except (PermissionDeniedError, UnauthenticatedError):
        raise S3AccessError(where=location) from None
    except (BaseError, OSError) as error:
        raise S3FailedError(where=location, reason=_reason(error, fetch)) from None


def _reason(error: Exception, fetch: Fetch) -> str:
    """The store's own words in one line, without the library's rendering of its inner error."""
    keys = (fetch.access_key, fetch.secret_key, fetch.session_token)
    words = str(error).partition("Debug source:")[0]
    return secrets.redacted(" ".join(words.split()), [key.reveal() for key in keys if isinstance(key, Secret)])
