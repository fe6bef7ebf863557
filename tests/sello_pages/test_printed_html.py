"""HTML as a tree for paper: what is kept, what is dropped, and where links lead."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from sello_pages.printed_html import paragraph, run, tree_of_html, whole_address


def texts(html: str) -> list[Any]:
    """The tree with paragraphs as plain texts."""
    return [_plain(node) for node in tree_of_html(html)]


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if node["type"] == "paragraph":
        return "".join(part.get("text", "\n") for part in node["runs"])
    inside = node.get("items", node.get("content", node.get("text")))
    return {node["type"]: _plain(inside) if isinstance(inside, list) else inside}


def test_runs_tell_bold_italic_and_links_apart() -> None:
    html = '<p>Uno <b>dos</b> <i>tres</i> <a href="https://a.cl/">cuatro <b>cinco</b></a>.</p>'
    assert tree_of_html(html) == [
        paragraph(
            run("Uno "),
            run("dos", bold=True),
            run(" "),
            run("tres", italic=True),
            run(" "),
            run("cuatro ", link="https://a.cl/"),
            run("cinco", bold=True, link="https://a.cl/"),
            run("."),
        )
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("suelto", ["suelto"]),
        ("<p> a\n  b </p><p></p><p>c</p>", ["a b", "c"]),
        ("<p>a<br>b<br></p>", ["a\nb"]),
        (
            "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
            [{"list": [["a"], ["b", {"list": [["c"]]}]]}],
        ),
        ("<li>sin lista</li>", ["sin lista"]),
        ("<ul>texto<li>a</li></ul>", [{"list": [["texto"], ["a"]]}]),
        ("<h3>Título</h3><p>a</p>", [{"heading": "Título"}, "a"]),
        ("<h2> </h2>", []),
        ("<blockquote><p>a</p></blockquote>b", [{"quote": ["a"]}, "b"]),
        ("<dl><div><dt>Correo</dt><dd>a@b.cl</dd></div></dl>", ["Correo: a@b.cl"]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", ["a · b"]),
        ("<script>x()</script><style>p{}</style><p>a</p>", ["a"]),
        ('<p><span aria-hidden="true">PDF<br><b>x</b></span>a</p>', ["a"]),
        ('<img src="x" alt="Una plaza"><img src="y" alt="">', ["Una plaza"]),
        ("<p>a &lt;b&gt; &amp; ñ&nbsp;o</p>", ["a <b> & ñ\xa0o"]),
        ("</p></ul></li></b><p>a</b></i>b</p>", ["ab"]),
        ("<custom-thing><p>a</p></custom-thing>", ["a"]),
    ],
)  # fmt: skip
def test_every_text_is_kept_and_no_markup(html: str, expected: list[Any]) -> None:
    assert texts(html) == expected


def test_depth_is_bounded() -> None:
    tree = tree_of_html("<ul><li>" * 5000 + "hondo")
    depth = 0
    node: Any = tree
    while node:
        depth += 1
        node = node[0].get("items", [None])[0] if isinstance(node[0], dict) else node[0]
        if isinstance(node, dict):
            node = [node]
    assert depth < 20


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.cl/b?c=d#e", "https://a.cl/b?c=d#e"),
        ("/guias/", f"{settings.SELLO_PUBLIC_URL}/guias/"),
        ("mailto:a@b.cl", "mailto:a@b.cl"),
        ("tel:+562", "tel:+562"),
        ("//otro.cl/", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("#ancla", ""),
        ("https://", ""),
        ("http://[", ""),
        ("mailto:", ""),
        ("https://a.cl/" + "x" * 2000, ""),
        (None, ""),
    ],
)
def test_addresses_work_outside_of_the_site_or_are_left_out(
    address: str | None, expected: str
) -> None:
    assert whole_address(address) == expected
