"""What `kho` says of itself, quickly."""

import subprocess
import sys
from collections.abc import Iterator
from inspect import cleandoc

import click
import pytest
from tests.unit.cli.calling import Kho

from kho import __version__
from kho.cli.help import HELP
from kho.cli.main import COMMANDS, cli

HEAVY = ("pyarrow", "duckdb", "sqlglot", "deltalake", "rich", "pydantic", "yaml", "openpyxl", "kho.pipeline.runs")


def commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))


@pytest.mark.parametrize("words", list(commands(cli)), ids=" ".join)
def test_every_command_has_help(call: Kho, words: tuple[str, ...]):
    for flag in ("--help", "-h"):
        result = call("--lang", "en", *words, flag)
        assert result.exit_code == 0
        assert result.output.startswith(f"Usage: kho {words[0]}")
        assert len(result.output.splitlines()) > 5


def test_every_sentence_of_help_is_said_in_vietnamese():
    said = {sentence.en for sentence in HELP}
    asked = {*COMMANDS.values(), cleandoc(cli.help or "")}
    for words in commands(cli):
        command: click.Command = cli
        for word in words:
            assert isinstance(command, click.Group)
            command = command.get_command(click.Context(command), word) or cli
        asked.add(cleandoc(command.help or ""))
        asked |= {option.help for option in command.params if isinstance(option, click.Option) and option.help}
    assert asked - said == set()


@pytest.mark.parametrize("words", [(), *commands(cli)], ids=" ".join)
def test_help_is_vietnamese_unless_english_is_asked_for(call: Kho, words: tuple[str, ...]):
    said = call(*words, "--help").output
    assert said.startswith("Cách dùng: kho")
    assert "Tuỳ chọn:" in said
    assert not any(sentence.en in said for sentence in HELP)
    for english in (call("--lang", "en", *words, "--help"), call(*words, "--help", env={"KHO_LANG": "en"})):
        assert english.output.startswith("Usage: kho")
        assert not any(sentence.vi in english.output for sentence in HELP)


def test_what_click_adds_is_said_in_vietnamese_too(call: Kho):
    said = call("erase", "--help").output
    assert "[bắt buộc]" in said
    assert "[mặc định: 20" in call("runs", "--help").output


def test_the_list_of_commands_is_that_of_the_program(call: Kho):
    result = call("--help")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert command.name is not None


def test_help_of_run_shows_its_options_and_its_commands(call: Kho):
    said = call("run", "--help").output
    assert "[AGENCY/DATASET ...]" in said
    assert "--again" in said
    assert "--file" in said
    assert "give-back" in said
    assert "datasets  " not in said


def test_help_imports_nothing_heavy():
    script = (
        "import sys; sys.argv = ['kho', '--help']\n"
        "from kho.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit: pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "HEAVY []"


def test_the_version(call: Kho):
    assert call("--version").output == f"kho, version {__version__}\n"


@pytest.mark.parametrize("words", [["nhay"], ["run", "--nhanh"], ["--lang", "fr", "runs"], ["sql"], ["table", "bay"]])
def test_unknown_words_end_with_2_and_the_usage(call: Kho, words: list[str]):
    result = call(*words)
    assert result.exit_code == 2
    assert "kho" in result.stderr.splitlines()[0]
    assert "Traceback" not in result.stderr
