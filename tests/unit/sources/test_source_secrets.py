"""Secrets come from the environment or a file, and no text shows them."""

from pathlib import Path

import pytest

from kho.contracts.model import Source
from kho.sources import registry
from kho.sources.secrets import MissingSecretError, Secret, UnreadableSecretError, redacted

CANARY = "mật/khẩu 'rất' bí mật+%"


def test_a_secret_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KHO_SECRET_LGSP_PASSWORD", CANARY)
    assert Secret("lgsp_password").reveal() == CANARY


def test_a_secret_is_read_from_a_file_without_its_line_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "secret").write_text(f"{CANARY} \r\n", "utf-8")
    monkeypatch.setenv("KHO_SECRET_LGSP_PASSWORD_FILE", str(tmp_path / "secret"))
    assert Secret("lgsp_password").reveal() == f"{CANARY} "


def test_a_missing_secret_names_its_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KHO_SECRET_NONE", raising=False)
    with pytest.raises(MissingSecretError) as caught:
        Secret("none").reveal()
    assert "KHO_SECRET_NONE" in caught.value.text("vi")
    assert "KHO_SECRET_NONE_FILE" in caught.value.text("en")


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_an_unreadable_file_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("KHO_SECRET_X_FILE", str(file))
    with pytest.raises(UnreadableSecretError):
        Secret("x").reveal()


def test_redaction_finds_the_spellings_of_addresses_and_sql():
    text = f"a {CANARY} b m%E1%BA%ADt/kh%E1%BA%A9u%20%27r%E1%BA%A5t%27%20b%C3%AD%20m%E1%BA%ADt%2B%25 c ''rất''"
    assert redacted(text, [CANARY, ""]) == "a *** b *** c ''rất''"
    assert redacted("password='mật/khẩu ''rất'' bí mật+%'", [CANARY]) == "password='***'"


@pytest.mark.parametrize("name", ["s3", "sftp", "postgres", "mysql", "oracle", "sqlserver"])
def test_a_password_written_in_a_contract_is_a_problem_and_is_not_repeated(name: str):
    option = "secret_key" if name == "s3" else "password"
    source = Source(name="s", transport=name, fetch={option: CANARY})
    found = registry.transport(name).problems(source)
    assert f"kho.fetch.{option}" in [field for field, _, _ in found]
    assert CANARY not in str(found)
    assert "{secret: " in str(found)
