"""A guide without a source is not published by anybody."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sello_accounts.testing import make_member
from sello_guides.models import GuidePage
from sello_site.roles import ADMINISTRATOR

from .conftest import MakeGuide

pytestmark = pytest.mark.django_db


def test_guide_names_a_source_before_it_is_published(make_guide: MakeGuide) -> None:
    person: Any = make_member("jefa@example.org", ADMINISTRATOR)
    day = timezone.localdate() + datetime.timedelta(days=90)
    guide = make_guide("Plan anual", content_owner=person, review_by=day)
    guide.title, sources = "Otro título", guide.sources
    guide.sources = guide.sources.stream_block.to_python([])
    revision = guide.save_revision()
    with pytest.raises(ValidationError) as refused:
        revision.publish(user=person)
    assert refused.value.message_dict == {
        "sources": [
            "«Otro título» no se publicó. Fuentes: Indique al menos una fuente: de dónde viene lo "
            "que dice la guía."
        ]
    }
    assert GuidePage.objects.get(pk=guide.pk).title == "Plan anual"
    guide.sources = sources
    guide.save_revision().publish(user=person)
    assert GuidePage.objects.get(pk=guide.pk).title == "Otro título"
