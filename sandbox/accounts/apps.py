"""Log-ins of the intranet."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """An app of its own: pages and pictures point at log-ins."""

    name = "sandbox.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
