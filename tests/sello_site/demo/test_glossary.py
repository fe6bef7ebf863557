"""The glossary knows each thing that the code stores."""

from __future__ import annotations

from pathlib import Path

from sello_site.plugin_registry import registry

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
BUNDLED = {"accounts", "map", "pages", "guides"}
# Not a thing of the domain: the sizes in which Wagtail keeps a picture.
TECHNICAL = {"SiteRendition"}


def test_every_model_of_the_bundled_plugins_has_its_term() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    missing = {
        model.__name__
        for plugin in registry.plugins()
        if plugin.slug in BUNDLED
        for model in plugin.get_models()
        if f"`{model.__name__}`" not in text
    }
    assert missing - TECHNICAL == set()
