"""Code lists shipped as facts, each with the source that bears it out; others come by import.

Shipped as CSV of the columns a province's own lists have (`code`, `name`, `valid_from`, `valid_to`, and `name_en`).
"""

from kho.standards.codelists.codelist import Code, CodeList
from kho.standards.codelists.shipped import SHIPPED, shipped

__all__ = ["SHIPPED", "Code", "CodeList", "shipped"]
