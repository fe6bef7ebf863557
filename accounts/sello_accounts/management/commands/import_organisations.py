"""``import_organisations``: brings organisations in from a CSV or XLSX file."""

from __future__ import annotations

from sello_accounts.file_command import ImportCommand
from sello_accounts.tables import import_organisations


class Command(ImportCommand):
    help = "Imports organisations (code, kind, name, region, dates); all of the file or nothing."
    bring_in = staticmethod(import_organisations)
