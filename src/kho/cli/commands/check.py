"""`kho check`: every mistake in the province folder at once."""

import sys

import click

from kho.cli.session import Session


@click.command()
@click.pass_obj
def command(session: Session) -> None:
    """Read the whole folder and say every mistake: file, line, field, why, and how to mend it. Exit 1 with mistakes."""
    from kho.cli.views import Screen
    from kho.pipeline.checking import check
    from kho.pipeline.opening import open_warehouse
    from kho.province.folder import load

    province, problems = load(session.province_folder())
    if not problems:
        problems = check(province, open_warehouse(province, state=session.state))
    screen = Screen(session.language)
    if not problems:
        count, made = len(province.contracts), len(province.models)
        vi, en = (f" và {made} bảng tổng hợp", f" and {made} models") if made else ("", "")
        if pairs := len(province.matches):
            vi, en = f"{vi} và {pairs} bảng so khớp", f"{en} and {pairs} matches"
        screen.say(f"Cả {count} cam kết dữ liệu{vi} đều đứng vững.", f"All {count} contracts{en} hold.", "green")
        return
    screen.problems(problems, session.folder)
    sys.exit(1)
