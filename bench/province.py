"""Province folders to measure in, made anew."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

TOML = """\
[province]
name = "Đo tốc độ"
code = "33"

[storage]
landing_limit_mb = 65536

[sources]
folders = {folders}
"""
AGENCY = "- id: {id}\n  name: {{vi: Cơ quan giả để đo, en: An agency to measure with}}\n  level: province\n"


def made(folder: Path, files: Mapping[str, str], *, agency: str, sources: tuple[Path, ...] = ()) -> Path:
    """A province folder of one agency with these files (path to text), which may read `sources`; what was is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = {
        "kho.toml": TOML.format(folders=json.dumps([str(each) for each in sources], ensure_ascii=False)),
        "agencies.yaml": AGENCY.format(id=agency),
        "systems.yaml": "[]\n",
    }
    for name, content in {**settings, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder
