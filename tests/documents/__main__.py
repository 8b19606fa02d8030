"""Rewrites every derived part of the documents: `python -m tests.documents`."""

from tests.documents.blocks import rewritten
from tests.documents.man_page import FILE, man_page
from tests.documents.shown import README

README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
FILE.write_text(man_page(), "utf-8")
print(f"{README.name}, {FILE.name}")
