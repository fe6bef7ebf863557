"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sello_directory.reminders import follow_up_entries

logger = logging.getLogger("sello.directory")


@app.task(queueing_lock="sello_directory.follow_up")
def follow_up_directory(timestamp: int) -> None:
    """Asks municipalities whether what they say still holds, once a year."""
    asked = follow_up_entries()
    if asked:
        logger.info("asked %d people whether their municipality's entry still holds", asked)


# In the morning of Chile.
SCHEDULE = {follow_up_directory: "20 11 * * *"}
