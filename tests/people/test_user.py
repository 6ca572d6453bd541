"""What a person is in the database: one spelling of an address, and a block that works at once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coalitie.people.models import User
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def test_one_account_for_each_address_however_it_is_spelled() -> None:
    make_user("Anna.Bakker@Example.ORG")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("anna.bakker@example.org")
    assert User.objects.with_address(" ANNA.bakker@example.org").count() == 1


def test_the_database_itself_refuses_capitals() -> None:
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Anna@example.org")


def test_a_domain_in_other_letters_is_kept_in_one_spelling() -> None:
    assert make_user("info@bücher.example").email == "info@xn--bcher-kva.example"


def test_somebody_without_a_name_is_a_neighbour() -> None:
    assert User.objects.create_user("nieuw@example.org").name == "een buurtbewoner"


def test_a_block_needs_a_reason() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user().block(by=make_user(), reason="")


def test_blocking_twice_keeps_the_first_reason() -> None:
    alice, els = make_user(), make_user()
    assert alice.block(by=els, reason="Schelden")
    assert not alice.block(by=els, reason="Nog eens")
    assert alice.blocked_reason == "Schelden"
    assert not alice.is_active
    assert alice.unblock()
    assert alice.is_active


def test_the_admin_door_opens_for_team_and_coordinators_only() -> None:
    alice = make_user()
    assert not alice.is_staff
    alice.open_desk()
    assert alice.is_staff
    assert not alice.in_team
    alice.close_desk()
    assert not User.objects.get(pk=alice.pk).is_staff
    alice.join_team()
    assert alice.in_team
    assert alice in User.objects.team()


@pytest.mark.parametrize("change", ["password", "address", "block"])
def test_every_session_ends_when_credentials_change_or_somebody_is_blocked(client: Client, change: str) -> None:
    alice = make_user()
    sign_in(client, alice)
    before = alice.get_session_auth_hash()
    if change == "password":
        alice.set_password("een heel lang wachtwoord")
        alice.save()
    elif change == "address":
        alice.move_to("nieuw@example.org")
    else:
        alice.block(by=make_user(), reason="Schelden")
    assert alice.get_session_auth_hash() != before
