"""``{% load wagtail_esrlm_booking %}``: courses and classes in words, with links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html

if TYPE_CHECKING:
    from ..booking.models import ClassPlaces, Enrolment
    from ..compliance.wording import Tag
    from ..snippets.models import ClassSession, Course, LearningClass

register = template.Library()


@register.simple_tag
def esrlm_course_url(course: Course) -> str:
    """Return our page about a course."""
    from ..links import link

    return link("course", uuid=course.uuid)


@register.simple_tag
def esrlm_class_url(learning_class: LearningClass) -> str:
    """Return our page about a class."""
    from ..links import link

    return link("learning_class", uuid=learning_class.uuid)


@register.simple_tag
def esrlm_url(name: str, **kwargs: Any) -> str:
    """Return the address of one of our pages, or "" where it is not included."""
    from ..links import link

    return link(name, **kwargs)


@register.simple_tag
def esrlm_form_key() -> str:
    """Return the hidden field by which a form counts once, however often it is sent."""
    from ..posted import KEY, new_key

    return format_html('<input type="hidden" name="{}" value="{}">', KEY, new_key())


@register.filter
def class_when(learning_class: LearningClass) -> str:
    """Say when a class is held."""
    from ..booking.wording import class_in_words

    return class_in_words(learning_class)


@register.filter
def class_where(learning_class: LearningClass) -> str:
    """Say where a class is held."""
    from ..booking.wording import place_in_words

    return place_in_words(learning_class)


@register.filter
def session_when(session: ClassSession) -> str:
    """Say when a session is held."""
    from ..booking.wording import session_in_words

    return session_in_words(session)


@register.filter
def places_tag(places: ClassPlaces) -> Tag:
    """Say how many places are left."""
    from ..booking.wording import places_tag as tag

    return tag(places)


@register.filter
def booking_tag(enrolment: Enrolment) -> Tag:
    """Say where a booking stands."""
    from ..booking.wording import TAGS

    return TAGS[enrolment.state]


@register.filter
def get_option(options: dict[int, Any], learning_class: LearningClass) -> Any:
    """Return what the reader can do with a class."""
    return options.get(learning_class.pk)
