"""Who guesses keys or links is looked at once a minute; nobody elsewhere notices, and memory has an end."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.callback.guesses import FREE, MOST, ONE_EACH, Guesses

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HEADER = "X-Forwarded-For"
#: where a request comes from → two addresses that are one sender, and one of somebody else
SENDERS = {
    "direct": (("8.8.4.4", ""), ("8.8.4.4", ""), ("8.8.8.8", "")),
    "direct, header made up": (("8.8.4.4", "1.1.1.1"), ("8.8.4.4", "1.1.1.2"), ("8.8.8.8", "")),
    "proxy": (("127.0.0.1", "8.8.4.4"), ("127.0.0.1", "8.8.4.4"), ("127.0.0.1", "8.8.8.8")),
    "proxy, first entries made up": (
        ("10.0.0.1", "1.1.1.1, 8.8.4.4"),
        ("10.0.0.1", "1.1.1.2, 8.8.4.4"),
        ("10.0.0.1", "8.8.4.4, 8.8.8.8"),
    ),
    "one network of IPv6": (
        ("2a00:1450:4001:81b::1", ""),
        ("2a00:1450:4001:81b:ffff::2", ""),
        ("2a00:1450:4001:81c::1", ""),
    ),
}


def request(sender: tuple[str, str]):  # type: ignore[no-untyped-def]  # aiohttp's own mock
    remote, said = sender
    headers = {HEADER: said} if said else {}
    return make_mocked_request("GET", "/", headers=headers).clone(remote=remote)


@pytest.mark.parametrize("kind", SENDERS)
def test_who_guesses_is_slowed_and_nobody_elsewhere(kind: str) -> None:
    first, again, other = SENDERS[kind]
    guesses = Guesses(HEADER)
    for _ in range(FREE):
        assert not guesses.is_slowed(request(first), NOW)
        guesses.wrong(request(first), NOW)
    assert guesses.is_slowed(request(again), NOW)
    assert not guesses.is_slowed(request(other), NOW)
    assert not guesses.is_slowed(request(again), NOW + ONE_EACH)
    guesses.wrong(request(again), NOW + ONE_EACH)
    assert guesses.is_slowed(request(first), NOW + ONE_EACH)
    assert not guesses.is_slowed(request(first), NOW + FREE * ONE_EACH + timedelta(seconds=1))


@pytest.mark.parametrize("said", ["", "unknown", "8.8.8.8:80x"])
def test_who_cannot_be_told_from_others_slows_nobody(said: str) -> None:
    """A proxy that names nobody: its address is everybody's."""
    guesses = Guesses(HEADER if said else "")
    sender = ("127.0.0.1", said or "8.8.8.8")
    for _ in range(10 * FREE):
        guesses.wrong(request(sender), NOW)
    assert not guesses.is_slowed(request(sender), NOW)


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 64
    assert most < MOST <= 10_000
    monkeypatch.setattr(f"{Guesses.__module__}.MOST", most)
    guesses = Guesses()
    for n in range(most + 50):
        guesses.wrong(request((f"8.{n >> 16}.{n >> 8 & 255}.{n & 255}", "")), NOW)
    assert len(guesses._spent) == most
