"""The texts of the profiles, kept once per version, for tickets that keep the rules of their day."""

from datetime import UTC, datetime, timedelta

from storage.people import profile_versions
from storage.people.profile_versions import Version
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def a_version(version: str, at: datetime = NOW, text: str = "id = “武陟”") -> Version:
    """A text as it is stored."""
    return Version(
        version=version, profile="wuzhi", text=text, defaults="steps = []", first_used_at=at
    )


async def put(store: Store, one: Version) -> bool:
    return await store.writer.run(lambda s: profile_versions.put(s, one), "put")


async def test_a_version_is_stored_once_and_never_changed(store: Store) -> None:
    """Rule (c) of requirements.md §8."""
    first = a_version("a" * 16)
    assert await put(store, first)
    assert not await put(store, a_version("a" * 16, NOW + timedelta(days=1), "another"))
    assert await profile_versions.get(store.reader, "a" * 16) == first


async def test_versions_come_in_the_order_of_their_first_use(store: Store) -> None:
    for n, version in enumerate(("b", "c", "a")):
        await put(store, a_version(version, NOW - timedelta(days=n)))
    found = await profile_versions.every(store.reader)
    assert [one.version for one in found] == ["a", "c", "b"]


async def test_a_version_that_was_never_used_is_none(store: Store) -> None:
    assert await profile_versions.get(store.reader, "nowhere") is None
    assert await profile_versions.every(store.reader) == []
