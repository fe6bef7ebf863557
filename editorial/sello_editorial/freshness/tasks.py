"""The job that writes the letters of the day."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sello_editorial.freshness.reminders import remind

logger = logging.getLogger("sello.editorial")


@app.task(queueing_lock="sello_editorial.remind")
def remind_of_reviews(timestamp: int) -> None:
    """Tells those who keep pages which of them are due."""
    letters = remind()
    if letters:
        logger.info("wrote %d letters about pages that are due for review", letters)
