"""What this plugin adds to the platform's rules."""

from __future__ import annotations

from sello_accounts.sign_in import admin_screens as admin_screens
from sello_accounts.sign_in.api_gate import owner_has_second_factor, owner_may_enter
from sello_site.headless.tokens import gates

gates += [gate for gate in (owner_has_second_factor, owner_may_enter) if gate not in gates]
