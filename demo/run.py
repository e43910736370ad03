"""`make demo`: an invented province sends its data twice; Kho takes it in and says what became of it."""

import shutil
import subprocess
import sys
from pathlib import Path

from inbox import first_deliveries, later_deliveries

PROVINCE = Path(__file__).resolve().parent / "province"
KHO = Path(sys.executable).with_name("kho")
LEFT_BEHIND = ("inbox", "warehouse", ".kho")


def main() -> None:
    """Begin afresh, then live through the month."""
    for name in LEFT_BEHIND:
        shutil.rmtree(PROVINCE / name, ignore_errors=True)
    say("Đầu tháng: các cơ quan gửi dữ liệu lần đầu / The agencies send their data for the first time")
    first_deliveries(PROVINCE / "inbox")
    kho("check")
    kho("run")
    say("Cuối tháng: đính chính, số liệu mới, một tệp rỗng / Corrections, new figures, and a file sent empty")
    later_deliveries(PROVINCE / "inbox")
    kho("run")
    say("Sở Y tế đã sửa gì? / What did the health department correct?")
    kho("table", "diff", "so-y-te/co-so-y-te", "0", "1")
    say("Thử tiếp, trong thư mục demo/province / Go on, in the folder demo/province:")
    for line in (
        "kho run show LAST",
        "kho run give-back so-y-te/co-so-y-te",
        'kho sql "select cay, sum(san_luong_tan) from so_nong_nghiep_va_moi_truong.cay_trong group by 1"',
        "kho trace so-y-te/co-so-y-te --limit 1",
    ):
        print(f"  {line}")


def say(text: str) -> None:
    """A heading."""
    print(f"\n— {text}\n", flush=True)


def kho(*words: str) -> None:
    """Run a command; the demo goes on where it ends with findings, as a person would."""
    print(f"$ kho {' '.join(words)}", flush=True)
    subprocess.run([KHO, *words], cwd=PROVINCE, check=False)


if __name__ == "__main__":
    main()
