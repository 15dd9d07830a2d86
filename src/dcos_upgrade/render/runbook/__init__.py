"""The runbook as one HTML page and as Markdown, of the same blocks as the report."""

from dcos_upgrade.render.document.html import page
from dcos_upgrade.render.document.markdown import text
from dcos_upgrade.render.runbook.document import document
from dcos_upgrade.usecases.runbook import Runbook


def html(runbook: Runbook) -> str:
    return page(document(runbook))


def markdown(runbook: Runbook) -> str:
    return text(document(runbook))


__all__ = ["html", "markdown"]
