"""What the open API tells of the pieces."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sello_graphics.models import GraphicPage

MakePiece = Callable[..., GraphicPage]

API_QUERIES = 11


@pytest.mark.parametrize("count", [1, 3])
def test_api_tells_downloads_with_the_same_queries_for_one_and_three_pieces(
    client: Client, make_piece: MakePiece, count: int
) -> None:
    for number in range(count):
        make_piece(f"Pieza {number}", "es:pdf:preview", "ht:png")
    address = "/api/v3/pages/?type=sello_graphics.GraphicPage&content=true"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert [
        [(file["language"], file["format"], file["width"]) for file in item["downloads"]]
        for item in answer.json()["items"]
        if item["meta"]["locale"] == "es"
    ] == [[("es", "pdf", None), ("ht", "png", 60)]] * count
    assert len(asked) == API_QUERIES
