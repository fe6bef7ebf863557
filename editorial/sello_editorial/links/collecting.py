"""Brings the table of external addresses to what is published now."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from sello_editorial.content_walk import edited_as
from sello_editorial.links.found import EXTERNAL, published_links
from sello_editorial.links.models import ADDRESS_LENGTH, ExternalLink, ExternalLinkUse

_AT_ONCE = 500


@transaction.atomic
def collect_links() -> int:
    """Adds the addresses that are new, forgets those that stand nowhere any more, and writes down
    where the others stand. Answers with how many there are."""
    places: dict[str, set[tuple[int, int, str]]] = {}
    types = ContentType.objects
    for item, link in published_links():
        address = str(link.target)
        if link.kind != EXTERNAL or len(address) > ADDRESS_LENGTH or "\x00" in address:
            continue
        model, number = edited_as(item)
        content_type = types.get_for_model(model, for_concrete_model=False).pk
        places.setdefault(address, set()).add((content_type, number, link.where[:200]))
    ExternalLink.objects.exclude(address__in=places).delete()
    ExternalLink.objects.bulk_create(
        [ExternalLink(address=address) for address in sorted(places)],
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )
    _write_uses(places)
    return len(places)


def _write_uses(places: dict[str, set[tuple[int, int, str]]]) -> None:
    numbers = dict(ExternalLink.objects.values_list("address", "pk"))
    wanted = {
        (numbers[address], *place)
        for address, found in places.items()
        if address in numbers
        for place in found
    }
    known = {
        (use.link_id, use.content_type_id, use.object_id, use.where): use.pk
        for use in ExternalLinkUse.objects.iterator()
    }
    gone = [pk for key, pk in known.items() if key not in wanted]
    ExternalLinkUse.objects.filter(pk__in=gone).delete()
    ExternalLinkUse.objects.bulk_create(
        [
            ExternalLinkUse(link_id=link, content_type_id=kind, object_id=number, where=where)
            for link, kind, number, where in sorted(wanted - known.keys())
        ],
        batch_size=_AT_ONCE,
    )
