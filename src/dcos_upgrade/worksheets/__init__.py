"""The workbook's worksheets, filled from a snapshot: pure values that ``render`` writes. One worksheet per file under ``sheets``."""

from dcos_upgrade.worksheets.book import Book, filled
from dcos_upgrade.worksheets.given import Given, SupportCase

__all__ = ["Book", "Given", "SupportCase", "filled"]
