"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sello_accounts.services import daily


@app.task(queueing_lock="sello_accounts.follow_up_access")
def follow_up_access(timestamp: int) -> None:
    """Closes invitations, follows up lists, and brings everybody's roles up to date."""
    daily.follow_up_access()


# After midnight in every time zone of Chile, and before offices open.
SCHEDULE = {follow_up_access: "10 9 * * *"}
