"""The job that asks external addresses: each one weekly, one that failed the day after as well."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sello_editorial.links.checking import check_due
from sello_editorial.links.collecting import collect_links

logger = logging.getLogger("sello.editorial")

SECONDS = 8.0
"""How long one job asks: less than the time that a worker has to finish after TERM."""

A_RUN = 200
"""Addresses that are asked in one run at most; what is left over waits for the next day."""


@app.task(queueing_lock="sello_editorial.collect_links", lock="sello_editorial.links")
def collect_and_check(timestamp: int) -> None:
    """Writes down which addresses are published, and has the due ones asked."""
    collect_links()
    wake(A_RUN)


@app.task(queueing_lock="sello_editorial.check_links", lock="sello_editorial.links")
def check_links(left: int) -> None:
    """Asks some addresses and leaves the others to the next job: one that hangs must not hold the
    worker."""
    asked, more = check_due(seconds=SECONDS, at_most=left)
    logger.info("%s external addresses were asked", asked)
    if more and asked and left > asked:
        wake(left - asked)


def wake(left: int = A_RUN) -> None:
    """Asks the worker to go on now."""
    try:
        check_links.defer(left=left)
    except AlreadyEnqueued:
        logger.debug("%s is about to run already", check_links.name)


def wake_all() -> None:
    """Asks the worker to collect the addresses anew, and then to ask those that are due."""
    try:
        collect_and_check.defer(timestamp=0)
    except AlreadyEnqueued:
        logger.debug("%s is about to run already", collect_and_check.name)
