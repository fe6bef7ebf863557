"""People who sign in. The public never does."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def normalised_email(email: str) -> str:
    """The form in which an address is stored and compared: trimmed and in lower case."""
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Creates people and finds them by e-mail, whatever its case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with this e-mail; without a password nobody can sign in as them.

        Raises :class:`ValueError` for an empty e-mail.
        """
        if not email.strip():
            raise ValueError("an e-mail is needed")
        user = self.model(email=normalised_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An administrator of everything that the editorial zone holds."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalised_email(username or ""))


class User(AbstractUser):
    """Somebody with an account, known by e-mail. Wagtail asks for the two name fields."""

    username = None  # type: ignore[assignment]  # the documented way to drop the inherited field
    email = models.EmailField(_("correo electrónico"), max_length=254, unique=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # own creation rules

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        super().clean()
        self.email = normalised_email(self.email)
