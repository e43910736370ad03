"""The one verb by which a part of the portal writes to somebody."""

from kho.messages import Language, Message
from kho.web.mail.models import Letter

LONGEST_SUBJECT = 300


def post(*, to: str, subject: Message, body: Message, language: Language = "vi", unsubscribe: str = "") -> None:
    """Queue a mail. In the transaction of what it tells of, so that one is never there without the other.

    `unsubscribe` is the address that stops mails like it by one POST (RFC 8058); mail programs offer it as a button.
    The process that publishes sends it within seconds, and tries again for two days where no server takes it.
    """
    told = " ".join(subject.in_(language).split())[:LONGEST_SUBJECT]
    Letter.objects.create(
        to=to, language=language, subject=told, body=body.in_(language).strip() + "\n", unsubscribe=unsubscribe
    )
