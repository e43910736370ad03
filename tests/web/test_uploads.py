"""A file comes in pieces, over connections that break, and ends as a delivery: by the tus protocol."""

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.people import AGENCY, OTHER_AGENCY, signed_in, somebody

if TYPE_CHECKING:
    from django.test import Client

CONTENT = "Mã,Tên trường,Số lớp,Điểm,Ngày,Công lập,Y tế\n".encode() * 20
TUS = {"Tus-Resumable": "1.0.0"}
DATASET = f"{AGENCY}--truong-hoc"


@pytest.fixture
def steward(portal: None) -> "Client":  # noqa: ARG001  it must be there
    return signed_in(somebody("steward"))


def metadata(**told: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


def begin(client: "Client", size: int = len(CONTENT), dataset: str = DATASET, **headers: Any) -> Any:
    told = {"Upload-Length": str(size), "Upload-Metadata": metadata(filename="trường.csv", dataset=dataset)}
    return client.post("/work/uploads", headers={**TUS, **told, **headers})


def send(client: "Client", where: str, offset: int, piece: bytes) -> Any:
    kind = "application/offset+octet-stream"
    return client.patch(where, piece, content_type=kind, headers={**TUS, "Upload-Offset": str(offset)})


def there(client: "Client", where: str) -> Any:
    return client.head(where, headers=TUS)


def test_pieces_become_a_delivery(steward: "Client"):
    from kho.web.deliveries.models import Delivery

    answer = begin(steward)
    where = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert there(steward, where).headers["Upload-Offset"] == "0"
    first = send(steward, where, 0, CONTENT[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    assert "Content-Location" not in first.headers
    assert there(steward, where).headers["Upload-Offset"] == "100"
    last = send(steward, where, 100, CONTENT[100:])
    key = last.headers["Content-Location"].rpartition("/")[2]
    delivery = Delivery.objects.get(key=key)
    assert (delivery.name, delivery.size, delivery.dataset) == ("trường.csv", len(CONTENT), f"{AGENCY}/truong-hoc")
    assert delivery.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert delivery.file.read_bytes() == CONTENT


def announce(client: "Client", **told: str) -> Any:
    size = {"Upload-Length": str(len(CONTENT))}
    return client.post("/work/uploads", headers={**TUS, **size, "Upload-Metadata": metadata(**told)})


def test_a_file_that_nobody_described_becomes_a_description(steward: "Client"):
    from kho.web.wizard.models import WizardDraft

    where = announce(steward, filename="mới.csv", agency=AGENCY).headers["Location"]
    last = send(steward, where, 0, CONTENT)
    draft = WizardDraft.objects.get(key=last.headers["Content-Location"].rpartition("/")[2])
    assert (draft.name, draft.size, draft.agency) == ("mới.csv", len(CONTENT), AGENCY)
    assert draft.file.read_bytes() == CONTENT
    assert steward.get(last.headers["Content-Location"], follow=True).status_code == 200
    assert there(steward, where).headers["Content-Location"] == last.headers["Content-Location"]


@pytest.mark.parametrize("agency", [OTHER_AGENCY, "khong-co", ""])
def test_nobody_describes_for_an_agency_that_is_not_theirs(steward: "Client", agency: str):
    assert announce(steward, filename="x.csv", agency=agency).status_code == 403


def test_who_lost_the_last_answer_is_led_to_the_delivery(steward: "Client"):
    where = begin(steward).headers["Location"]
    last = send(steward, where, 0, CONTENT)
    again = there(steward, where)
    assert again.headers["Upload-Offset"] == str(len(CONTENT))
    assert again.headers["Content-Location"] == last.headers["Content-Location"]
    assert send(steward, where, 0, CONTENT).status_code == 409
    assert steward.delete(where, headers=TUS).status_code == 404


def test_a_piece_begins_where_the_last_one_ended(steward: "Client"):
    where = begin(steward).headers["Location"]
    send(steward, where, 0, CONTENT[:10])
    answer = send(steward, where, 5, CONTENT[5:])
    assert (answer.status_code, there(steward, where).headers["Upload-Offset"]) == (409, "10")


def test_more_than_was_announced_is_not_taken(steward: "Client"):
    where = begin(steward, size=10).headers["Location"]
    assert send(steward, where, 0, CONTENT).status_code == 413
    assert int(there(steward, where).headers["Upload-Offset"]) <= 10


def test_two_pieces_at_once_are_not_mixed(steward: "Client"):
    import fcntl

    from kho.web.uploads.models import Upload

    where = begin(steward).headers["Location"]
    with Upload.objects.get(key=where.rpartition("/")[2]).file.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert send(steward, where, 0, CONTENT).status_code == 423
    assert send(steward, where, 0, CONTENT).status_code == 204


def test_what_was_given_up_or_is_too_old_is_gone(steward: "Client"):
    from django.utils import timezone

    from kho.web.uploads.models import Upload

    where, old = (begin(steward).headers["Location"] for _ in range(2))
    assert steward.delete(where, headers=TUS).status_code == 204
    assert there(steward, where).status_code == 404
    Upload.objects.filter(key=old.rpartition("/")[2]).update(began=timezone.now() - timedelta(hours=25))
    assert there(steward, old).status_code == 404


def test_another_s_upload_is_as_if_it_were_not_there(steward: "Client"):
    where = begin(steward).headers["Location"]
    other = signed_in(somebody("steward"))
    assert {there(other, each).status_code for each in (where, "/work/uploads/khong-co")} == {404}
    assert send(other, where, 0, CONTENT).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"size": 0}, 400),
        ({"size": 10**13}, 413),
        ({"dataset": f"{AGENCY}--khong-co"}, 404),
        ({"dataset": "../../etc"}, 404),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "-1"}, 412),
        ({"Upload-Metadata": "filename ???"}, 412),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_comes(steward: "Client", change: dict[str, Any], status: int):
    assert begin(steward, **change).status_code == status


def test_a_steward_of_another_agency_begins_nothing(portal: None):  # noqa: ARG001  it must be there
    assert begin(signed_in(somebody("steward", OTHER_AGENCY))).status_code == 403


def test_nobody_begins_more_than_anybody_sends(steward: "Client"):
    from kho.web.uploads.receiving import MOST

    assert [begin(steward).status_code for _ in range(MOST + 1)] == [201] * MOST + [429]


def test_what_is_spoken_is_told(steward: "Client"):
    answer = steward.options("/work/uploads")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "creation" in answer.headers["Tus-Extension"]
    assert int(answer.headers["Tus-Max-Size"]) > 0
