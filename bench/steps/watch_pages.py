"""Asks for pages on so many connections, a pause after each, until its input ends; writes every answer into a file.

python watch_pages.py PORT CONNECTIONS PAUSE FILE INTO      INTO: [[asked, seconds, version, wrong], ...]
"""

import itertools
import json
import sys
import threading
from pathlib import Path

from asking import Answer, Load, Question

port, connections, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
questions = [
    Question(path=path, what=what, right=right) for path, what, right in json.loads(Path(sys.argv[4]).read_text())
]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
answers: list[Answer] = []
Load(
    port=port,
    connections=connections,
    questions=itertools.cycle(questions),
    tell=answers.append,
    is_over=ended.is_set,
    pause=pause,
).run()
Path(sys.argv[5]).write_text(json.dumps([[each.asked, each.seconds, each.version, each.wrong] for each in answers]))
