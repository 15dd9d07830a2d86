"""The report of a whole run as values: what was, what was intended, what happened, what is judged. ``render.workbook`` shows it."""

from dcos_upgrade.usecases.workbook.build import build
from dcos_upgrade.usecases.workbook.gather import workbook_of
from dcos_upgrade.usecases.workbook.model import Workbook
from dcos_upgrade.usecases.workbook.records import Captured, records

__all__ = ["Captured", "Workbook", "build", "records", "workbook_of"]
