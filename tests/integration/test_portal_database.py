"""The portal's own database may be PostgreSQL, by one setting: tokens are kept there, not in a file."""

import os
import subprocess
from pathlib import Path

from tests.services.databases import ADMIN_PASSWORD, DATABASE, SqlService
from tests.services.portal import KHO


def kho(folder: Path, address: str, *words: str) -> str:
    environment = {**os.environ, "KHO_SECRET_PORTAL_DATABASE": address}
    done = subprocess.run(
        [KHO, "-C", folder, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tokens_are_kept_in_postgresql(tmp_path: Path, postgres: SqlService):
    folder = tmp_path / "hungyen"
    subprocess.run([KHO, "new", folder], check=True, capture_output=True)
    settings = folder / "kho.toml"
    told = settings.read_text(encoding="utf-8") + '\n[portal]\ndatabase = {secret = "portal_database"}\n'
    settings.write_text(told, encoding="utf-8")
    address = f"postgresql://postgres:{ADMIN_PASSWORD}@127.0.0.1:{postgres.port}/{DATABASE}"
    assert kho(folder, address, "token", "new", "ung-dung-thu").strip()
    assert "ung-dung-thu" in kho(folder, address, "token", "list")
    kho(folder, address, "token", "revoke", "ung-dung-thu")
    assert "thu hồi" in kho(folder, address, "token", "list")
    kept = postgres.run("select name, revoked is not null from api_apitoken")
    assert kept.strip() == "ung-dung-thu|t"
    assert not (folder / ".kho" / "portal" / "portal.sqlite3").exists()
