"""What a log-in can be matched by, whatever the host's user model is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.utils.translation import gettext as _

from ..conf import esrlm_settings
from ..errors import InvalidInput
from ..names import fold


class LinkBy(StrEnum):
    """What a log-in and a person have in common."""

    EMPLOYEE_NUMBER = "employee-number"
    USERNAME = "username"
    EMAIL = "email"


def username_is_email() -> bool:
    """Whether people log in by their e-mail address."""
    model = get_user_model()
    return bool(model.USERNAME_FIELD == model.get_email_field_name())


def compared_attribute(by: LinkBy) -> str | None:
    """Return the user attribute to compare; None where the model has no such thing."""
    model = get_user_model()
    if by is LinkBy.EMAIL:
        return str(model.get_email_field_name())
    if by is LinkBy.USERNAME:
        return None if username_is_email() else str(model.USERNAME_FIELD)
    return str(esrlm_settings.USER_EMPLOYEE_NUMBER_FIELD) or None


def user_value(user: Any, by: LinkBy) -> Any:
    """Return a log-in's own value; None where it has none."""
    value: Any = user
    for name in (compared_attribute(by) or "").split("__"):
        value = getattr(value, name, None) if name else None
    return value


def user_keys(by: LinkBy) -> dict[str, list[Any]]:
    """Return the ids of active log-ins that are not shared, by their folded value.

    Raises:
        InvalidInput: when log-ins do not have that value.
    """
    attribute = compared_attribute(by)
    if attribute is None:
        raise InvalidInput(
            _("Log-ins have an e-mail address for a user name: link by email.")
        )
    model = get_user_model()
    users = model._default_manager.all()
    if _is_field(model, "is_active"):
        users = users.filter(is_active=True)
    shared = esrlm_settings.SHARED_LOGIN_GROUP
    if shared and _is_field(model, "groups"):
        users = users.exclude(groups__name=shared)
    rows: Iterable[tuple[Any, Any]]
    try:
        rows = list(users.values_list("pk", attribute))
    except FieldError as err:
        if not hasattr(model, attribute):
            raise InvalidInput(
                _("Log-ins have no “%(name)s”; see USER_EMPLOYEE_NUMBER_FIELD.")
                % {"name": attribute}
            ) from err
        rows = ((user.pk, getattr(user, attribute)) for user in users.iterator())
    keys: dict[str, list[Any]] = defaultdict(list)
    for pk, value in rows:
        if key := fold(value or ""):
            keys[key].append(pk)
    return keys


def has_twin(user: Any, by: LinkBy, key: str) -> bool:
    """Whether another active log-in has the same value; unknown counts as no."""
    model = get_user_model()
    attribute = compared_attribute(by)
    twins = model._default_manager.exclude(pk=user.pk)
    if _is_field(model, "is_active"):
        twins = twins.filter(is_active=True)
    try:
        return bool(twins.filter(**{f"{attribute}__iexact": key}).exists())
    except FieldError:
        return False


def _is_field(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
