"""What holds for the repository as a whole, whoever changes it."""

import itertools
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import Distribution, distributions
from pathlib import Path
from string import Formatter

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kho.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kho"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package index or its options": (
        "pypi" + r"\.org",
        "python" + "hosted",
        "npm" + r"js\.(org|com)",
        r"--(extra-)?index-" + "url[ =]",
        "--find-" + "links",
    ),
    "a path of somebody's machine": (
        r"(?<![\w.~{}-])/" + r"(opt|home|Users)/\w",
        r"(?<![\w.~{}-])/" + r"work/(main|shared|\.)",  # other addresses below /work are the portal's own
        "/root/" + r"\.",
        r"[A-Z]:\\" + r"Users\\",
    ),
    "a key": (
        r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----\s+[0-9A-Za-z+/]{40}",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[po]_[0-9A-Za-z]{36}\b",
    ),
    "a mark of an unfinished merge": ("(?m)^" + "<" * 7 + " ",),
}


def committed() -> list[Path]:
    """Every file that git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607  git is where the person has it
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pages() -> list[Path]:
    """Every committed Markdown page."""
    return [path for path in committed() if path.suffix == ".md"]


@pytest.fixture(scope="module")
def errors() -> list[dict[str, str]]:
    """Every exception a user can cause, in all modules, as `tests.unit.every_error` tells it."""
    told = subprocess.run([sys.executable, "-m", "tests.unit.every_error"], cwd=ROOT, capture_output=True, check=True)
    found: list[dict[str, str]] = json.loads(told.stdout)
    assert len(found) > 200
    return found


def fields(sentence: str) -> set[str]:
    """The names of a sentence's fields; `why_vi` and `why_en` are the same field in two languages."""
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
    return {re.sub(r"(^|_)(vi|en)$", "", name) for name in names}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_names(what: str) -> None:
    pattern = re.compile("|".join(FORBIDDEN[what]))
    texts = {path: path.read_bytes().decode("utf-8", "ignore") for path in committed()}
    named = {
        str(path.relative_to(ROOT)): found.group() for path, text in texts.items() if (found := pattern.search(text))
    }
    assert named == {}


def test_no_committed_file_is_large() -> None:
    assert {str(path): size for path in committed() if (size := path.stat().st_size) > 1_000_000} == {}


def test_every_data_file_of_the_program_is_installed_with_it() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["kho"]
    installed = {path for pattern in patterns for path in SOURCE.glob(pattern)}
    needed = {path for path in committed() if path.is_relative_to(SOURCE) and path.suffix not in {".py", ".md"}}
    assert needed - installed == set()


def test_every_error_has_its_own_code(errors: list[dict[str, str]]) -> None:
    codes = Counter(each["code"] for each in errors)
    assert [code for code, count in codes.items() if count > 1 or not re.fullmatch(r"KHO-[A-Z]\d{3}", code)] == []


def test_every_error_speaks_both_languages(errors: list[dict[str, str]]) -> None:
    assert [each["name"] for each in errors if not (speaks_both(each, "what") and speaks_both(each, "mend"))] == []


def speaks_both(error: dict[str, str], said: str) -> bool:
    """Whether a message says something of its own in each language, with the same fields."""
    vi, en = error[f"{said}_vi"].strip(), error[f"{said}_en"].strip()
    return bool(vi and en) and vi != en and fields(vi) == fields(en)


def test_every_error_says_what_it_is(errors: list[dict[str, str]]) -> None:
    assert [each["name"] for each in errors if not each["doc"]] == []


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_decision_records_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [name[:5] for name in names] == [f"{number:04}-" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda each: each.stem)
def test_a_decision_record_says_why(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (.+)$", text)[:3] == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {int(record.name[:4])}. ")


@pytest.mark.parametrize("page", pages(), ids=lambda each: str(each.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    beside = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in beside if not (page.parent / target).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    beside = [page.relative_to(ROOT / "docs").as_posix() for page in pages() if page.is_relative_to(ROOT / "docs")]
    assert [name for name in beside if name != "index.md" and f"({name})" not in index] == []


def declared(*extras: str, groups: tuple[str, ...] = ()) -> list[Requirement]:
    """What pyproject.toml asks for: to run, with these extras and these dependency groups."""
    asked = [PROJECT["project"]["dependencies"]]
    asked += [PROJECT["project"]["optional-dependencies"][extra] for extra in extras]
    asked += [PROJECT["dependency-groups"][group] for group in groups]
    return [Requirement(each) for each in itertools.chain(*asked)]


def pinned(name: str) -> dict[str, set[str]]:
    """The versions of each package in a compiled file: more than one where they depend on Python's version."""
    lines = re.findall(r"(?m)^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements" / name).read_text(encoding="utf-8"))
    return {package: {version for each, version in lines if each == package} for package, _ in lines}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("build.txt", [Requirement(each) for each in PROJECT["build-system"]["requires"]]),
        ("run.txt", declared("oracle")),
        ("sqlserver.txt", declared("sqlserver")),
        ("dev.txt", declared("oracle", "spark", "sqlserver", groups=("dev",))),
    ],
)
def test_pinned_versions_are_what_the_project_asks_for(file: str, wanted: list[Requirement]) -> None:
    pins = pinned(file)
    unmet = [
        each for each in wanted if not any(map(each.specifier.contains, pins.get(canonicalize_name(each.name), ())))
    ]
    assert unmet == [], "→ make requirements"


def test_every_pin_has_a_hash() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"(?m)^(?=[\w.-]+==)", file.read_text(encoding="utf-8"))[1:]
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def commands(page: str) -> list[str]:
    """The commands in a page's console blocks, without their comments."""
    blocks = re.findall(r"(?ms)^```console\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"))
    return [
        re.sub(r"\s+#.*", "", line).removeprefix("$ ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def test_both_readmes_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.vi.md") != []


@pytest.mark.parametrize("line", [line for line in commands("README.md") if line.startswith("kho ")])
def test_the_readme_shows_commands_as_they_are(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dan-so-2024.xls").touch()
    understood(cli, shlex.split(line))


def understood(command: click.Command, words: list[str], above: click.Context | None = None) -> None:
    """Parse a command line to its last word without running it. Raises click.UsageError."""
    context = command.make_context(words[0], words[1:], parent=above)
    given = [*context._protected_args, *context.args]  # noqa: SLF001 - as click's own Group.invoke does
    if isinstance(command, click.Group) and (given or not command.invoke_without_command):
        _, below, rest = command.resolve_command(context, given)
        assert below is not None
        understood(below, [str(below.name), *rest], context)


def test_nothing_that_is_installed_is_under_the_gpl():
    """A library under the LGPL may be used from outside; nothing under the GPL or AGPL comes with Kho."""
    names = re.findall(r"(?m)^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"))
    here = {canonicalize_name(each.name): each for each in distributions()}
    told = {name: licence(here[name]) for name in names if name in here}
    assert len(told) > len(names) * 0.9
    assert {name: words for name, words in told.items() if re.search(r"(?<!L)A?GPL|GNU (Affero )?General", words)} == {}
    assert "unidecode" not in here


def licence(package: Distribution) -> str:
    """All that a package says of its licence."""
    words = package.metadata
    short = (words.get("License") or "").partition("\n")[0]
    kinds = [each for each in words.get_all("Classifier") or [] if each.startswith("License")]
    return " ".join([words.get("License-Expression") or "", short, *kinds])
