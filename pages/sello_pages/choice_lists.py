"""The model field that holds several of a fixed set of choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ChoiceListField(ArrayField):
    """Values of one choices class, each once and in the order that the class declares.

    Migrations name a plain array: a label that changes changes no table. That nothing else is
    stored is for a constraint to say: see :func:`only_choices`.
    """

    def __init__(self, choices_class: type[models.Choices], **kwargs: Any) -> None:
        self.choices_class = choices_class
        kwargs["base_field"] = _base_field(choices_class, choices=choices_class.choices)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def clone(self) -> ChoiceListField:
        _name, _path, _arguments, kwargs = super().deconstruct()
        kwargs.pop("base_field")
        return type(self)(self.choices_class, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _arguments, kwargs = super().deconstruct()
        kwargs["base_field"] = _base_field(self.choices_class)
        return name, "django.contrib.postgres.fields.ArrayField", [], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        values = super().pre_save(model_instance, add)
        if isinstance(values, list):
            values = self.in_order(values)
            setattr(model_instance, self.attname, values)
        return values

    def in_order(self, values: list[Any]) -> list[Any]:
        """The values as they are stored; unknown ones, which the constraint refuses, last."""
        declared = list(self.choices_class.values)
        known = [value for value in declared if value in values]
        return known + [value for value in values if value not in declared]

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            choices=self.choices_class.choices,
            coerce=self.base_field.to_python,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=kwargs.get("widget", forms.CheckboxSelectMultiple),
        )


def only_choices(field: str, choices_class: type[models.Choices], *, name: str) -> Any:
    """The constraint that a :class:`ChoiceListField` holds its choices and nothing else."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__contained_by": list(choices_class.values)}), name=name
    )


def _base_field(choices_class: type[models.Choices], **kwargs: Any) -> models.Field:
    if issubclass(choices_class, models.IntegerChoices):
        return models.PositiveSmallIntegerField(**kwargs)
    return models.CharField(max_length=30, **kwargs)
