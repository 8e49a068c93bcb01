"""The app: one label, one line of migrations."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WagtailEsrlmConfig(AppConfig):
    """Registers seeds, checks and signals; never queries by itself."""

    name = "wagtail_esrlm"
    label = "wagtail_esrlm"
    verbose_name = _("Learning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire up what needs every app to be loaded."""
        from django.contrib.auth.signals import user_logged_in
        from wagtail import hooks

        from .booking import messages as booking_messages
        from .booking import policy as booking_policy
        from .booking import tasks as booking_tasks
        from .booking.audit import register_booking_log_actions
        from .booking.next_actions import lead_to_classes
        from .checks import register_checks
        from .compliance import signals as stale_marks
        from .compliance import tasks as compliance_tasks
        from .compliance.audit import register_compliance_log_actions
        from .compliance.next_actions import register_next_action
        from .imports import tasks as import_tasks
        from .jobs import housekeeping
        from .notifications import tasks as message_tasks
        from .notifications.audit import register_message_log_actions
        from .permissions import policy, roles
        from .personal import serve_privately
        from .reminders import kinds as reminder_kinds
        from .reminders import tasks as reminder_tasks
        from .snippets.audit import register_catalogue_log_actions
        from .snippets.seeds import seed_bank_holidays
        from .workforce.audit import register_workforce_log_actions
        from .workforce.linking import on_user_logged_in
        from .workforce.seeds import seed_words

        register_checks()
        hooks.register("register_log_actions", register_workforce_log_actions)
        hooks.register("register_log_actions", register_compliance_log_actions)
        hooks.register("register_log_actions", register_catalogue_log_actions)
        hooks.register("register_log_actions", register_booking_log_actions)
        hooks.register("register_log_actions", register_message_log_actions)
        user_logged_in.connect(on_user_logged_in, dispatch_uid="esrlm_link_at_login")
        hooks.register("register_permissions", roles.listed_permissions)
        hooks.register("on_serve_page", serve_privately)
        policy.register()
        booking_policy.register()
        register_next_action(lead_to_classes)
        compliance_tasks.register()
        import_tasks.register()
        booking_messages.register()
        booking_tasks.register()
        reminder_kinds.register()
        message_tasks.register()
        reminder_tasks.register()
        housekeeping.register()
        stale_marks.connect()
        post_migrate.connect(seed_words, sender=self, dispatch_uid="esrlm_seed_words")
        post_migrate.connect(
            seed_bank_holidays, sender=self, dispatch_uid="esrlm_seed_bank_holidays"
        )
