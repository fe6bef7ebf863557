"""What the plugin adds to the platform's search: a municipality and a region are no pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from sello_atlas.places import Place, municipality_address, places, region_address
from sello_map.models import CommuneAlias
from sello_site.languages import LANGUAGES
from sello_site.signals import SearchDocument, search_documents


@receiver(search_documents)
def places_found(sender: None, *, language: str | None, **kwargs: Any) -> Iterator[SearchDocument]:
    """Each place in each language, by its names alone.

    Nothing else is said of it: a word that stood in all of them, such as «municipalidad», would
    bury the guides that are about it. And names do not change when a status does, so what is found
    is never behind the register.
    """
    everything = places()
    aliases: dict[str, list[str]] = defaultdict(list)
    for code, name in CommuneAlias.objects.values_list("commune_id", "name"):
        aliases[code].append(name)
    for code in dict(LANGUAGES):
        if language in {None, code}:
            with translation.override(code):
                # Made at once: what takes them must not go on in another language.
                made = [
                    *(_municipality(place, aliases[place.code], code) for place in everything),
                    *_regions(everything, code),
                ]
            yield from made


def _municipality(place: Place, aliases: list[str], language: str) -> SearchDocument:
    return SearchDocument(
        key=f"atlas:municipality:{language}:{place.code}",
        kind="municipality",
        language=language,
        title=place.name,
        summary=", ".join(dict.fromkeys([place.province, place.region])),
        body=", ".join(aliases),
        url=municipality_address(place.code, place.name),
    )


def _regions(everything: list[Place], language: str) -> Iterator[SearchDocument]:
    names = {place.region_code: place.region for place in everything}
    for code, name in names.items():
        yield SearchDocument(
            key=f"atlas:region:{language}:{code}",
            kind="region",
            language=language,
            # Some regions are called like a commune.
            title=_("Región: %(name)s") % {"name": name},
            body="",
            url=region_address(code, name),
        )
