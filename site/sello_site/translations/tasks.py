"""Background work of the translations. Times of the schedule are UTC, as procrastinate's."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sello_site.translations.tree import synchronise

logger = logging.getLogger("sello.translations")


@app.periodic(cron="27 6 * * *")
@app.task(queueing_lock="synchronise_languages")
def synchronise_languages(timestamp: int) -> None:
    """Mends by night what no signal told of: rows that were written past Wagtail."""
    done = synchronise()
    if done.made or done.moved or done.renamed or done.changed:
        logger.warning("trees of other languages mended: %s", done)
