"""A withdrawn dataset is at once on no page, in no file and no answer; its address tells why; and it comes back."""

import os
import subprocess
import sys
from pathlib import Path

from tests.services.portal import load
from tests.web import invented

# Withdrawing changes what is published for the whole process, so it is tried in one of its own, over its own province.
TRIED = """
import sys
from pathlib import Path
from kho.web.configuration import Configuration
from kho.web.serving import prepare
folder, public = Path(sys.argv[1]), sys.argv[2]
configuration = Configuration(folder=folder, state=folder / ".kho", address="http://testserver")
prepare(configuration)
from django.test import Client
from kho.publishing.publisher import publish
from kho.publishing.shelves import folder_of
from kho.web import holding
from kho.web.accounts.models import Account, Membership
from kho.web.audit.models import AuditEntry
from kho.web.opening import published_reader

def shown():
    now = published_reader(configuration).current()
    done = list(publish(now.place, now.catalogue, folder_of(now.place.warehouse, configuration.own)))
    assert not [each.error for each in done if each.error is not None]
    holding.holder.cache_clear()

WORDS = ("Trường Tiểu học", "Trường học", "truong_hoc", "Đường Đê")
PATHS = [f"/dataset/{public}{part}" for part in ("", "/rows", "/chart", "/lineage.svg", ".ttl", "/changes/0")]
PATHS += [f"/files/{public}/{part}/truong-hoc.csv" for part in ("latest", "v0")]
PATHS += [f"/api/v1/datasets/{public}{part}" for part in ("", "/records", "/quality", "/versions", "/runs")]
GENERAL = ["/", "/dataset", "/en/dataset?q=truong", "/agency/so-mau", "/feed.atom", "/quality", "/catalog.ttl"]
GENERAL += ["/api/v1/datasets", "/api/3/action/package_search", "/ogc/collections", "/sitemap.xml"]

def got(client, path):
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, body.decode()

shown()
public_client, steward = Client(), Client()
account = Account.objects.create_user("can-bo@example.vn", "mat-khau-rat-dai")
Membership.objects.create(account=account, agency="so-mau", role="steward")
steward.force_login(account)
contract = folder / "contracts" / "so-mau" / "truong-hoc.odcs.yaml"
before = contract.read_text(encoding="utf-8")
assert got(public_client, PATHS[0])[0] == 200
page = f"/work/deliveries/datasets/{public}/withdraw"
assert steward.post(page, {"reason": " "}).status_code == 400
assert steward.post(page, {"reason": "Sai số liệu"}).status_code == 302
holding.holder.cache_clear()  # as when a process looks again, which the stamp tells it to
for path in PATHS:
    status, body = got(public_client, path)
    assert status in (404, 410), (path, status)
    assert not [word for word in WORDS if word in body], (path, body)
status, body = got(public_client, PATHS[0])
assert status == 410 and "Sai số liệu" in body, body
shown()
for path in GENERAL:
    status, body = got(public_client, path)
    assert status == 200, (path, status)
    assert not [word for word in WORDS if word in body], (path, body)
assert "Sai số liệu" in got(steward, page)[1]
assert steward.post(page, {"reason": "lần nữa"}).status_code == 409
assert steward.post(f"/work/deliveries/datasets/{public}/put-back").status_code == 302
assert contract.read_text(encoding="utf-8") == before
shown()
assert got(public_client, PATHS[0])[0] == 200
entries = AuditEntry.objects.filter(about="so-mau/truong-hoc").order_by("id")
told = [(each.who, each.what, each.after) for each in entries]
assert told == [
    ("can-bo@example.vn", "dataset.withdraw", {"withdrawn": "Sai số liệu"}),
    ("can-bo@example.vn", "dataset.put_back", {"withdrawn": None}),
], told
viewer = Client()
other = Account.objects.create_user("xem@example.vn", "mat-khau-rat-dai")
Membership.objects.create(account=other, agency="so-mau", role="viewer")
viewer.force_login(other)
assert viewer.get(page).status_code == 403
print("DONE")
"""


def test_a_withdrawn_dataset_is_nowhere_and_comes_back(tmp_path: Path):
    folder = invented.write(tmp_path / "tinh-mau")
    load(folder, invented.CONTRACTS)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KHO_PORTAL", "DJANGO"))}
    words = [sys.executable, "-c", TRIED, str(folder), invented.OPEN]
    tried = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.endswith("DONE\n")
