"""The intranet of a fictional trust."""

from django.apps import AppConfig


class IntranetConfig(AppConfig):
    """Home, news, sections, people: everything that is the host's own."""

    name = "sandbox.intranet"
    label = "intranet"
    verbose_name = "Riverside intranet"
    default_auto_field = "django.db.models.BigAutoField"
