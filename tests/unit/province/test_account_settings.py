"""`kho.toml` about accounts, the sign-in service and mail."""

from pathlib import Path

from kho.contracts.problems import Report
from kho.province.known_settings.values import ROLES
from kho.province.settings import ProviderSettings, SecretName, Settings, read_settings
from kho.web.accounts.roles import Role

PROVINCE = """[province]
name = "Tỉnh mẫu"
code = "33"
"""


def read(folder: Path, text: str) -> tuple[Settings, list[str]]:
    file = folder / "kho.toml"
    file.write_text(PROVINCE + text, encoding="utf-8")
    report = Report(file=file)
    return read_settings(file, report), [f"{each.code} {each.what.en}" for each in report.problems]


def test_without_a_word_guarded_roles_need_a_second_factor_and_mails_go_to_files(tmp_path: Path):
    settings, problems = read(tmp_path, "")
    assert problems == []
    assert settings.accounts.second_factor == "required"
    assert (settings.accounts.oidc, settings.mail.host) == (None, None)


def test_a_sign_in_service_is_read_with_what_its_claims_mean(tmp_path: Path):
    settings, problems = read(
        tmp_path,
        """[accounts]
second_factor = "optional"
[accounts.oidc]
issuer = "https://dang-nhap.example.vn"
client_id = "kho"
client_secret = {secret = "sso"}
agency_claim = "unit"
agencies = {"Sở Mẫu" = "so-mau"}
roles = {"CB" = "steward"}
""",
    )
    assert problems == []
    assert settings.accounts.second_factor == "optional"
    assert settings.accounts.oidc == ProviderSettings(
        issuer="https://dang-nhap.example.vn",
        client_id="kho",
        client_secret=SecretName("sso"),
        agency_claim="unit",
        agencies={"Sở Mẫu": "so-mau"},
        roles={"CB": "steward"},
    )


def test_mistakes_are_told_where_they_stand(tmp_path: Path):
    settings, problems = read(
        tmp_path,
        """[accounts.oidc]
issuer = "https://dang-nhap.example.vn"
cliend_id = "kho"
client_secret = "mat-khau"
roles = {"CB" = "boss"}
[mail]
security = "ssl"
""",
    )
    assert [each.partition(" ")[0] for each in problems] == [
        *("KHO-P142", "KHO-P143", "KHO-P145", "KHO-P144", "KHO-P144"),
    ]
    assert not any("mat-khau" in each for each in problems)
    assert settings.accounts.oidc is None


def test_the_roles_of_settings_are_those_of_the_working_place():
    assert set(ROLES) == set(Role)
