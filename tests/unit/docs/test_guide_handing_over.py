"""The guide to handing over data works as it stands: what it sends is sent, what it asks is answered."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.services.portal import serving
from tests.unit.docs.conftest import Reader

from kho.web.deliveries.states import State

MAKE = """
import sys
from datetime import date, timedelta
from pathlib import Path
from kho.web.configuration import Configuration
from kho.web.serving import prepare_database
prepare_database(Configuration(folder=Path.cwd(), state=Path.cwd() / ".kho", address=sys.argv[1]))
from kho.web.accounts.models import Account, Membership
from kho.web.api.tokens import Reach
from kho.web.deliveries.tokens import give
account = Account.objects.create_user("can-bo@example.vn")
Membership.objects.create(account=account, agency="so-y-te", role="steward")
reach = Reach(account=account, agency="so-y-te", expires=date.today() + timedelta(days=9))
print(give(name="guide", reach=reach, today=date.today()))
"""


def test_the_guide_to_handing_over(reader: Callable[[str], Reader]):
    person = reader("handing-over")
    person.walk()
    [send] = [each for each in person.blocks("bash") if each.startswith("curl")]
    [script] = person.blocks("python")
    with serving(Path.cwd(), "/dataset/so-y-te--co-so-y-te") as site:
        said = {"KHO_SITE": site, "KHO_TOKEN": run([sys.executable, "-c", MAKE, site], {}).split()[-1]}
        received = json.loads(run(["bash", "-c", send], said))
        assert (received["state"], received["name"]) == ("received", "co-so-y-te-2025.csv")
        good = run([sys.executable, "-c", script, "inbox/co-so-y-te-2025.csv"], said)
        assert re.match(r"published \d+ 0\n", good), good
        bad = Path("inbox/co-so-y-te-2025.csv").read_text(encoding="utf-8").splitlines()
        Path("sai.csv").write_text("\n".join([bad[0], ";" + bad[1].partition(";")[2]]), encoding="utf-8")
        told = run([sys.executable, "-c", script, "sai.csv"], said)
    assert re.match(r"has_errors 0 1\ndòng 2, cột “", told), told


def run(words: list[str], more: dict[str, str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **more}, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_states_are_those_of_the_program(reader: Callable[[str], Reader]):
    text = reader("handing-over").text
    told = {
        each
        for line in re.findall(r"^\| (`[a-z_`, ]+) \|", text, re.MULTILINE)
        for each in re.findall(r"`(\w+)`", line)
    }
    assert told == {each.value for each in State} | {"state"}
