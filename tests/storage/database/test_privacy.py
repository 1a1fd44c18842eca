"""Sealed fields: bound to their place, to their key, and silent about both."""

import base64

import pytest

from storage.database.errors import BadKey, Unreadable
from storage.database.privacy import Keys

pytestmark = pytest.mark.unit

OLD = bytes(range(32))
NEW = bytes(range(1, 33))
PLACE = ("inbox", "body", "row-1")


def test_a_sealed_field_opens_at_its_place_and_shows_nothing() -> None:
    keys = Keys(OLD)
    sealed = keys.seal(b"13800138000", *PLACE)
    assert keys.open(sealed, *PLACE) == b"13800138000"
    assert b"138" not in sealed
    assert sealed != keys.seal(b"13800138000", *PLACE), "a nonce must never be used twice"


@pytest.mark.parametrize(
    "place", [("outbox", "body", "row-1"), ("inbox", "error", "row-1"), ("inbox", "body", "row-2")]
)
def test_a_field_moved_to_another_table_column_or_row_is_refused(
    place: tuple[str, str, str],
) -> None:
    keys = Keys(OLD)
    with pytest.raises(Unreadable):
        keys.open(keys.seal(b"x", *PLACE), *place)


def test_every_flipped_bit_is_refused() -> None:
    keys = Keys(OLD)
    sealed = keys.seal(b"what the citizen said", *PLACE)
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            keys.open(bytes(altered), *PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01abcd", b"x" * 16])
def test_what_is_no_sealed_field_is_refused(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        Keys(OLD).open(sealed, *PLACE)


def test_after_a_rotation_old_fields_are_read_and_new_ones_written_under_the_new_key() -> None:
    """S11: who has only one of the keys reads only its own."""
    before, during, after = Keys(OLD), Keys(NEW, [OLD]), Keys(NEW)
    assert during.open(before.seal(b"x", *PLACE), *PLACE) == b"x"
    assert after.open(during.seal(b"x", *PLACE), *PLACE) == b"x"
    with pytest.raises(Unreadable):
        after.open(before.seal(b"x", *PLACE), *PLACE)
    assert during.blinds("phone", "138") == (
        after.blind("phone", "138"),
        before.blind("phone", "138"),
    )
    assert during.is_mac(b"heads", before.mac(b"heads"))
    assert not after.is_mac(b"heads", before.mac(b"heads"))


def test_a_ticket_key_opens_only_its_own_ticket() -> None:
    keys = Keys(OLD)
    key, wrapped = keys.new_ticket_key("2026-0001")
    sealed = key.seal(b"x", "tickets", "sealed", "2026-0001")
    again = keys.ticket_key("2026-0001", wrapped)
    assert again.open(sealed, "tickets", "sealed", "2026-0001") == b"x"
    with pytest.raises(Unreadable):
        keys.ticket_key("2026-0002", wrapped)
    other, _ = keys.new_ticket_key("2026-0001")
    with pytest.raises(Unreadable):
        other.open(sealed, "tickets", "sealed", "2026-0001")
    with pytest.raises(Unreadable):
        keys.open(sealed, "tickets", "sealed", "2026-0001")


def test_without_its_wrapped_key_a_ticket_is_erased() -> None:
    with pytest.raises(Unreadable):
        Keys(OLD).ticket_key("2026-0001", b"")


def test_a_blind_index_depends_on_kind_value_and_key() -> None:
    keys = Keys(OLD)
    index = keys.blind("phone", "13800138000")
    assert index == Keys(OLD).blind("phone", "13800138000")
    assert len(index) == 32
    others = {
        keys.blind("phone", "13800138001"),
        keys.blind("lane", "13800138000"),
        Keys(NEW).blind("phone", "13800138000"),
    }
    assert index not in others
    assert len(others) == 3


def test_no_repr_shows_a_key() -> None:
    keys = Keys(OLD, [NEW])
    shown = repr(keys) + repr(keys.new_ticket_key("2026-0001")[0])
    for key in (OLD, NEW):
        assert key.hex() not in shown
        assert repr(key)[2:-1] not in shown
        assert base64.b64encode(key).decode() not in shown


def test_keys_are_read_from_base64_and_must_be_32_bytes() -> None:
    keys = Keys.from_text(base64.b64encode(NEW).decode(), [base64.b64encode(OLD).decode()])
    assert keys.open(Keys(OLD).seal(b"x", *PLACE), *PLACE) == b"x"
    for wrong in ("", "not base64!", base64.b64encode(OLD[:31]).decode()):
        with pytest.raises(BadKey):
            Keys.from_text(wrong)
