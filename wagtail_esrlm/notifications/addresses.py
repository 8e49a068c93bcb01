"""Where a person may be written to (rule 91)."""

from __future__ import annotations

from collections.abc import Collection

from ..conf import esrlm_settings
from ..workforce.models import Person


def domain_of(address: str) -> str:
    """Return the domain of an address in lower case, "" where it has none.

    >>> domain_of("Ada@Riverside.Example")
    'riverside.example'
    """
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""


def is_within(address: str, domains: Collection[str] | None) -> bool:
    """Whether an address lies in one of the domains, or below one; None: anywhere.

    >>> is_within("ada@mail.riverside.example", ["riverside.example"])
    True
    >>> is_within("ada@notriverside.example", ["riverside.example"])
    False
    """
    if domains is None:
        return True
    domain = domain_of(address)
    stated = [name.strip().lower().lstrip("@.") for name in domains]
    return any(domain == name or domain.endswith(f".{name}") for name in stated)


def may_write_to(
    address: str, *, person_type: str, confirmed: str, domains: Collection[str] | None
) -> bool:
    """Whether mail may go to an address of such a person (rule 91).

    Args:
        address: The person's address; may be empty.
        person_type: Of ``Person.Type``.
        confirmed: The address that an administrator confirmed for them, or "".
        domains: Where staff may be written to; None for anywhere.
    """
    if not address:
        return False
    if person_type != Person.Type.EMPLOYEE:
        return True
    return is_within(address, domains) or address.lower() == confirmed.lower()


def mail_address(person: Person) -> str:
    """Return where a person is written to; "" where the intranet alone tells them.

    Queries: 0 where ``confirmed_address`` was read with the person.
    """
    confirmed = getattr(person, "confirmed_address", None)
    may = may_write_to(
        person.email,
        person_type=person.person_type,
        confirmed=confirmed.email if confirmed else "",
        domains=esrlm_settings.MAIL_DOMAINS,
    )
    return person.email if may else ""
