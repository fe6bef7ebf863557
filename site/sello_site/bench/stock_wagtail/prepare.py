"""Fills the stock project's database: `python -m sello_site.bench.stock_wagtail.prepare SIZE`.

SIZE is how many characters its page's StreamField shall hold, as stored: as many as the page it
is compared with. Prints the path of the page.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
from typing import Any

import django

_SENTENCE = (
    "La municipalidad <b>acompaña</b> a las personas migrantes y refugiadas con información "
    "oficial y oportuna, y las orienta en los trámites que necesitan. "
)


def prepare(size: int) -> str:
    """Create the tables and one published page; the path under which it is served."""
    from django.core.management import call_command  # inline: settings are chosen below
    from wagtail.models import Page, Site

    from sello_site.bench.stock_wagtail.models import StockPage

    call_command("migrate", verbosity=0)
    body: list[dict[str, Any]] = []
    for number in itertools.count(1):
        if len(json.dumps(body)) >= size:
            break
        body += [
            {"type": "heading", "value": f"Sección {number}"},
            {"type": "paragraph", "value": f"<p>{_SENTENCE * 3}</p><p>{_SENTENCE * 2}</p>"},
            {
                "type": "source",
                "value": {"title": f"Fuente {number}", "address": "https://example.org/"},
            },
        ]
    home: Page = Site.objects.get().root_page
    page = StockPage(title="Página", slug="pagina", body=json.dumps(body))
    home.add_child(instance=page)
    page.save_revision().publish()
    address: str = page.get_url()
    return address


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sello_site.bench.stock_wagtail.settings"
    django.setup()
    print(prepare(int(sys.argv[1])))
