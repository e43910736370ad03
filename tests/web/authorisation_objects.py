"""Examples of what routes are about, all of the agency `so-mau`: each gives what the address is made of."""

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.web.people import AGENCY, new_address, somebody

HEADER = "Mã,Tên trường,Số lớp,Điểm,Ngày,Công lập,Y tế\n"

if TYPE_CHECKING:
    from kho.web.deliveries.models import Delivery
    from kho.web.wizard.models import WizardDraft


def person() -> dict[str, Any]:
    """Somebody with a role for the agency."""
    return {"number": somebody("viewer").pk}


def membership() -> dict[str, Any]:
    """A role for the agency."""
    return {"number": somebody("viewer").memberships.get().pk}


def invitation() -> dict[str, Any]:
    """One that waits."""
    from kho.web.accounts.inviting import Asked, invite, waiting
    from kho.web.accounts.roles import Role

    email = new_address("moi")
    invite(by=None, who="test", asked=Asked(email=email, role=Role.VIEWER, agency=AGENCY), by_mail=False)
    return {"number": waiting().get(email=email).pk}


def invitation_link() -> dict[str, Any]:
    """The token of one that waits."""
    from kho.web.accounts.inviting import Asked, invite
    from kho.web.accounts.roles import Role

    asked = Asked(email=new_address("moi"), role=Role.VIEWER, agency=AGENCY)
    return {"token": invite(by=None, who="test", asked=asked, by_mail=False)}


def session() -> dict[str, Any]:
    """A session of somebody of the agency."""
    from allauth.usersessions.models import UserSession
    from django.utils import timezone

    one = UserSession.objects.create(
        user=somebody("viewer"), ip="192.0.2.1", session_key=new_address("phien"), last_seen_at=timezone.now()
    )
    return {"number": one.pk}


def passkey() -> dict[str, Any]:
    """A number that is nobody's passkey: whose it is not, to them it is not there."""
    return {"pk": 999_999}


def sign_in_service() -> dict[str, Any]:
    """The province of these tests has none."""
    return {"provider_id": "sso"}


def delivery() -> dict[str, Any]:
    """One that was checked and has an error, with a file and a trial of its own."""
    from kho.web.deliveries.models import Delivery

    first = _checked()
    one = Delivery.objects.create(
        dataset=first.dataset,
        agency=first.agency,
        by=first.by,
        name=first.name,
        size=first.size,
        sha256=first.sha256,
        state=first.state,
        read=first.read,
        accepted=first.accepted,
        quarantined=first.quarantined,
    )
    shutil.copytree(first.folder, one.folder)
    return {"key": one.key}


def draft() -> dict[str, Any]:
    """A dataset that is being described, with a file and answers of its own."""
    from kho.web.wizard.models import WizardDraft

    first = _described()
    one = WizardDraft.objects.create(
        owner=first.owner,
        agency=first.agency,
        name=first.name,
        size=first.size,
        state=first.state,
        answers=first.answers,
        step=first.step,
        asked=first.asked,
        checked=first.asked,
    )
    shutil.copytree(first.folder, one.folder)
    return {"key": one.key}


@cache
def _described() -> "WizardDraft":
    from tempfile import mkdtemp

    from kho.web.wizard.drafting import begin, found
    from kho.web.wizard.working import work_one

    file = Path(mkdtemp()) / "tep"
    file.write_text("ma,ten\n01,Một\n02,Hai\n", encoding="utf-8")
    made = begin(account=somebody("steward"), agency=AGENCY, file=file, name="mo-ta.csv")
    while work_one():
        pass
    return found(made.key)


@cache
def _checked() -> "Delivery":
    from django.conf import settings

    from kho.contracts.names import DatasetName
    from kho.pipeline.work.doing import Desk
    from kho.web.deliveries.receiving import receive
    from kho.web.deliveries.working import work_one

    file = settings.CONFIGURATION.own / "truong-hoc-moi.csv"
    file.write_text(f"{HEADER}T1,Một,1,,,,P1\nT2,Hai,hai,,,,P1\n", encoding="utf-8")
    name = DatasetName(AGENCY, "truong-hoc")
    one = receive(account=somebody("steward", AGENCY), dataset=name, file=file, name=file.name)
    desk = Desk(settings.CONFIGURATION.folder, settings.CONFIGURATION.state, share=1)
    while work_one(desk):
        pass
    one.refresh_from_db()
    assert one.state == "has_errors", one.trouble
    return one


def upload() -> dict[str, Any]:
    """A file that somebody else is sending."""
    from kho.contracts.names import DatasetName
    from kho.web.uploads.receiving import Announced, begin

    announced = Announced(dataset=DatasetName(AGENCY, "truong-hoc"), name="x.csv", size=4)
    return {"key": begin(account=somebody("steward"), announced=announced).key}


def run() -> dict[str, Any]:
    """What came by itself."""
    from kho.contracts.names import DatasetName
    from kho.web.deliveries.places import place

    return {"run": next(iter(place().runs.newest(DatasetName(AGENCY, "truong-hoc")))).id}


def open_dataset() -> dict[str, Any]:
    """A dataset that is published."""
    return {"slug": f"{AGENCY}--truong-hoc"}


def registered(name: str) -> Callable[[], dict[str, Any]]:
    """An entry of a register."""
    return lambda: {"name": name}


def another_s_import() -> dict[str, Any]:
    """A table that somebody else looks over."""
    from kho.web.registers.models import SheetUpload

    made = SheetUpload.objects.create(account=somebody("engineer"), register="systems", file_name="x.csv", sheets=[])
    return {"register": "systems", "number": made.pk}


def proposal() -> dict[str, Any]:
    """A change of the agency that somebody else proposes, and that changes nothing."""
    from kho.web.changes.models import Proposal, ProposedFile
    from kho.web.changes.writing import text_now

    made = Proposal.objects.create(agency=AGENCY, why_vi="Thử", why_en="Try", by=somebody("steward"))
    ProposedFile.objects.create(proposal=made, path="agencies.yaml", before="", after=text_now("agencies.yaml"))
    return {"number": made.pk}


def begun(kind: str) -> Callable[[], dict[str, Any]]:
    """What somebody else has begun."""
    return lambda: {"number": _begun(kind).pk}


def _begun(kind: str) -> Any:
    from kho.web.participation.flows import Kind
    from kho.web.participation.limiting import Writer
    from kho.web.participation.matters import New, NewFile, begin

    dataset = f"{AGENCY}/truong-hoc" if kind == Kind.DISCUSSION else ""
    file = NewFile(name="x.csv", digest=_kept(), size=4) if kind == Kind.CONTRIBUTION else None
    new = New(kind=Kind(kind), title="Thử", text="Thử", agency=AGENCY, dataset=dataset, file=file)
    return begin(writer=Writer(account=somebody(None), address=new_address("mang")), new=new, language="vi")


@cache
def _kept() -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kho.web.participation.files import keep

    return keep(SimpleUploadedFile("x.csv", b"a\n1\n")).digest


def a_message() -> dict[str, Any]:
    """What somebody else has said."""
    matter = _begun("request")
    return {"number": matter.pk, "comment": matter.comments.create(text="Thử", author=matter.author).pk}


def a_complaint() -> dict[str, Any]:
    """Somebody has complained."""
    matter = _begun("request")
    return {"number": matter.pk, "complaint": matter.complaints.create(account=matter.author, why="Thử").pk}


OBJECTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "person": person,
    "membership": membership,
    "invitation": invitation,
    "invitation_link": invitation_link,
    "session": session,
    "passkey": passkey,
    "sign_in_service": sign_in_service,
    "delivery": delivery,
    "run": run,
    "upload": upload,
    "draft": draft,
    "open_dataset": open_dataset,
    "agency": registered(AGENCY),
    "system": registered("he-thong-mot"),
    "no_list": registered("khong-co"),
    "no_code": lambda: {"name": "khong-co", "number": 0},
    "import_of_systems": lambda: {"register": "systems"},
    "another_s_import": another_s_import,
    "proposal": proposal,
    "a_request": begun("request"),
    "a_discussion": begun("discussion"),
    "a_contribution": begun("contribution"),
    "a_message": a_message,
    "a_complaint": a_complaint,
    "named_dataset": registered(f"{AGENCY}--truong-hoc"),
}
