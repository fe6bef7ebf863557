"""The site drawn by somebody else: a front end that knows the open API and nothing more.

``python front_end.py API_ADDRESS PORT`` serves it on this machine. It is an example to read, and
proof that the API says all that a page shows: a test compares it with the site itself.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = dict[str, Any]


CHILDREN = {
    "sello_guides.GuideIndexPage": "sello_guides.GuidePage",
    "sello_graphics.GraphicIndexPage": "sello_graphics.GraphicPage",
}
"""The types of pages that list what lies below them, and of what they list."""


FILES = ("/media/", "/documentos/", "/descargas/", "/api/")
"""Beginnings of the paths of what is no page."""


class NotFoundError(Exception):
    """The API knows no such thing, or does not tell us."""


class Api:
    """What is asked of the API."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def get(self, path: str, **parameters: str) -> Any:
        """The answer to a question that anybody may ask. Raises NotFoundError."""
        query = urllib.parse.urlencode(parameters)
        return self._answer(path, f"?{query}" if query else "")

    def draft(self, token: str) -> Any:
        """The draft that a preview token stands for, once. Raises NotFoundError."""
        return self._answer("preview/", "", method="POST", token=token)

    def _answer(
        self, path: str, query: str, *, method: str = "GET", token: str | None = None
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310  # the address comes from the command line
            f"{self.address}/api/v3/{path}{query}", method=method
        )
        if token is not None:
            request.add_header("Authorization", f"Preview {token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # as above
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in {400, 401, 403, 404, 422}:
                raise NotFoundError(path) from error
            raise


class FrontEnd:
    """Pages as HTML. Addresses of the site become addresses of this front end."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def page(self, path: str) -> str:
        return self._document(self.api.get("pages/find/", html_path=path))

    def preview(self, token: str) -> str:
        return self._document(self.api.draft(token), is_draft=True)

    def _document(self, item: Item, *, is_draft: bool = False) -> str:
        meta = item["meta"]
        locale = meta["locale"]
        is_fallback = meta["translation_state"] == "fallback"
        text_locale = meta["source_locale"] if is_fallback else locale
        menus = self.api.get("menus/", locale=locale)
        alerts = self.api.get("alerts/", locale=locale)["items"]
        names = self._names()
        robots = '<meta name="robots" content="noindex">' if is_draft else ""
        return (
            f'<!doctype html><html lang="{escape(locale)}"><head><meta charset="utf-8">{robots}'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<style>body { line-height: 1.8 }</style>"
            f"<title>{escape(meta['seo_title'] or item['title'])}</title></head><body>"
            + "".join(f'<p role="status">{escape(alert["text"])}</p>' for alert in alerts)
            + f'<nav aria-label="1">{self._links(menus["main"])}</nav>'
            + f'<nav aria-label="2">{self._languages(meta, names)}</nav>'
            + f'<main lang="{escape(text_locale)}">{self._main(item)}</main>'
            + f"<footer>{self._links(menus['footer'])}</footer></body></html>"
        )

    def _main(self, item: Item) -> str:
        title = item.get("promise") or item["title"]
        parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(item.get('summary', ''))}</p>"]
        parts += [
            f"<p>{escape(item[name])}</p>"
            for name in ("validation_notice", "audience")
            if item.get(name)
        ]
        doors = [item.get("municipality_page"), item.get("orientation_page")]
        parts += [self._link(door["title"], door["html_url"]) for door in doors if door]
        parts += [self._figure(figure) for figure in item.get("figures", [])]
        parts += [self._block(block) for block in item.get("body", [])]
        parts += self._downloads(item)
        parts += [self._text(item["description"])] if item.get("description") else []
        if item.get("credit"):
            named = ("kind_name", "paper_name", "licence_name", "credit", "responsible_unit")
            parts += [f"<p>{escape(item[name])}</p>" for name in named]
        parts += [self._source(block["value"]) for block in item.get("sources", [])]
        parts += [
            f"<p>{escape(each['value']['note'])}</p>" for each in item.get("version_notes", [])
        ]
        if item["meta"]["type"] in CHILDREN:
            parts += self._children(item)
        return "".join(parts)

    def _children(self, item: Item) -> list[str]:
        found = self.api.get(
            "pages/", child_of=str(item["id"]), type=CHILDREN[item["meta"]["type"]],
            content="true", limit="200",
        )  # fmt: skip
        return [
            f"<article><h2>{self._link(each['title'], each['meta']['html_url'])}</h2>"
            f"<p>{escape(each['summary'])}</p><p>{escape(each.get('audience', ''))}</p>"
            f"{''.join(self._downloads(each))}</article>"
            for each in found["items"]
        ]

    def _downloads(self, item: Item) -> list[str]:
        files = item.get("downloads", [])
        names = self._names() if files else {}
        return [
            f"<p>{escape(item['title'])} {self._link(names[file['language']], file['url'])}</p>"
            for file in files
        ]

    def _names(self) -> dict[str, str]:
        return {each["locale"]: each["name"] for each in self.api.get("languages/")["items"]}

    def _languages(self, meta: Item, names: dict[str, str]) -> str:
        links = [
            {"title": names[each["locale"]], "html_url": each["html_url"]}
            for each in meta["translations"]
        ]
        return self._links(links)

    def _links(self, links: list[Item]) -> str:
        entries = (f"<li>{self._link(each['title'], each['html_url'])}</li>" for each in links)
        return f"<ul>{''.join(entries)}</ul>"

    def _link(self, title: str, address: str | None) -> str:
        return f'<a href="{escape(self._own(address or ""))}">{escape(title)}</a>'

    def _own(self, address: str) -> str:
        """Pages lie here under the same paths; files stay where they are."""
        path = address.removeprefix(self.api.address)
        is_page = path != address and not path.startswith(FILES)
        return path if is_page else address

    def _text(self, html: str) -> str:
        # The API gives rich text that is safe to show.
        return html.replace(f'href="{self.api.address}/', 'href="/')

    def _block(self, block: Item) -> str:
        draw: Callable[[Any], str] | None = getattr(self, f"_{block['type']}_block", None)
        return "" if draw is None else draw(block["value"])

    def _heading_block(self, value: Item) -> str:
        level = "h3" if value["level"] == "h3" else "h2"
        return f"<{level}>{escape(value['text'])}</{level}>"

    def _text_block(self, value: str) -> str:
        return self._text(value)

    def _callout_block(self, value: Item) -> str:
        return f"<div><b>{escape(value['title'])}</b>{self._text(value['text'])}</div>"

    def _accordion_block(self, value: Item) -> str:
        return "".join(
            f"<details><summary>{escape(each['title'])}</summary>{self._text(each['text'])}"
            "</details>"
            for each in value["items"]
        )

    def _steps_block(self, value: Item) -> str:
        steps = (
            f"<li><h3>{escape(each['title'])}</h3>{self._text(each['text'])}</li>"
            for each in value["items"]
        )
        return f"<ol>{''.join(steps)}</ol>"

    def _table_block(self, value: Item) -> str:
        head = "".join(f'<th scope="col">{escape(each)}</th>' for each in value["headers"])
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell or '')}</td>" for cell in row["cells"]) + "</tr>"
            for row in value["rows"]
        )
        return (
            f"<table><caption>{escape(value['caption'])}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )

    def _picture_block(self, value: Item) -> str:
        image = value["image"]
        if image is None:
            return ""
        text = "" if value["decorative"] else value["alternative_text"]
        caption = f"<figcaption>{escape(value['caption'] or '')}</figcaption>"
        return (
            f'<figure><img src="{escape(image["url"])}" srcset="{escape(image["srcset"])}" '
            f'width="{image["width"]}" height="{image["height"]}" alt="{escape(text or "")}">'
            f"{caption}</figure>"
        )

    def _document_block(self, value: Item) -> str:
        document = value["document"]
        if document is None:
            return ""
        title = value["title"] or document["title"]
        return f"<p>{self._link(title, document['url'])} ({document['size']} bytes)</p>"

    def _gallery_block(self, value: Item) -> str:
        pictures = "".join(self._picture_block(each) for each in value["pictures"])
        return f"<h2>{escape(value['title'])}</h2>{pictures}"

    def _quote_block(self, value: Item) -> str:
        return (
            f"<blockquote><p>{escape(value['text'])}</p></blockquote>"
            f"<p>{escape(value['who'])}</p><p>{escape(value['source'] or '')}</p>"
        )

    def _contact_card_block(self, value: Item) -> str:
        names = ("name", "role", "email", "telephone", "hours", "address")
        lines = "".join(f"<p>{escape(value[name])}</p>" for name in names if value[name])
        page = value["page"]
        return lines + (f"<p>{self._link(page['title'], page['html_url'])}</p>" if page else "")

    def _sourced_figure_block(self, value: Item) -> str:
        return (
            f"<p><b>{escape(value['value'])}</b> {escape(value['label'])}</p>"
            f"<p>{escape(value['source'])}</p>"
        )

    def _download_list_block(self, value: Item) -> str:
        files = "".join(self._document_block(each) for each in value["documents"])
        return f"<h2>{escape(value['title'])}</h2>{files}"

    def _button_block(self, value: Item) -> str:
        page = value["page"]
        address = page["html_url"] if page else value["address"]
        return f"<p>{self._link(value['label'], address)}</p>" if address else ""

    def _related_block(self, value: Item) -> str:
        links = [page for page in value["pages"] if page is not None]
        return f"<h2>{escape(value['title'])}</h2>{self._links(links)}" if links else ""

    def _figures_block(self, value: Item) -> str:
        found = "".join(self._figure(figure) for figure in value["figures"] if figure)
        return (f"<h2>{escape(value['title'])}</h2>" if value["title"] else "") + found

    def _organisation_chart_block(self, value: Item) -> str:
        levels = (
            f"<li>{escape(each['name'])} {escape(each['detail'] or '')}</li>"
            for each in value["levels"]
        )
        return f"<h2>{escape(value['title'])}</h2><ol>{''.join(levels)}</ol>"

    def _figure(self, figure: Item) -> str:
        label, language = figure["own_label"], ""
        if not label:
            label, language = figure["label"], ' lang="es"'
        return f"<p><b>{escape(figure['value'])}</b> <span{language}>{escape(label)}</span></p>"

    def _source(self, source: Item) -> str:
        title = escape(source["title"])
        address = source["address"]
        linked = f'<a href="{escape(address)}">{title}</a>' if address else title
        return f"<p>{linked} {escape(source['publisher'])}</p>"


def make_server(api_address: str, port: int) -> ThreadingHTTPServer:
    """The front end as a server on this machine, not started yet."""
    front_end = FrontEnd(Api(api_address))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server calls
            parts = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(parts.query))
            is_preview = parts.path == "/preview/"
            try:
                if is_preview:
                    html = front_end.preview(query.get("token", ""))
                else:
                    html = front_end.page(urllib.parse.unquote(parts.path))
                status = 200
            except NotFoundError:
                html, status = "<!doctype html><title>404</title><h1>404</h1>", 404
            body = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if is_preview:
                self.send_header("Cache-Control", "private, no-store")
                self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Says nothing: tokens stand in the addresses of previews."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    make_server(sys.argv[1], int(sys.argv[2])).serve_forever()
