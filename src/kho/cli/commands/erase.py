"""`kho erase`: a person leaves every layer."""

import click

from kho.cli.session import Session, person


@click.command()
@click.option(
    "--match",
    "matches",
    multiple=True,
    metavar="AGENCY/DATASET:COLUMN=VALUE",
    help="The person's rows in a dataset; give it once per dataset.",
)
@click.option(
    "--person",
    "persons",
    multiple=True,
    metavar="STANDARD=VALUE",
    help="The person's rows in every dataset with a column of a standard, such as citizen_id=001099000001.",
)
@click.option("--reason", required=True, help="Why, for the record: the law or the request's number.")
@click.option("--yes", is_flag=True, help="Do not ask: this cannot be undone.")
@click.pass_obj
def command(
    session: Session,
    matches: tuple[str, ...],
    persons: tuple[str, ...],
    reason: str,
    yes: bool,  # noqa: FBT001
) -> None:
    """Erase a person: rows and files go physically from every layer and version; the erasure is on record."""
    from kho.cli.erasing import erase_person

    if not yes:
        click.confirm("Xoá hẳn, không lấy lại được / This cannot be undone. Tiếp tục / Go on?", abort=True)
    erase_person(session, matches, persons, reason=reason, by=person())
