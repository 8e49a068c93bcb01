"""What is said about bookings: kinds, word to supervisors, reminders.

``about_id`` is the enrolment for every ``booking.`` kind and for ``class.cancelled``,
``class.rescheduled``, ``class.postponed``, ``class.reminder_7``, ``class.reminder_1``,
``class.note`` and ``class.did_not_attend``; it is the class for
``class.below_minimum``, ``class.unmarked`` and ``class.dates_added``. The kind reads to
the person who is booked, or to whoever else the message is for.
"""

from .registering import register

__all__ = ["register"]
