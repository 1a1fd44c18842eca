"""Links of citizens: only ours open, each reaches one round of one ticket, for thirty days (product §2)."""

import base64
import re
from datetime import timedelta

import pytest
from builders import NOW
from hypothesis import given
from hypothesis import strategies as st

from bot.letters.answer_links import LASTS, LONGEST_TOKEN, Link, LinkOver, Links, NoSuchLink
from storage.database.privacy import Keys

pytestmark = pytest.mark.unit

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
LINKS = Links(Keys(KEY), "https://yousu.example.gov.cn/")


@pytest.mark.parametrize("no", ["2026-0001", "XX-2026-123456", "2026-9999"])
@pytest.mark.parametrize("round", [0, 1, 300])
def test_a_link_reaches_the_round_of_the_ticket_it_was_made_for(no: str, round: int) -> None:
    link = LINKS.read(LINKS.token(no, round, NOW), NOW)
    assert link == Link(no, round, NOW + LASTS)


def test_the_address_is_short_and_safe_in_an_sms() -> None:
    url = LINKS.url("2026-0001", 0, NOW)
    assert re.fullmatch(r"https://yousu\.example\.gov\.cn/r/[A-Za-z0-9_-]{43}", url)
    assert len(LINKS.token("ABCDEFGH-2026-123456", 65535, NOW)) <= LONGEST_TOKEN


def test_a_token_says_nothing_but_number_round_and_end() -> None:
    """N6: the number is on the page anyway; no name, phone or lane can be in it."""
    raw = base64.urlsafe_b64decode(LINKS.token("2026-0001", 0, NOW) + "=")
    assert raw[7:-16] == b"2026-0001"
    assert len(raw) == 7 + 9 + 16


def test_every_flipped_bit_is_refused() -> None:
    token = LINKS.token("2026-0001", 0, NOW)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for bit in range(len(raw) * 8):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        forged = base64.urlsafe_b64encode(altered).decode().rstrip("=")
        with pytest.raises(NoSuchLink):
            LINKS.read(forged, NOW)


@pytest.mark.parametrize("cut", [1, 5, 16, 22, 42])
def test_a_token_cut_on_the_way_is_refused(cut: int) -> None:
    with pytest.raises(NoSuchLink):
        LINKS.read(LINKS.token("2026-0001", 0, NOW)[:-cut], NOW)


@pytest.mark.parametrize(
    "token", ["", "x", "=", "../2026-0001", "２０２６", "a" * 4000, "AA==", "A" * LONGEST_TOKEN]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NoSuchLink):
        LINKS.read(token, NOW)


def test_a_token_has_one_spelling_only() -> None:
    """base64 leaves bits over at the end; a changed spelling must not be a second key."""
    token = LINKS.token("2026-0001", 0, NOW)
    assert len(token) % 4, "this number leaves bits over"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = [token[:-1] + last for last in alphabet]
    good = []
    for one in spellings:
        try:
            LINKS.read(one, NOW)
        except NoSuchLink:
            continue
        good.append(one)
    assert good == [token]


def test_a_link_ends_after_thirty_days_to_the_second() -> None:
    token = LINKS.token("2026-0001", 0, NOW)
    LINKS.read(token, NOW + LASTS - timedelta(seconds=1))
    with pytest.raises(LinkOver):
        LINKS.read(token, NOW + LASTS)


def test_a_link_under_the_previous_privacy_key_still_opens_and_a_strangers_does_not() -> None:
    """S11: a link lives for thirty days, whatever key is new meanwhile."""
    old = Links(Keys(OTHER)).token("2026-0001", 0, NOW)
    assert Links(Keys(KEY, [OTHER])).read(old, NOW).no == "2026-0001"
    with pytest.raises(NoSuchLink):
        LINKS.read(old, NOW)


def test_a_links_key_signs_nothing_else() -> None:
    """A sub-key for each purpose: a checkpoint's seal is no link."""
    keys = Keys(KEY)
    message = b"what"
    assert keys.sign_link(message) != keys.mac(message)[:16]
    assert not keys.is_link(message, keys.mac(message)[:16])
    assert not keys.is_link(message, b"")


@given(token=st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_nothing_made_up_opens_or_breaks(token: str) -> None:
    with pytest.raises(NoSuchLink):
        LINKS.read(token, NOW)
