"""The ways in which a verb says no. Each carries a Dutch sentence for the person who pressed."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """The thing is no longer in a state where this can be done; answered with the 409 page."""


class Forbidden(PermissionDenied):
    """This person may see the thing but not do this to it; answered with 403 and the reason."""


class Elsewhere(Exception):
    """The thing lives at another address by now; answered with a redirect that keeps the method."""
