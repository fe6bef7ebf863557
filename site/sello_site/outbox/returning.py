"""Letters that somebody wrote through a form and that could not be delivered: who wrote is told.

They were told that the message was sent. Nothing of it is repeated to them, since nobody has proved
that the address is theirs.
"""

from __future__ import annotations

from django.db import transaction

from sello_site import limits
from sello_site.limits.scopes import RETURNED_MAIL
from sello_site.outbox import letters
from sello_site.outbox.models import Letter

_AT_ONCE = 100


def tell_writers() -> int:
    """Writes to those whose letters have failed for good, and forgets their addresses; answers how
    many letters it wrote. Beyond the limit of a mailbox nothing is written to it that day.

    Each letter and its notice change in one transaction: whoever is interrupted goes on later.
    """
    written = 0
    failed = Letter.objects.filter(state=Letter.State.FAILED).exclude(reply_to="")
    for number in failed.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]:
        try:
            with transaction.atomic():
                written += _tell(number)
        except limits.LimitsUnavailable:
            break
    return written


def _tell(number: int) -> int:
    letter = (
        Letter.objects.select_for_update(skip_locked=True)
        .filter(pk=number, state=Letter.State.FAILED)
        .exclude(reply_to="")
        .first()
    )
    if letter is None:
        return 0
    address = letter.reply_to
    letter.reply_to = ""
    letter.save(update_fields=["reply_to"])
    if not limits.hit_within(RETURNED_MAIL, account=address.casefold()).allowed:
        return 0
    letters.send(
        to=address,
        template="letter_returned",
        language=letter.writer_language,
        key=f"returned:{letter.message_id}",
        context={"day": letter.created_at, "reader": letter.to},
    )
    return 1
