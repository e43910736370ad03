"""`make demo`: makes a synthetic Hưng Yên, lets Kho take in all that its agencies sent, and serves it as a portal."""

import argparse
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from hungyen.making import SEED, make
from hungyen.serving import serving

OUT = Path(__file__).resolve().parent / "out"
KHO = Path(sys.executable).with_name("kho")
NEXT = (
    "kho run show so-y-te/co-so-y-te",
    "kho run give-back thong-ke-tinh/dan-so",
    "kho table diff thong-ke-tinh/dan-so 1 2",
    'kho sql "select nam, sum(dan_so) as dan_so from thong_ke_tinh.dan_so group by nam order by nam"',
    "kho trace so-y-te/co-so-y-te --limit 1",
)


def main() -> None:
    """Make the province anew, then run everything that was sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factor", type=float, default=1.0, help="how large the province is")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--port", type=int, default=8000, help="where the portal is served")
    parser.add_argument("--no-serve", action="store_true", help="end without serving the portal")
    given = parser.parse_args()
    shutil.rmtree(OUT, ignore_errors=True)
    say("Các cơ quan gửi dữ liệu, từ 2023 đến 2026 / The agencies send their data, from 2023 to 2026")
    make(OUT, factor=given.factor, seed=given.seed)
    kho("check")
    with serving(OUT / "api"):
        kho("run", "--processes", "2")
    say("Thống kê đã đính chính gì cho năm 2024? / What did statistics mend in the figures of 2024?")
    kho("table", "diff", "thong-ke-tinh/dan-so", "1", "2")
    say("Thử tiếp, trong thư mục demo/out / Go on, in the folder demo/out:")
    for line in NEXT:
        print(f"  {line}")
    if not given.no_serve:
        say("Cổng dữ liệu, dừng bằng Ctrl-C / The portal, stopped by Ctrl-C:")
        with suppress(KeyboardInterrupt):
            kho("serve", "--port", str(given.port))


def say(text: str) -> None:
    """A heading."""
    print(f"\n— {text}\n", flush=True)


def kho(*words: str) -> None:
    """Run a command; the demo goes on where it ends with findings, as a person would."""
    print(f"$ kho {' '.join(words)}", flush=True)
    subprocess.run([KHO, *words], cwd=OUT, check=False)


if __name__ == "__main__":
    main()
