"""A button's key: what comes back is what left, within WeCom's limit."""

import pytest

from bot.wecom.keys import LONGEST_KEY, ButtonKey

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "key",
    [
        ButtonKey("ack", "2026-0001", 0),
        ButtonKey("rate4", "XX-2026-12345", 99),
        ButtonKey("did", "7", 3),
    ],
)
def test_a_key_comes_back_as_it_left(key: ButtonKey) -> None:
    assert ButtonKey.unpack(key.pack()) == key


def test_a_key_too_long_for_wecom_is_refused() -> None:
    fits = ButtonKey("a", "9" * (LONGEST_KEY - 4), 0)
    assert len(fits.pack()) == LONGEST_KEY
    with pytest.raises(ValueError, match="129 bytes"):
        ButtonKey("a", "9" * (LONGEST_KEY - 3), 0).pack()


@pytest.mark.parametrize("key", ["", "a|b", "a|b|c", "a|b|1|2", "签收"])
def test_what_is_none_of_ours_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        ButtonKey.unpack(key)
