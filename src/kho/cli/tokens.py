"""`kho token` as a person sees it."""

import click

from kho.cli.serving import configuration_of
from kho.cli.session import Session, person
from kho.cli.views import Screen
from kho.web.serving import prepare_database


def new_token(session: Session, name: str, per_minute: int) -> None:
    """Make a token; only the token itself goes to the standard output. Raises TokenNameTakenError."""
    prepare_database(configuration_of(session))
    from kho.web.api import tokens

    secret = tokens.new(name=name, per_minute=per_minute, who=person())
    click.echo(secret)
    told = (
        "Chép lại ngay: khoá này không hiện lần nữa. Dùng: Authorization: Bearer KHOÁ",
        "Copy it now: it is never shown again. Use it as Authorization: Bearer TOKEN",
    )
    click.echo(told[session.language == "en"], err=True)


def list_tokens(session: Session) -> None:
    """All tokens."""
    prepare_database(configuration_of(session))
    from kho.web.api import tokens

    screen = Screen(session.language)
    known = tokens.every()
    for each in known:
        state = ("thu hồi", "revoked") if each.revoked is not None else ("còn dùng", "in use")
        last = each.last_used.isoformat() if each.last_used is not None else "–"
        made = each.created.date().isoformat()
        screen.say(
            f"{each.name}: {state[0]}, {screen.number(each.per_minute)} lần/phút, tạo {made}, dùng lần cuối {last}",
            f"{each.name}: {state[1]}, {screen.number(each.per_minute)} a minute, made {made}, last used {last}",
        )
    if not known:
        screen.say("Chưa có khoá nào: `kho token new TÊN`.", "There are none yet: `kho token new NAME`.")


def revoke_token(session: Session, name: str) -> None:
    """Let a token be good no longer. Raises NoSuchTokenError."""
    prepare_database(configuration_of(session))
    from kho.web.api import tokens

    tokens.revoke(name=name, who=person())
    Screen(session.language).say(f"Đã thu hồi khoá {name}.", f"The token {name} is revoked.")
