"""Forms that no page of the admin sends are their sender's mistake, whatever Wagtail makes of them.

Programming errors stay errors: what is excused is excused by its place.
"""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from sello_site.request_sanity import is_sender_mistake

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/choose-external-link/", {}),
        ("/admin/redirects/import/process/", {}),
        (
            "/admin/redirects/import/process/",
            {"import_file_name": "../etc/passwd", "input_format": "0"},
        ),
        ("/admin/snippets/choose/sello_pages/officialfigure/create/", {}),
        ("/admin/snippets/choose/sello_headless/sitealert/create/", {}),
    ],
)
def test_a_form_without_what_its_page_puts_into_it_gets_400(
    path: str, form: dict[str, str], administrator_client: Client
) -> None:
    administrator_client.raise_request_exception = False
    assert administrator_client.post(path, form).status_code == 400


def test_an_error_of_the_same_kind_elsewhere_is_no_mistake_of_the_sender() -> None:
    found = []
    for mistake in ("{}['a']", "None.is_valid()", "None.startswith('/')"):
        try:
            eval(mistake)  # noqa: S307  # three fixed texts, so that each has a frame of its own
        except (KeyError, AttributeError) as exception:
            found.append(is_sender_mistake(exception))
    assert found == [False, False, False]
    assert is_sender_mistake(AttributeError("without a traceback")) is False
    assert is_sender_mistake(signing.BadSignature()) is True
