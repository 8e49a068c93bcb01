"""What a site's administrators set in the Wagtail admin."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

#: A page elsewhere, or a path on this site; never a script.
is_link = RegexValidator(
    r"^(https?://|/(?!/))\S*$",
    _("Enter an address that starts with https:// or, on this site, with /."),
)


@register_setting(icon="glasses")
class LearningSettings(BaseSiteSetting):
    """Help contact, next-action link and openness, for each site."""

    help_text = models.CharField(
        _("help contact"),
        max_length=255,
        blank=True,
        help_text=_(
            "Whom staff ask about training, for example “Learning team, ext 2210”."
        ),
    )
    help_email = models.EmailField(_("help e-mail"), blank=True)
    help_url = models.CharField(
        _("help page"), max_length=500, blank=True, validators=[is_link]
    )
    find_training_url = models.CharField(
        _("where to find training"),
        max_length=500,
        blank=True,
        validators=[is_link],
        help_text=_(
            "Rows that need action lead here while no course is known for them."
        ),
    )
    profile_open_to_all = models.BooleanField(
        _("everybody may see compliance on profile pages"),
        default=False,
        help_text=_(
            "Otherwise only the person, their managers and permitted roles see it."
        ),
    )

    class Meta:
        verbose_name = _("learning settings")
