"""The guides in the order of their list.

They rest on the programme's own description and add plain advice on how to work; they are example
content until SERMIG validates them.
"""

from __future__ import annotations

from sello_guides.demo.attending import COMPLEX_CASE, ORIENTATION_DESK, PERSONAL_DATA
from sello_guides.demo.commune import ASSOCIATION, LOCAL_POLICY
from sello_guides.demo.people import FIND_YOURS, WHAT_IT_OFFERS_YOU, WHOM_TO_ASK
from sello_guides.demo.reporting import REPORT, TECHNICAL_VISIT
from sello_guides.demo.starting import DIAGNOSIS, PLAN, WHAT_IT_ASKS

GUIDES = (
    WHAT_IT_ASKS,
    DIAGNOSIS,
    PLAN,
    LOCAL_POLICY,
    ORIENTATION_DESK,
    ASSOCIATION,
    TECHNICAL_VISIT,
    REPORT,
    COMPLEX_CASE,
    PERSONAL_DATA,
    WHAT_IT_OFFERS_YOU,
    FIND_YOURS,
    WHOM_TO_ASK,
)

FOR_MUNICIPALITIES = (WHAT_IT_ASKS, DIAGNOSIS, REPORT)
"""Where a municipality best begins to read."""

FOR_PEOPLE = (WHAT_IT_OFFERS_YOU, FIND_YOURS, WHOM_TO_ASK)
"""Those written for migrant and refugee people."""
