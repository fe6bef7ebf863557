"""Background work of the typesetting service."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sello_site.typesetting.keeping import remove_old


@app.periodic(cron="27 7 * * *")
@app.task(queueing_lock="remove_old_typeset_documents")
def remove_old_typeset_documents(timestamp: int) -> None:
    """Removes documents that were replaced, or whose page is gone."""
    remove_old()
