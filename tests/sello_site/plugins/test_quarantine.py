"""One platform with every sort of broken plugin at once: each is set aside, all else works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import PROBE, Answer, Run, apps_module, write_distribution

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("quarantine")]

REGISTERING_MODELS = """
from django.conf import settings
from django.db import models
from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail.snippets.models import register_snippet

class {name}Page(Page):
    pass

@register_snippet
class {name}Note(models.Model):
    text = models.TextField()
    panels = []
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="left_by_a_plugin_{name}"
    )
    other = models.ForeignKey("sello_nowhere.Thing", models.CASCADE)

def heard(sender, **kwargs):
    raise RuntimeError("a quarantined plugin heard a signal")

page_published.connect(heard)
post_save.connect(heard)
"""
REGISTERING_HOOKS = """
from wagtail import hooks
from django.core import checks

@hooks.register("construct_main_menu")
def change_menu(request, items):
    raise RuntimeError("a quarantined plugin was asked")

@checks.register()
def look(app_configs, **kwargs):
    raise RuntimeError("a quarantined plugin checked")
"""
REGISTERING_TASKS = """
from procrastinate.contrib.django import app

@app.task
def work(timestamp):
    pass
"""
RAISES = "raise RuntimeError('broken on purpose\\nin two lines')\n"
DECLARED = "private_models = ('{name}Page', '{name}Note')"
PREFIX = "url_prefix = '{prefix}-pages'"
VIEW = """
from django.http import HttpResponse
from django.urls import path

def view(request):
    return HttpResponse("{slug}")

urlpatterns = [path("", view, name="index")]
"""


def _class(slug: str, *lines: str) -> str:
    return apps_module(
        slug, "\n".join(lines).format(slug=slug, prefix=slug.replace("_", "-"), name=slug.title())
    )


def _with_everything(slug: str, **files: str) -> dict[str, str]:
    return {
        "apps.py": _class(slug, PREFIX, "access = {{'index': 'public'}}", DECLARED),
        "models.py": REGISTERING_MODELS.format(name=slug.title()),
        "wagtail_hooks.py": REGISTERING_HOOKS,
        "tasks.py": REGISTERING_TASKS,
        "urls.py": VIEW.format(slug=slug),
        "templates/x.html": "",
        **files,
    }


BROKEN: dict[str, tuple[str, dict[str, str]]] = {
    # slug: (the stage at which it is set aside, its files)
    "import": ("import", {"apps.py": RAISES}),
    "syntax": ("import", {"apps.py": "class Here(\n"}),
    "stranger": ("import", {"apps.py": "class Here:\n    pass\n"}),
    "exits": ("import", {"apps.py": "raise SystemExit('no disk')\n"}),
    "core": ("import", {"apps.py": _class("core", "core = '>=2,<3'")}),
    "claims": ("import", {"apps.py": _class("claims", "essential = True")}),
    "reserved": ("import", {"apps.py": _class("reserved", "url_prefix = 'admin'")}),
    "reserved_api": ("import", {"apps.py": _class("reserved_api", "api_path = 'pages'")}),
    "lost": ("import", {"apps.py": _class("lost", "sitemap = 'nowhere'")}),
    "taken": ("import", {"apps.py": _class("taken", "url_prefix = 'sound-pages'")}),
    "letters": ("import", {"apps.py": _class("letters", "requires = ('pages')")}),
    "thawed": (
        "import",
        {
            "apps.py": "import dataclasses\n"
            + _class("thawed", "@dataclasses.dataclass", "class Settings:", "    a: int = 1")
        },
    ),
    "malformed": (
        "settings",
        {
            "apps.py": "import dataclasses\n"
            + _class(
                "malformed",
                PREFIX,
                "@dataclasses.dataclass(frozen=True)",
                "class Settings:",
                "    limit: int = 1",
            )
        },
    ),
    "lonely": ("requires", {"apps.py": _class("lonely", "requires = ('nowhere',)")}),
    "circle_a": ("requires", {"apps.py": _class("circle_a", "requires = ('circle_b',)")}),
    "circle_b": ("requires", {"apps.py": _class("circle_b", "requires = ('circle_a',)")}),
    "needs_import": ("requires", {"apps.py": _class("needs_import", "requires = ('import',)")}),
    "models": (
        "models",
        _with_everything(
            "models", **{"models.py": REGISTERING_MODELS.format(name="Models") + RAISES}
        ),
    ),
    "needs_models": ("requires", {"apps.py": _class("needs_models", "requires = ('models',)")}),
    "ghosts": ("models", {"apps.py": _class("ghosts", "public_models = ('Ghost',)")}),
    "ready": (
        "ready",
        _with_everything(
            "ready",
            **{
                "apps.py": _class(
                    "ready",
                    PREFIX,
                    "access = {{'index': 'public'}}",
                    DECLARED,
                    "def ready(self):",
                    "    raise RuntimeError('not ready')",
                )
            },
        ),
    ),
    "receivers": ("receivers", _with_everything("receivers", **{"receivers.py": RAISES})),
    "hooks": (
        "wagtail_hooks",
        _with_everything("hooks", **{"wagtail_hooks.py": REGISTERING_HOOKS + RAISES}),
    ),
    "admin_urls": (
        "wagtail_hooks",
        _with_everything(
            "admin_urls",
            **{
                "wagtail_hooks.py": "from wagtail import hooks\n"
                "@hooks.register('register_admin_urls')\n"
                "def urls():\n    yield from ()\n    " + RAISES
            },
        ),
    ),
    "viewset": (
        "models",
        {
            "apps.py": _class("viewset", "private_models = ('Note',)"),
            "models.py": "from django.db import models\n"
            "from wagtail.snippets.models import register_snippet\n"
            "from wagtail.snippets.views.snippets import SnippetViewSet\n"
            "class Note(models.Model):\n    text = models.TextField()\n"
            "class Broken(SnippetViewSet):\n    model = Note\n"
            "    def on_register(self):\n        " + RAISES + "register_snippet(Broken)\n",
        },
    ),
    "urls": ("urls", _with_everything("urls", **{"urls.py": RAISES})),
    "patterns": ("urls", _with_everything("patterns", **{"urls.py": "urlpatterns = None\n"})),
    "personal": ("personal_urls", _with_everything("personal", **{"personal_urls.py": RAISES})),
    # Only Django refuses this one, when its account routes and its API are in the URLconf already.
    "late": (
        "urls",
        {
            "apps.py": _class(
                "late",
                PREFIX,
                "api_path = 'late-data'",
                "access = {{'index': 'public', 'list': 'public'}}",
            ),
            "account_urls.py": VIEW.format(slug="late"),
            "api.py": "from ninja import Router\nrouter = Router()\n"
            "@router.get('/', url_name='list')\ndef list_things(request):\n    return [1]\n",
            "urls.py": "from django.conf.urls.i18n import i18n_patterns\n"
            "urlpatterns = i18n_patterns()\n",
        },
    ),
    "noprefix": ("urls", {"apps.py": _class("noprefix"), "urls.py": VIEW.format(slug="noprefix")}),
    "api": ("api", _with_everything("api", **{"api.py": RAISES})),
    "router": ("api", _with_everything("router", **{"api.py": "router = object()\n"})),
    "schema": (
        "api",
        _with_everything(
            "schema",
            **{
                "api.py": "from ninja import Router, Schema\nfrom pydantic import ConfigDict\n"
                "class Odd:\n    pass\n"
                "class Out(Schema):\n"
                "    model_config = ConfigDict(arbitrary_types_allowed=True)\n    odd: Odd\n"
                "router = Router()\n"
                "@router.get('/', response=Out)\ndef index(request):\n    return {}\n"
            },
        ),
    ),
    "tasks": ("tasks", _with_everything("tasks", **{"tasks.py": REGISTERING_TASKS + RAISES})),
    "schedule": (
        "tasks",
        _with_everything(
            "schedule", **{"tasks.py": REGISTERING_TASKS + "SCHEDULE = {work: 'often'}\n"}
        ),
    ),
    "forgetful": (
        "privacy",
        _with_everything("forgetful", **{"privacy.py": "def export():\n    pass\n"}),
    ),
}

SOUND = {
    "apps.py": _class("sound", PREFIX, "access = {{'index': 'public', 'list': 'public'}}"),
    "urls.py": VIEW.format(slug="sound").replace(
        'name="index")', 'name="index"), path("undeclared/", view, name="undeclared")'
    ),
    "api.py": """
from ninja import Router
router = Router()
@router.get("/", url_name="list")
def list_things(request):
    return [1]
@router.post("/", url_name="add")
def add_thing(request):
    return 1
@router.get("/secret/", url_name="secret")
def secret(request):
    return 1
""",
    "wagtail_hooks.py": "from wagtail import hooks\n"
    "@hooks.register('register_admin_menu_item')\ndef item():\n    " + RAISES,
    "checks.py": "from django.core import checks\n"
    "@checks.register()\ndef look(app_configs, **kwargs):\n    " + RAISES,
    "receivers.py": """
from django.dispatch import receiver
from sello_site.signals import SearchDocument, search_documents

def document(key):
    return SearchDocument(key=key, kind="thing", language="es", title="", body="", url="/")

@receiver(search_documents)
def raises(sender, **kwargs):
    raise RuntimeError("no documents")

@receiver(search_documents)
def breaks_off(sender, **kwargs):
    yield document("never")
    raise RuntimeError("no more documents")

@receiver(search_documents)
def wrong(sender, **kwargs):
    return ["text"]

@receiver(search_documents)
def right(sender, **kwargs):
    return [document("sound:thing:1")]
""",
}

STATED = {
    "apps.py": _class("stated", "api_path = 'codes'", "access = {{'code': 'public'}}"),
    "api.py": """
from ninja import Router
router = Router()
@router.get("/{code}", url_name="code")
def code(request, code: str):
    return code
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    for slug, (_stage, files) in BROKEN.items():
        write_distribution(folder, slug, files)
    write_distribution(folder, "sound", SOUND)
    write_distribution(folder, "stated", STATED)
    return folder


PACKAGES = ",".join(f"sello_{slug}" for slug in BROKEN)
HELD = sorted(
    f"/{slug.replace('_', '-')}-pages/"
    for slug, (stage, files) in BROKEN.items()
    if "-pages'" in files["apps.py"] and stage != "import"
)  # fmt: skip
ADDRESSES = [
    "/cuenta/entrar/",
    "/buscar/",
    "/api/v3/pages/",
    "/sound-pages/",
    "/sound-pages/undeclared/",
    "/api/v3/plugins/sound/",
    "/api/v3/plugins/sound/secret/",
    "/api/v3/codes/01101",
    "/api/v3/late-data/",
    "/cuenta/late-pages/",
    *HELD,
    "/models-pages",
    "/models-pages/any/thing/",
    "/personal/models-pages/",
    "/plataforma/models-pages/",
]


@pytest.fixture(scope="module")
def answer(folder: Path, run_platform: Run) -> Answer:
    answer = run_platform(
        str(PROBE), PACKAGES, ",".join(ADDRESSES), folder=folder, SELLO_MALFORMED_LIMIT="many",
        SELLO_IMPORT_ANYTHING="set for a plugin that is broken",
    )  # fmt: skip
    assert answer.code == 0, answer.stderr[-4000:]
    return answer


@pytest.fixture(scope="module")
def facts(answer: Answer) -> dict[str, Any]:
    return answer.facts


def test_each_broken_plugin_is_set_aside_at_its_stage(facts: dict[str, Any]) -> None:
    assert facts["quarantined"] == {slug: stage for slug, (stage, _files) in BROKEN.items()}


def test_only_sound_plugins_are_among_the_installed_apps(facts: dict[str, Any]) -> None:
    assert facts["apps"] == [
        "sello_accounts", "sello_atlas", "sello_directory", "sello_editorial", "sello_graphics",
        "sello_guides", "sello_headless", "sello_limits", "sello_map", "sello_outbox",
        "sello_pages", "sello_privacy", "sello_site", "sello_sound", "sello_stated",
        "sello_translations", "sello_typesetting",
    ]  # fmt: skip


def test_each_reason_says_what_to_change(facts: dict[str, Any]) -> None:
    reasons = facts["reasons"]
    assert {slug: reasons[slug] for slug in ("import", "core", "lonely", "malformed", "taken")} == {
        "import": "RuntimeError: broken on purpose in two lines",
        "core": "ContractBroken: written for core >=2,<3, this platform is 1.0",
        "lonely": "requires nowhere, which is not installed",
        "malformed": "EnvironmentProblem: SELLO_MALFORMED_LIMIT is malformed: "
        "expected a whole number of at least 0, got 'many'",
        "taken": "ContractBroken: url_prefix 'sound-pages' is that of sound",
    }


def test_each_broken_plugin_gets_exactly_one_log_line(answer: Answer) -> None:
    lines = [line for line in answer.lines if "is quarantined at" in line]
    assert sorted(line.split("plugin ")[1].split()[0] for line in lines) == sorted(BROKEN)


def test_everything_else_answers(facts: dict[str, Any]) -> None:
    addresses = ("/cuenta/entrar/", "/buscar/", "/api/v3/pages/", "/sound-pages/")
    assert {address: facts["statuses"][address] for address in addresses} == dict.fromkeys(
        addresses, 200
    )


@pytest.mark.parametrize(
    "address", [*HELD, "/models-pages", "/models-pages/any/thing/", "/personal/models-pages/"]
)
def test_prefix_of_a_broken_plugin_answers_404(facts: dict[str, Any], address: str) -> None:
    assert facts["statuses"][address] == 404


@pytest.mark.parametrize("address", ["/api/v3/late-data/", "/cuenta/late-pages/"])
def test_what_a_plugin_had_in_the_urlconf_before_it_failed_answers_404(
    facts: dict[str, Any], address: str
) -> None:
    assert facts["statuses"][address] == 404


def test_a_code_in_an_address_of_a_plugins_api_keeps_its_zeros(facts: dict[str, Any]) -> None:
    assert facts["statuses"]["/api/v3/codes/01101"] == 200


def test_half_loaded_code_leaves_no_trace(facts: dict[str, Any]) -> None:
    assert facts["left"] == {kind: [] for kind in facts["left"]}


def test_undeclared_routes_answer_404_and_are_not_in_the_api_document(
    facts: dict[str, Any],
) -> None:
    assert (
        facts["statuses"]["/sound-pages/undeclared/"],
        facts["statuses"]["/api/v3/plugins/sound/"],
        facts["statuses"]["/api/v3/plugins/sound/secret/"],
        facts["api"],
    ) == (404, 200, 404, ["/api/v3/plugins/sound/"])


def test_menu_stands_although_a_plugin_fails_in_it(answer: Answer, facts: dict[str, Any]) -> None:
    expected = "plugin sound failed in the hook register_admin_menu_item: RuntimeError: broken on"
    assert (facts["menu"], sum(expected in line for line in answer.lines)) == (True, 1)


def test_a_receiver_that_raises_is_named_and_the_others_are_heard(
    answer: Answer, facts: dict[str, Any]
) -> None:
    failures = [line for line in answer.lines if "plugin sound failed in a signal" in line]
    assert (facts["documents"], len(failures)) == (["sound:thing:1"], 3)


def test_check_exits_with_1_and_names_every_problem(folder: Path, run_platform: Run) -> None:
    answer = run_platform("-m", "sello_site.manage", "check", folder=folder)
    quarantined = {slug for slug in BROKEN if f"plugin {slug} (" in answer.stderr}
    assert (
        answer.code,
        quarantined,
        "plugin sound: the route 'undeclared' is not declared in access" in answer.stderr,
        "plugin sound: its check look raised RuntimeError" in answer.stderr,
    ) == (1, set(BROKEN) - {"malformed"}, True, True)
