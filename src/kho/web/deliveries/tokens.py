"""Tokens by which an agency's own systems hand over data: as the account that made one, for what it was made for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right
from kho.web.api import tokens
from kho.web.api.models import ApiToken
from kho.web.api.tokens import NoSuchTokenError, Reach
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import NoSuchDeliveryError, found
from kho.web.deliveries.places import contract_of

LONGEST: Final = timedelta(days=366)
USUAL: Final = timedelta(days=180)
PER_MINUTE: Final = 600
"""Requests in a minute: enough to send, and to ask how far it is."""


class NoTokenError(KhoError):
    """A call that only programs with a token may make."""

    code = "KHO-A321"
    http_status = 401
    what = Message(vi="Địa chỉ này cần khoá giao dữ liệu.", en="This address asks for a token that hands over data.")
    mend = Message(
        vi="Tạo khoá ở trang “Khoá giao dữ liệu” rồi gửi Authorization: Bearer KHOÁ.",
        en="Make one on the page “Tokens”, then send Authorization: Bearer TOKEN.",
    )


class TokenNotForThisError(KhoError):
    """The token was made for something else."""

    code = "KHO-A322"
    http_status = 403
    what = Message(
        vi="Khoá này không dùng để giao dữ liệu cho “{about}”.", en="This token hands over no data for “{about}”."
    )
    mend = Message(
        vi="Dùng khoá được tạo cho bộ dữ liệu hoặc cơ quan đó; người tạo khoá phải còn quyền gửi.",
        en="Use one that was made for that dataset or agency, by somebody who may still send.",
    )


class TokenEndsWrongError(KhoError):
    """A token must end, and not too late."""

    code = "KHO-A323"
    http_status = 400
    what = Message(
        vi="Ngày hết hạn phải sau hôm nay và trong vòng một năm.", en="It must end after today, within a year."
    )
    mend = Message(vi="Chọn một ngày khác.", en="Choose another day.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """A program with a token: the token's name, the account that it acts as, and what it is good for."""

    token: str
    account: Account
    agency: str
    dataset: str

    def may_send(self, dataset: DatasetName) -> bool:
        """Whether it may hand over data for a dataset. Raises NoSuchDatasetHereError."""
        return self._is_for(contract_of(dataset).agency, str(dataset)) and self._may(Right.DELIVER)

    def delivery(self, key: str) -> Delivery:
        """A delivery of what it is good for. Raises NoSuchDeliveryError for all others too."""
        delivery = found(key)
        if not self._is_for(delivery.agency, delivery.dataset) or not self._may(Right.LOOK):
            raise NoSuchDeliveryError
        return delivery

    def _is_for(self, agency: str, dataset: str) -> bool:
        return agency == self.agency and self.dataset in {"", dataset}

    def _may(self, right: Right) -> bool:
        return may(self.account, right, self.agency)


def sender_of(secret: str) -> Sender:
    """Who sends with a token, as things stand now. Raises NoTokenError, and TokenNotForThisError for one that reads."""
    token = tokens.good(secret)
    if token is None or (token.account is not None and not token.account.is_active):
        raise NoTokenError
    if token.account is None:
        raise TokenNotForThisError(about="*")
    return Sender(token=token.name, account=token.account, agency=token.agency, dataset=token.dataset)


def give(*, name: str, reach: Reach, today: date) -> str:
    """Make a token; it is told now and never again.

    Raises NotAllowedError, TokenEndsWrongError, NoSuchDatasetHereError, TokenNameError, TokenNameTakenError.
    """
    if not may(reach.account, Right.DELIVER, reach.agency):
        raise NotAllowedError
    if reach.dataset and contract_of(DatasetName.parse(reach.dataset)).agency != reach.agency:
        raise NotAllowedError
    if not today < reach.expires <= today + LONGEST:
        raise TokenEndsWrongError
    return tokens.new(name=name, who=reach.account.email, per_minute=PER_MINUTE, reach=reach)


def given_by(account: Account) -> Sequence[ApiToken]:
    """The tokens that an account made, newest first."""
    return list(ApiToken.objects.filter(account=account).order_by("-created", "-id"))


def revoke(*, account: Account, number: int) -> str:
    """Let a token of one's own be good no longer; what it is called. Raises NoSuchTokenError."""
    token = ApiToken.objects.filter(account=account, pk=number).first()
    if token is None:
        raise NoSuchTokenError(name=number)
    tokens.revoke(name=token.name, who=account.email)
    return token.name
