from .page import Page
from .value import Value

__all__ = ["Page", "Value"]
