"""``import_focal_persons``: invites the people that a CSV or XLSX file names."""

from __future__ import annotations

from sello_accounts.file_command import ImportCommand
from sello_accounts.tables import import_focal_persons


class Command(ImportCommand):
    help = "Invites focal persons (address, organisation, role, dates); all of the file or nothing."
    bring_in = staticmethod(import_focal_persons)
