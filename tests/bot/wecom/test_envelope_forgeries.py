"""4,000 ways to forge an envelope that must not work (S1), bombs (S2) and noise (S4).

wechatpy is the oracle: what it refuses we refuse, what we open it opens to the same.
"""

import base64
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealing import (
    CORP,
    HEAD,
    KEY,
    NONCE,
    PAIR,
    PLAIN,
    TIMESTAMP,
    Query,
    a_push,
    around,
    by_wechatpy,
    sealed_raw,
)

from bot.wecom import envelope
from bot.wecom.envelope import EnvelopeError, Pair, open_echo, open_post

pytestmark = pytest.mark.unit


def by_us(body: bytes, query: Query) -> bytes | None:
    """Return what we open and can read; a signed body that is not UTF-8 goes to quarantine."""
    try:
        plain = open_post([PAIR], body, query).plain
        plain.decode()
    except (EnvelopeError, UnicodeDecodeError):
        return None
    return plain


def flip_a_bit(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    spoilt = bytearray(body)
    spoilt[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    return bytes(spoilt), query


def flip_inside(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    """Flip bits of what is encrypted and sign it anew: somebody who knows the token only."""
    start, end = body.index(b"<Encrypt><![CDATA[") + 18, body.rindex(b"]]>")
    sealed = bytearray(base64.b64decode(body[start:end]))
    sealed[dice.randrange(len(sealed))] ^= 1 << dice.randrange(8)
    return around(base64.b64encode(sealed).decode())


def cut(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    return body[: dice.randrange(len(body))], query


def cut_inside(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    start, end = body.index(b"<Encrypt><![CDATA[") + 18, body.rindex(b"]]>")
    sealed = base64.b64decode(body[start:end])
    return around(base64.b64encode(sealed[: 16 * dice.randrange(len(sealed) // 16)]).decode())


def swap_bytes(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    spoilt, (a, b) = bytearray(body), (dice.randrange(len(body)) for _ in range(2))
    spoilt[a], spoilt[b] = spoilt[b], spoilt[a]
    return bytes(spoilt), query


def spoil_query(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    name = dice.choice(sorted(query))
    at, value = dice.randrange(len(query[name])), query[name]
    return body, query | {name: value[:at] + dice.choice("0aZ _-é\n") + value[at + 1 :]}


def swap_times(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    return body, query | {"timestamp": query["nonce"], "nonce": query["timestamp"]}


def shift(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    """Move characters between nonce and timestamp; the signature may well stay right."""
    joined = query["timestamp"] + query["nonce"]
    at = dice.choice([n for n in range(len(joined)) if n != 10])
    return body, query | {"timestamp": joined[:at], "nonce": joined[at:]}


def wrong_corp(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    corp = CORP[: dice.randrange(len(CORP))] + dice.choice(["", "x", "é"])
    return a_push(pair=Pair(PAIR.token, KEY, corp))


def wrong_padding(body: bytes, query: Query, dice: random.Random) -> tuple[bytes, Query]:
    whole = HEAD + len(PLAIN).to_bytes(4, "big") + PLAIN + CORP.encode()
    pad = 32 - len(whole) % 32
    spoilt = bytearray(whole + bytes((pad,)) * pad)
    spoilt[-dice.randint(1, pad)] ^= dice.randint(1, 255)
    return around(sealed_raw(bytes(spoilt)))


Mutant = Callable[[bytes, Query, random.Random], tuple[bytes, Query]]
MUTANTS: list[Mutant] = [
    *(flip_a_bit, flip_inside, cut, cut_inside, swap_bytes),
    *(spoil_query, swap_times, shift, wrong_corp, wrong_padding),
]


@pytest.mark.parametrize("mutate", MUTANTS, ids=lambda each: each.__name__)
def test_what_wechatpy_refuses_we_refuse_and_what_we_open_is_the_same(mutate: Mutant) -> None:
    """400 mutants of each kind; those we open changed nothing that is signed, or were signed anew.

    AES-CBC has no seal of its own: who knows the token alone can garble, never choose, a message.
    """
    dice = random.Random(mutate.__name__)
    refused = 0
    for number in range(400):
        body, query = mutate(*a_push(seed=number, nonce=dice.choice([NONCE, "a", "9"])), dice)
        ours = by_us(body, query)
        if ours is None:
            refused += 1
        else:
            assert ours == by_wechatpy(body, query)
            assert ours == PLAIN or mutate is flip_inside
    assert refused >= (250 if mutate in (flip_a_bit, swap_bytes) else 350)


def test_wechatpy_opens_what_we_refuse() -> None:
    """The reason for an envelope of our own: a swapped time, a digit shifted, a broken padding."""
    body, query = a_push(nonce="9")
    swapped = query | {"timestamp": "9", "nonce": query["timestamp"]}
    assert by_wechatpy(body, swapped) == PLAIN
    assert by_us(body, swapped) is None
    padded = wrong_padding(body, query, random.Random(3))
    assert by_wechatpy(*padded) == PLAIN
    assert by_us(*padded) is None


def test_genuine_messages_open_to_the_same_in_both() -> None:
    dice = random.Random(7)
    for number in range(500):
        words = "".join(
            chr(dice.choice([0x20, 0x4E00, 0x1F600]) + dice.randrange(64)) for _ in range(9)
        )
        body, query = a_push(words.encode() * dice.randrange(20), seed=number)
        assert by_us(body, query) == by_wechatpy(body, query) is not None


BOMBS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "&a;&a;">' for n in range(900))
    + "]><xml><Encrypt>{0}</Encrypt></xml>",
    "attribute lists": "<!DOCTYPE x ["
    + "".join(f'<!ATTLIST x a{n} CDATA "">' for n in range(1_500))
    + "]><xml><Encrypt>{0}</Encrypt></xml>",
    "deep": "<xml>" + "<a>" * 9_000 + "</a>" * 9_000 + "<Encrypt>{0}</Encrypt></xml>",
    "wide": "<xml>" + "<a/>" * 15_000 + "<Encrypt>{0}</Encrypt></xml>",
    "open ends": "<xml><Encrypt>{0}</Encrypt>" + "<a><![CDATA[" * 5_000,
    "blanks": "<xml>" + " " * 64_000 + "<Encrypt>{0}</Encrypt></xml>",
    "long base64": "<xml><Encrypt>" + "A" * 64_000 + "</Encrypt></xml>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly_and_never_reaches_a_parser(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S2: at most 5 ms for any body (here the best of five), whatever is in it."""

    def never(*_: object) -> None:
        raise AssertionError("decrypted before the signature was checked")

    monkeypatch.setattr(Pair, "decrypt", never)
    assert not hasattr(envelope, "xml")
    assert not hasattr(envelope, "expat")
    body, query = BOMBS[name].replace("{0}", "A" * 44).encode(), around("A" * 44)[1]
    took = []
    for _ in range(5):
        began = time.process_time()
        with pytest.raises(EnvelopeError):
            open_post([PAIR], body, query | {"msg_signature": "0" * 40})
        took.append(time.process_time() - began)
    assert min(took) < 0.005


WORDS = st.text(max_size=80) | st.sampled_from([TIMESTAMP, NONCE, "0" * 40])


@given(
    st.binary(max_size=400) | st.text(alphabet="<>/xmlEncrypt[]!CDATA=+Ab \n", max_size=200),
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("msg_signature", "timestamp", "nonce"), WORDS)
    ),
)
def test_no_body_and_no_query_raises_anything_but_our_errors(
    body: bytes | str, query: Query
) -> None:
    raw = body if isinstance(body, bytes) else body.encode()
    with pytest.raises(EnvelopeError):
        open_post([PAIR], raw, query)
    with pytest.raises(EnvelopeError):
        open_echo([PAIR], query | {"echostr": raw.decode("latin-1")})


@given(st.binary(min_size=1, max_size=200))
def test_no_ciphertext_raises_anything_but_our_errors(sealed: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_post([PAIR], *around(base64.b64encode(sealed).decode()))


@given(
    st.binary(max_size=300), st.binary(min_size=16, max_size=16), st.sampled_from(["", CORP, "é"])
)
def test_whatever_is_sealed_comes_out_again(plain: bytes, salt: bytes, receiver: str) -> None:
    pair = Pair("t", KEY, receiver)
    assert pair.decrypt(pair.encrypt(plain, salt)) == plain
