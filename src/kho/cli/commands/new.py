"""`kho new`: a new province folder."""

from pathlib import Path

import click

from kho.cli.session import Session


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="Tỉnh thử nghiệm", show_default=True, help="The province's name.")
@click.option("--code", default="33", show_default=True, help="The province's two-digit code of the statistics office.")
@click.pass_obj
def command(session: Session, folder: Path, name: str, code: str) -> None:
    """Make a new province folder with one example, ready to run."""
    from kho.cli.views import Screen
    from kho.province.new import create

    create(folder, name, code)
    screen = Screen(session.language)
    screen.say(f"Đã tạo {folder}. Tiếp theo:", f"{folder} is made. Next:", "green")
    for line in (f"cd {folder}", "kho check", "kho run"):
        screen.say(f"  {line}", f"  {line}", "cyan")
