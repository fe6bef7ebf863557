"""Fills the stock project's database: `python -m sello_site.bench.stock_wagtail.prepare`.

Prints the path of its page.
"""

from __future__ import annotations

import json
import os

import django

SECTIONS = 8
_SENTENCE = (
    "La municipalidad <b>acompaña</b> a las personas migrantes y refugiadas con información "
    "oficial y oportuna, y las orienta en los trámites que necesitan. "
)


def prepare() -> str:
    """Create the tables and one published page; the path under which it is served."""
    from django.core.management import call_command  # inline: settings are chosen below
    from wagtail.models import Page, Site

    from sello_site.bench.stock_wagtail.models import StockPage

    call_command("migrate", verbosity=0)
    body = []
    for number in range(1, SECTIONS + 1):
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
    print(prepare())
