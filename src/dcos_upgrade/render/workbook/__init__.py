"""The report as one HTML page that stands alone, and its Markdown twin. Both are made of the same sections."""

from dcos_upgrade.render.workbook.html import html
from dcos_upgrade.render.workbook.markdown import markdown

__all__ = ["html", "markdown"]
