"""What a reader's browser loads for one page, in bytes as they are sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli

from sello_site.bench.load import fetch
from sello_site.bench.registry import BenchmarkProblem

_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_MODULE_IMPORT = re.compile(r"(?:from|import)\s*\(?\s*['\"]([./][^'\"]+)['\"]")
_WIDTH = 360  # CSS pixels: an old phone
_FORMATS = {"image/avif", "image/webp"}  # what any current browser takes


@dataclass
class _Page(HTMLParser):
    """Collects the addresses that a browser loads without being asked."""

    code: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    _source_chosen: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link":
            relations = set(given.get("rel", "").lower().split())
            if relations & {"stylesheet", "preload", "modulepreload"}:
                self.code.append(given["href"])
            elif "icon" in relations:
                self.images.append(given["href"])
        elif tag == "script" and "src" in given:
            self.code.append(given["src"])
        elif tag == "source" and not self._source_chosen and _suits(given):
            self.images.append(choose_image(given["srcset"], given.get("sizes", "")))
            self._source_chosen = True
        elif tag == "img":
            if not self._source_chosen:
                if given.get("srcset"):
                    self.images.append(choose_image(given["srcset"], given.get("sizes", "")))
                elif given.get("src"):
                    self.images.append(given["src"])
            self._source_chosen = False


def _suits(source: dict[str, str]) -> bool:
    return "srcset" in source and source.get("type", "image/webp") in _FORMATS


def choose_image(srcset: str, sizes: str, *, width: int = _WIDTH) -> str:
    """The candidate a browser takes at that viewport width, one device pixel for a CSS pixel."""
    candidates = []
    for candidate in re.split(r",\s+", srcset.strip()):
        address, _, descriptor = candidate.strip().partition(" ")
        number = descriptor.strip()[:-1]
        candidates.append((float(number) if number else 1.0, descriptor.strip()[-1:], address))
    candidates.sort()
    wanted = _slot(sizes, width) if candidates[0][1] == "w" else 1.0
    return next((address for size, _, address in candidates if size >= wanted), candidates[-1][2])


def _slot(sizes: str, width: int) -> float:
    for part in sizes.split(","):
        condition = re.match(r"\s*\((min|max)-width:\s*([\d.]+)(px|r?em)\)\s*(.*)", part)
        length = part
        if condition:
            limit = float(condition[2]) * (1 if condition[3] == "px" else 16)
            if not (width >= limit if condition[1] == "min" else width <= limit):
                continue
            length = condition[4]
        value = re.match(r"\s*([\d.]+)(px|vw|r?em)\s*$", length)
        if value:
            unit = {"px": 1.0, "vw": width / 100}.get(value[2], 16.0)
            return float(value[1]) * unit
    return float(width)


@dataclass(frozen=True)
class Weight:
    """Bytes sent: the page with its code and fonts, and the images on top."""

    code_bytes: int
    image_bytes: int
    requests: int


def weigh(port: int, path: str, *, host: str) -> Weight:
    """Load a page as a browser without cache does.

    Raises BenchmarkProblem when something it needs is not there, or lies elsewhere.
    """
    sent, html = _load(port, path, host=host)
    page = _Page()
    page.feed(html)
    waiting = [urljoin(path, address) for address in page.code]
    known = set(waiting)
    code = sent
    while waiting:
        address = waiting.pop()
        size, text = _load(port, address, host=host)
        code += size
        pattern = _MODULE_IMPORT if address.partition("?")[0].endswith(".js") else _CSS_ADDRESS
        for found in pattern.findall(text):
            inner = next(filter(None, [found] if isinstance(found, str) else found))
            if inner.startswith(("data:", "#")):
                continue
            full = urljoin(address, inner)
            if full not in known:
                known.add(full)
                waiting.append(full)
    images = {urljoin(path, address) for address in page.images if not address.startswith("data:")}
    image_bytes = sum(_load(port, address, host=host)[0] for address in sorted(images))
    return Weight(code, image_bytes, 1 + len(known) + len(images))


def _load(port: int, address: str, *, host: str) -> tuple[int, str]:
    parts = urlsplit(address)
    if parts.netloc not in ("", host):
        raise BenchmarkProblem(f"the page loads {address} from elsewhere")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    response = fetch(port, path, host=host, encodings="br")
    if response.status != "200":
        raise BenchmarkProblem(f"the page needs {path}, which answers {response.status}")
    body = response.body
    text = brotli.decompress(body) if response.header("content-encoding") == "br" else body
    return len(body), text.decode(errors="replace")
