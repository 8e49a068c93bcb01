"""The sandbox's mailroom."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """Keeps and shows mail, so that nobody needs a mail server to try things out."""

    name = "sandbox.mailroom"
    label = "mailroom"
    verbose_name = "Mailroom"
    default_auto_field = "django.db.models.BigAutoField"
