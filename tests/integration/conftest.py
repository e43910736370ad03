"""The real services that integration tests share; each is started once a session, when a test first asks for it."""

from tests.services.databases import mariadb, postgres
from tests.services.openssh import sftp_server
from tests.services.seaweedfs import s3

__all__ = ["mariadb", "postgres", "s3", "sftp_server"]
