"""`kho serve`: the portal and its APIs."""

import click

from kho.cli.session import Session


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--workers", type=click.IntRange(min=1), help="How many processes answer (without it: one a processor).")
@click.option(
    "--check",
    is_flag=True,
    help="Only tell the settings that are unsafe, then end; 1 is the exit code where there are any.",
)
@click.pass_obj
def command(session: Session, host: str, port: int, workers: int | None, *, check: bool) -> None:
    """Serve the portal and its APIs, and publish what is new as it comes, until stopped by Ctrl-C or SIGTERM."""
    from kho.cli.serving import serve, tell_unsafe

    if check:
        raise SystemExit(tell_unsafe(session))
    serve(session, host=host, port=port, workers=workers)
