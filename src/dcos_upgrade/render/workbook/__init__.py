"""The report as one HTML page that stands alone, and its Markdown twin. Both are made of the same sections."""

from dcos_upgrade.render.document.html import page
from dcos_upgrade.render.document.markdown import text
from dcos_upgrade.render.workbook.catalogue import report
from dcos_upgrade.usecases.workbook.model import Workbook


def html(workbook: Workbook) -> str:
    return page(report(workbook))


def markdown(workbook: Workbook) -> str:
    return text(report(workbook))


__all__ = ["html", "markdown", "report"]
