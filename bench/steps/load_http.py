"""Asks a server without a pause on so many connections; prints answers per second and how long they took as JSON.

python load_http.py PORT CONNECTIONS SECONDS FILE      FILE: [[path, what, right number], ...]
"""

import itertools
import json
import sys
import time
from pathlib import Path

from asking import Answer, Load, Question

WARM = 0.2
"""The part of the time that goes before, as a server's first answers take longer."""
PATIENCE = 120

port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
questions = [
    Question(path=path, what=what, right=right) for path, what, right in json.loads(Path(sys.argv[4]).read_text())
]
answers: list[Answer] = []
begin = time.monotonic() + seconds * WARM
end = begin + seconds


def is_over() -> bool:
    """When the time is over, or, where no answer came in it, at the first."""
    now = time.monotonic()
    return now >= end and (bool(answers) or now >= end + PATIENCE)


Load(
    port=port,
    connections=connections,
    questions=itertools.cycle(questions),
    tell=answers.append,
    is_over=is_over,
).run()
counted = [each for each in answers if begin <= each.asked + each.seconds <= end]
lasted = seconds
if not counted:
    counted = answers
    lasted = max((each.asked + each.seconds for each in answers), default=end) - begin + seconds * WARM
wrong = [each.wrong for each in answers if each.wrong]
taken = sorted(each.seconds * 1000 for each in counted if not each.wrong)
print(
    json.dumps(
        {
            "rate": len(taken) / lasted,
            "p50": taken[len(taken) // 2] if taken else None,
            "p99": taken[len(taken) * 99 // 100] if taken else None,
            "answers": len(taken),
            "bytes": sum(each.size for each in counted) / max(1, len(counted)),
            "wrong": len(wrong),
            "first": wrong[0] if wrong else "",
        }
    )
)
