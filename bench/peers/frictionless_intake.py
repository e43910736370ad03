"""frictionless: the 15 rules as a schema's constraints, a foreign key and row constraints; a report of errors.

What it does not do: write good and bad rows apart. Rows are counted here from the report's errors.

python frictionless_intake.py FOLDER
"""

import json
import sys
from pathlib import Path

from frictionless import Checklist, Package, Resource, Schema, checks, system

USES = ["ODT", "ONT", "CLN", "LUC", "BHK", "NTS", "RSX", "RPH"]
# The formulas' language has no len(): a key of another length breaks its pattern anyway.
SEX = "so_cccd == None or gioi_tinh == None or (int(so_cccd[3]) % 2 == 0) == (gioi_tinh == 'Nam')"
YEAR = "so_cccd == None or ngay_sinh == None or int(so_cccd[4:6]) == ngay_sinh.year % 100"
ISSUED = "ngay_cap == None or ngay_sinh == None or ngay_cap >= ngay_sinh"
DATE = {"type": "date", "format": "%d/%m/%Y"}
SCHEMA = {
    "fields": [
        {"name": "so_cccd", "type": "string", "constraints": {"required": True, "pattern": r"\d{12}", "unique": True}},
        {"name": "ho_ten", "type": "string", "constraints": {"required": True, "minLength": 2, "maxLength": 100}},
        {"name": "ngay_sinh", **DATE, "constraints": {"minimum": "01/01/1900", "maximum": "22/11/2026"}},
        {"name": "gioi_tinh", "type": "string", "constraints": {"enum": ["Nam", "Nữ"]}},
        {"name": "ma_ho", "type": "string", "constraints": {"pattern": r"H\d{8}"}},
        {"name": "ma_xa", "type": "string"},
        {"name": "dia_chi", "type": "string"},
        {"name": "so_thua", "type": "integer", "constraints": {"required": True, "minimum": 1, "maximum": 99999}},
        {"name": "to_ban_do", "type": "integer"},
        {
            "name": "dien_tich",
            "type": "number",
            "decimalChar": ",",
            "groupChar": ".",
            "constraints": {"required": True, "minimum": "0", "maximum": "1000000"},
        },
        {"name": "muc_dich_sd", "type": "string", "constraints": {"enum": USES}},
        {"name": "ngay_cap", **DATE, "constraints": {"required": True}},
    ],
    "foreignKeys": [{"fields": ["ma_xa"], "reference": {"resource": "communes", "fields": ["ma_xa"]}}],
}
CODES = {"fields": [{"name": "ma_xa", "type": "string"}]}

folder = Path(sys.argv[1])
people = Resource(name="people", path="people.csv", schema=Schema.from_descriptor(SCHEMA))
communes = Resource(name="communes", path="communes.csv", schema=Schema.from_descriptor(CODES))
package = Package(basepath=str(folder), resources=[people, communes])
rules = Checklist(checks=[checks.row_constraint(formula=formula) for formula in (SEX, YEAR, ISSUED)])
with system.use_context(trusted=True):
    task = package.get_resource("people").validate(rules, limit_errors=10**9).tasks[0]
bad = len({error.row_number for error in task.errors})
print(json.dumps({"good": task.stats["rows"] - bad, "bad": bad}))
