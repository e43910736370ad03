"""`kho.toml`: what the province is called, where its warehouse is and how it computes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kho.contracts.located import decoded
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Language, Message
from kho.province.known_settings import KNOWN, OPTIONAL
from kho.province.known_settings.declaring import Setting

FILE = "kho.toml"
LANDING_LIMIT_MB = 2048

NOT_UTF8 = Kind(
    code="KHO-P140",
    what=Message("Tệp không phải UTF-8 (byte thứ {offset}).", "The file is not UTF-8 (byte {offset})."),
    mend=Message("Lưu lại dạng UTF-8.", "Save it as UTF-8."),
)
BROKEN = Kind(
    code="KHO-P141",
    what=Message("Sai cú pháp TOML: {reason}.", "Not valid TOML: {reason}."),
    mend=Message("Xem lại dòng này; chữ phải để trong nháy kép.", "Look at this line; texts stand in double quotes."),
)
UNKNOWN_KEY = Kind(
    code="KHO-P142",
    what=Message("Không có cài đặt “{word}”.{near}", "There is no setting “{word}”.{near}"),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
MISSING_KEY = Kind(
    code="KHO-P143",
    what=Message("Thiếu cài đặt “{word}”.", "The setting “{word}” is missing."),
    mend=Message("Thêm {word} = {expected}.", "Add {word} = {expected}."),
)
BAD_VALUE = Kind(
    code="KHO-P144",
    what=Message("“{value}” không dùng được cho {word}.", "“{value}” does not do for {word}."),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
PLAIN_SECRET = Kind(
    code="KHO-P145",
    what=Message("{word} là bí mật, không được ghi thẳng ở đây.", "{word} is a secret and must not stand here."),
    mend=Message(
        'Viết {word} = {{secret = "tên"}} và đặt biến môi trường KHO_SECRET_TÊN (hoặc KHO_SECRET_TÊN_FILE).',
        'Write {word} = {{secret = "name"}} and set KHO_SECRET_NAME (or KHO_SECRET_NAME_FILE) in the environment.',
    ),
)

_LOOKS_SECRET = re.compile(r"secret|password|passwd|token|credential|access_key(?!_id)|account_key|sas", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SecretName:
    """A secret by its name, as `kho.sources.secrets` reads it from the environment or a file."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageSettings:
    """Where the warehouse is: a path from the province folder, or `s3://bucket/prefix` with its options.

    `landing_limit_mb`: a larger file is refused before it is kept.
    """

    warehouse: str = "warehouse"
    options: Mapping[str, str | SecretName] = field(default_factory=dict)
    landing_limit_mb: int = LANDING_LIMIT_MB


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceSettings:
    """`folders` outside the province folder that sources may read: absolute paths, or from the province folder."""

    folders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineChoice:
    """Which engine computes, and how much it may take; None leaves it to the engine."""

    name: str = "duckdb"
    memory_limit: str | None = None
    threads: int | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkSettings:
    """How `kho work` works; times are in seconds. All who work on one province share them.

    `processes` None: one for each processor, as far as memory goes. `settle`: a file is whole when it has not changed
    for so long. `lease`: who has not been heard of for so long has lost the work in hand. `attempts` at one piece of
    work, waiting from `wait` on, doubled each time up to `longest_wait`. `strikes`: a delivery that failed or killed
    its process so often is set aside. `limit`: a run that takes longer is ended. `grace`: time to finish when stopped.
    """

    processes: int | None = None
    look: float = 5
    settle: float = 5
    lease: float = 60
    attempts: int = 8
    wait: float = 30
    longest_wait: float = 3600
    strikes: int = 3
    limit: float = 21_600
    grace: float = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class QualitySettings:
    """`profile`: whether a table is profiled after each `kho run` that changed it."""

    profile: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderSettings:
    """When stewards are reminded of a promised delivery: days `before` it and days `after` it; 0 before: not."""

    before: int = 7
    after: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class LineageSettings:
    """Who takes the lineage of runs: an OpenLineage receiver, its key, seconds it may take; None: nobody."""

    url: str | None = None
    api_key: SecretName | None = None
    timeout: float = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalSettings:
    """How the portal is served.

    `address` is its public one, `database` where its own is (None: a file beside the runs), `contact` whom people can
    write to. Every `refresh` seconds it is looked whether there is something new to publish. `shapes` is the folder of
    DCAT-AP's shapes, absolute or from the province folder. So many `proxies` stand before the portal, each of which
    says from where it was asked. `requests_per_minute` bounds who asks without a token.
    """

    address: str | None = None
    database: SecretName | None = None
    contact: str | None = None
    refresh: float = 5
    shapes: str | None = None
    proxies: int = 0
    requests_per_minute: int = 1200


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderSettings:
    """A sign-in service of the province by OpenID Connect; None where it has none.

    `name` is how its button calls it. The claims say where the e-mail address, the name, the agency and the role
    stand; `agencies` and `roles` say which agency id and which role a claim's value means, where it is not that itself.
    """

    issuer: str
    client_id: str
    client_secret: SecretName | None = None
    name: str = "SSO"
    email_claim: str = "email"
    name_claim: str = "name"
    agency_claim: str | None = None
    role_claim: str | None = None
    agencies: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSettings:
    """Who may sign in how. `second_factor`: whether roles that a stolen password alone must not open require one."""

    second_factor: str = "required"
    oidc: ProviderSettings | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MailSettings:
    """Which server takes mails (None: they are written to files), and by which address they are sent."""

    host: str | None = None
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: SecretName | None = None
    sender: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewSettings:
    """What of the folder is written at once where pages change it ("direct"), and what needs "four eyes"."""

    contracts: str = "direct"
    registers: str = "direct"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """All of `kho.toml`. `code` is the province's code of the statistics office (two digits, as text)."""

    name: str = ""
    code: str = ""
    languages: tuple[Language, ...] = ("vi", "en")
    storage: StorageSettings = field(default_factory=StorageSettings)
    sources: SourceSettings = field(default_factory=SourceSettings)
    engine: EngineChoice = field(default_factory=EngineChoice)
    work: WorkSettings = field(default_factory=WorkSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)
    reminders: ReminderSettings = field(default_factory=ReminderSettings)
    lineage: LineageSettings = field(default_factory=LineageSettings)
    portal: PortalSettings = field(default_factory=PortalSettings)
    accounts: AccountSettings = field(default_factory=AccountSettings)
    mail: MailSettings = field(default_factory=MailSettings)


def read_settings(file: Path, report: Report) -> Settings:
    """Read `kho.toml`; wrong settings are told and left at their default. Raises OSError where it cannot be opened."""
    content = decoded(file.read_bytes(), report, NOT_UTF8)
    if content is None:
        return Settings()
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        report.lines = {(): _line_of_error(error, content)}
        report.add(BROKEN, reason=str(error).split(" (at ", maxsplit=1)[0])
        return Settings()
    report.lines = _lines(content)
    return _settings(_accepted(document, report))


def _line_of_error(error: tomllib.TOMLDecodeError, content: str) -> int:
    match = re.search(r"at line (\d+)", str(error))
    return int(match[1]) if match else content.count("\n") + 1


def _lines(content: str) -> dict[Place, int]:
    """Lines of tables and keys; tomllib tells none, so they are found by their look."""
    lines: dict[Place, int] = {(): 1}
    table: tuple[str, ...] = ()
    for number, line in enumerate(content.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            lines.setdefault(table[:1], number)
            lines.setdefault(table, number)
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            place = (*table, *(part.strip("\"'") for part in key[1].split(".")))
            for length in range(1, len(place) + 1):
                lines.setdefault(place[:length], number)
    return lines


def _accepted(given: Mapping[str, Any], report: Report) -> dict[str, dict[str, Any]]:
    document = _parted(given)
    for word in document.keys() - KNOWN.keys():
        report.add(UNKNOWN_KEY, (word,), word=word, near=near(word, KNOWN), known=listed(KNOWN))
    accepted = {}
    for section, known in KNOWN.items():
        given = document.get(section, {})
        if not isinstance(given, dict):
            told = Message(f"[{section}]", f"[{section}]")
            report.add(BAD_VALUE, tuple(section.split(".")), value=given, word=section, expected=told)
            given = {}
        accepted[section] = _section(section, given, known, report)
    return accepted


def _parted(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the sections within sections, `[accounts.oidc]`, beside the others."""
    parted = dict(document)
    for inner in (each for each in KNOWN if "." in each):
        outer, _, word = inner.partition(".")
        section = parted.get(outer)
        if isinstance(section, dict) and word in section:
            parted[inner] = section[word]
            parted[outer] = {key: value for key, value in section.items() if key != word}
    return parted


def _section(section: str, given: Mapping[str, Any], known: Mapping[str, Setting], report: Report) -> dict[str, Any]:
    place = tuple(section.split("."))
    for word in given.keys() - known.keys():
        report.add(UNKNOWN_KEY, (*place, word), word=word, near=near(word, known), known=listed(known))
    accepted = {}
    for word, setting in known.items():
        if word not in given:
            if setting.required and (given or section not in OPTIONAL):
                report.add(MISSING_KEY, place, word=f"{section}.{word}", expected=setting.expected)
        elif setting.accepts(given[word]):
            accepted[word] = given[word]
        elif setting.secret:
            report.add(PLAIN_SECRET, (*place, word), word=word)
        else:
            report.add(BAD_VALUE, (*place, word), value=given[word], word=word, expected=setting.expected)
    _check_secrets(section, accepted, report)
    return accepted


def _check_secrets(section: str, accepted: Mapping[str, Any], report: Report) -> None:
    for word, value in accepted.get("options", {}).items():
        if isinstance(value, str) and _LOOKS_SECRET.search(word):
            report.add(PLAIN_SECRET, (section, "options", word), word=word)


def _settings(accepted: Mapping[str, Mapping[str, Any]]) -> Settings:
    province, storage = accepted["province"], dict(accepted["storage"])
    options = {
        word: SecretName(value["secret"]) if isinstance(value, dict) else value
        for word, value in storage.pop("options", {}).items()
    }
    return Settings(
        name=province.get("name", ""),
        code=province.get("code", ""),
        languages=tuple(province.get("languages", ("vi", "en"))),
        storage=StorageSettings(**storage, options=options),
        sources=SourceSettings(folders=tuple(accepted["sources"].get("folders", ()))),
        engine=EngineChoice(**accepted["engine"]),
        work=WorkSettings(**accepted["work"]),
        review=ReviewSettings(**accepted["review"]),
        quality=QualitySettings(**accepted["quality"]),
        reminders=ReminderSettings(**accepted["reminders"]),
        lineage=LineageSettings(**_with_secret(accepted["lineage"], "api_key")),
        portal=PortalSettings(**_with_secret(accepted["portal"], "database")),
        accounts=AccountSettings(**accepted["accounts"], oidc=_provider(accepted["accounts.oidc"])),
        mail=MailSettings(**_with_secret(accepted["mail"], "password")),
    )


def _provider(accepted: Mapping[str, Any]) -> ProviderSettings | None:
    """None where there is none, and where what it cannot do without is missing, which is told already."""
    if not {"issuer", "client_id"} <= accepted.keys():
        return None
    return ProviderSettings(**_with_secret(accepted, "client_secret"))


def _with_secret(accepted: Mapping[str, Any], word: str) -> dict[str, Any]:
    """A section in which one setting is the name of a secret."""
    return {key: SecretName(value["secret"]) if key == word else value for key, value in accepted.items()}
