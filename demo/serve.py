"""`python demo/serve.py FOLDER`: serves the web API of a province that `demo/make.py` made, until it is stopped."""

import sys
import threading
from pathlib import Path

from hungyen.serving import serving


def main(folder: Path) -> None:
    """Serve until Ctrl-C."""
    with serving(folder / "api") as port:
        print(f"http://127.0.0.1:{port}/", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
