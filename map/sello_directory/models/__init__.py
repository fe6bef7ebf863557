"""What municipalities say of themselves: published, proposed, and the record of both."""

from __future__ import annotations

from sello_directory.models.entries import DirectoryEntry, DirectoryService
from sello_directory.models.proposals import DirectoryEvent, Proposal, ProposedService

__all__ = [
    "DirectoryEntry",
    "DirectoryEvent",
    "DirectoryService",
    "Proposal",
    "ProposedService",
]
