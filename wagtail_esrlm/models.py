"""Every model of the app, for Django to find; import them from their domains."""

from .booking.models import *  # noqa: F403
from .compliance.models import *  # noqa: F403
from .idempotency.models import *  # noqa: F403
from .imports.models import *  # noqa: F403
from .jobs.models import *  # noqa: F403
from .notifications.models import *  # noqa: F403
from .reminders.models import *  # noqa: F403
from .site_settings import LearningSettings  # noqa: F401
from .snippets.models import *  # noqa: F403
from .workforce.models import *  # noqa: F403
