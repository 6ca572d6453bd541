"""A made-up year in the life of the coalition: what ``seed_demo`` fills an empty portal with."""

from coalitie.portal.demo.sign_in import people_to_sign_in_as

__all__ = ["people_to_sign_in_as"]
