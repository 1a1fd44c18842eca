"""The sealed envelope: official vectors, each way to be refused, rotation of keys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sealing import (
    CORP,
    HEAD,
    KEY,
    NONCE,
    OTHER_KEY,
    PAIR,
    PLAIN,
    TIMESTAMP,
    a_push,
    around,
    by_wechatpy,
    sealed_raw,
)

from bot.wecom.envelope import (
    BadSignature,
    BodyTooLarge,
    Malformed,
    Pair,
    Undecryptable,
    WrongReceiver,
    open_echo,
    open_post,
    seal,
)

pytestmark = pytest.mark.unit


def vectors(shared: Path) -> Iterator[dict[str, Any]]:
    """Yield the vectors that verify; one was published without its key."""
    for vector in json.loads((shared / "vectors/crypto_vectors.json").read_text("utf-8")):
        if vector["name"] != "official-post-json":
            yield vector


def test_every_published_vector_verifies(shared: Path) -> None:
    """20 vectors: signature, decryption, and the same ciphertext again from the same random."""
    checked = 0
    for vector in vectors(shared):
        key = vector.get("encoding_aes_key", KEY)
        pair = Pair(vector.get("token", "unused"), key, vector.get("receive_id", ""))
        check_signatures(pair, vector)
        if "encrypt" in vector:
            check_secret(pair, vector)
        checked += 1
    assert checked == 20


def check_signatures(pair: Pair, vector: dict[str, Any]) -> None:
    if "msg_signature" in vector:
        parts = (vector["timestamp"], vector["nonce"], vector["encrypt"])
        assert pair.sign(*parts) == vector["msg_signature"], vector["name"]
    if "signature" in vector:
        plain_signature = pair.sign(vector["timestamp"], vector["nonce"])
        assert plain_signature == vector["signature"], vector["name"]


def check_secret(pair: Pair, vector: dict[str, Any]) -> None:
    plain = pair.decrypt(vector["encrypt"])
    assert plain.decode() == vector["plaintext"], vector["name"]
    given_random = vector.get("random16", "").encode() or bytes.fromhex(vector["random16_hex"])
    assert pair.encrypt(plain, given_random) == vector["encrypt"], vector["name"]


def test_published_posts_and_echoes_open(shared: Path) -> None:
    opened = 0
    for vector in vectors(shared):
        if not vector["kind"].startswith(("POST xml", "GET echostr")):
            continue
        pair = Pair(vector["token"], vector["encoding_aes_key"], vector["receive_id"])
        query = {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}
        if vector["kind"].startswith("GET"):
            plain = open_echo([pair], query | {"echostr": vector["encrypt"]}).plain
        else:
            plain = open_post([pair], around(vector["encrypt"], pair)[0], query).plain
        assert plain.decode() == vector["plaintext"]
        opened += 1
    assert opened >= 10


def test_a_sealed_reply_opens_again_here_and_in_wechatpy() -> None:
    body = seal(PAIR, PLAIN, TIMESTAMP, NONCE, b"0123456789abcdef")
    query = {"timestamp": TIMESTAMP, "nonce": NONCE}
    query["msg_signature"] = body.split(b"<MsgSignature><![CDATA[")[1][:40].decode()
    assert open_post([PAIR], body, query).plain == PLAIN
    assert by_wechatpy(body, query) == PLAIN


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<xml><Encrypt>{}</Encrypt></xml>", id="plain text"),
        pytest.param("<xml><Encrypt><![CDATA[{}]]></Encrypt></xml>", id="CDATA"),
        pytest.param(
            '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n <A/>\n <Encrypt>{}</Encrypt>\n'
            " <AgentID><![CDATA[]]></AgentID>\n <ToUserName>ww1</ToUserName>\n</xml>\n",
            id="declaration, blanks, other elements before and after",
        ),
    ],
)
def test_the_forms_of_a_body_that_are_allowed(body: str) -> None:
    encrypted = PAIR.encrypt(PLAIN, bytes(16))
    assert open_post([PAIR], body.format(encrypted).encode(), around(encrypted)[1]).plain == PLAIN


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("<xml></xml>", id="no Encrypt"),
        pytest.param("<xml><Encrypt>{0}</Encrypt><Encrypt>{0}</Encrypt></xml>", id="two"),
        pytest.param("<xml><Encrypt>{0}</Encrypt><Encrypt/></xml>", id="two, one empty"),
        pytest.param("<xml><A><Encrypt>{0}</Encrypt></A></xml>", id="nested"),
        pytest.param("<xml><A><![CDATA[<Encrypt>{0}</Encrypt>]]></A></xml>", id="in CDATA"),
        pytest.param("<xml><!--<Encrypt>{0}</Encrypt>--></xml>", id="in a comment"),
        pytest.param("<!DOCTYPE xml><xml><Encrypt>{0}</Encrypt></xml>", id="DOCTYPE"),
        pytest.param('<xml a="b"><Encrypt>{0}</Encrypt></xml>', id="attribute"),
        pytest.param("<xml><Encrypt>&a;</Encrypt></xml>", id="entity"),
        pytest.param("<xml><A></B><Encrypt>{0}</Encrypt></xml>", id="not well-formed"),
        pytest.param("<xml><Encrypt>{0}</Encrypt>", id="cut off"),
        pytest.param("<xml><Encrypt>{0}</Encrypt></xml>x", id="something after it"),
        pytest.param("<XML><Encrypt>{0}</Encrypt></XML>", id="another root"),
        pytest.param("<xml><Encrypt> {0}</Encrypt></xml>", id="blank before the base64"),
        pytest.param("<xml><Encrypt>!!{0}</Encrypt></xml>", id="not base64"),
        pytest.param("<xml><Encrypt>{0}=</Encrypt></xml>", id="base64 too long by one"),
        pytest.param("<xml><Encrypt></Encrypt></xml>", id="empty Encrypt"),
        pytest.param('{{"encrypt":"{0}"}}', id="JSON"),
    ],
)
def test_a_malformed_body_is_400(body: str) -> None:
    encrypted = PAIR.encrypt(PLAIN, bytes(16))
    with pytest.raises(Malformed) as refused:
        open_post([PAIR], body.format(encrypted).encode(), around(encrypted)[1])
    assert refused.value.status == 400


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize(
    "wrong", ["", " ", "١٤٠٩٦٥٩٨١٣", "a b", "1409659813\n", "x" * 65, "-" * 9 + "é", "0+1"]
)
def test_a_malformed_query_is_400(name: str, wrong: str) -> None:
    body, query = a_push()
    for bad in (query | {name: wrong}, {k: v for k, v in query.items() if k != name}):
        with pytest.raises(Malformed):
            open_post([PAIR], body, bad)


def test_a_body_over_64_kib_is_413_before_anything_is_read() -> None:
    with pytest.raises(BodyTooLarge) as refused:
        open_post([PAIR], b"x" * (64 * 1024 + 1), {})
    assert refused.value.status == 413


def test_a_wrong_signature_is_401() -> None:
    body, query = a_push()
    with pytest.raises(BadSignature) as refused:
        open_post([PAIR], body, query | {"msg_signature": "0" * 40})
    assert refused.value.status == 401
    with pytest.raises(BadSignature):
        open_post([PAIR], body, query | {"msg_signature": query["msg_signature"].upper()})
    with pytest.raises(BadSignature):
        open_post([], body, query)


def test_a_message_sealed_for_somebody_else_is_401() -> None:
    stranger = Pair(PAIR.token, KEY, CORP + "8")
    body, query = a_push(pair=stranger)
    with pytest.raises(WrongReceiver) as refused:
        open_post([PAIR], body, query)
    assert refused.value.status == 401


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(HEAD + b"\0\0\0\1a" + CORP.encode() + b"\x19" * 24 + b"\0", id="pad 0"),
        pytest.param(HEAD + b"\0\0\0\x19" + b"a" * 25 + CORP.encode() + b"\x21" * 33, id="pad 33"),
        pytest.param(HEAD + b"\0\0\0\0" + CORP.encode() + b"\n" * 10, id="padded to 16 only"),
        pytest.param(
            HEAD + b"\0\0\0\7" + b"a" * 7 + CORP.encode() + b"\1" + b"\x13" * 18, id="mix"
        ),
        pytest.param(b"\x20" * 32, id="nothing but padding"),
        pytest.param(b"x" * 19 + b"\x0d" * 13, id="shorter than its head"),
        pytest.param(HEAD + b"\xff\xff\xff\xff" + b"\x0c" * 12, id="length far too big"),
        pytest.param(HEAD + b"\0\0\0\2a" + b"\x0b" * 11, id="length too big by one"),
        pytest.param(HEAD, id="half a block"),
        pytest.param(HEAD * 3, id="a block and a half"),
    ],
)
def test_a_signed_but_undecryptable_message_is_401(whole: bytes) -> None:
    body, query = around(sealed_raw(whole))
    with pytest.raises(Undecryptable) as refused:
        open_post([PAIR], body, query)
    assert refused.value.status == 401


def test_base64_that_is_no_whole_block_is_401() -> None:
    body, query = around("AAAA")
    with pytest.raises(Undecryptable):
        open_post([PAIR], body, query)
    with pytest.raises(Undecryptable):
        PAIR.decrypt("")
    with pytest.raises(Malformed):
        PAIR.decrypt("é")


def test_the_pair_whose_signature_fits_decides() -> None:
    pairs = [Pair("app", KEY, CORP), Pair("kf", OTHER_KEY, CORP), Pair("old", KEY, CORP)]
    for index, pair in enumerate(pairs):
        body, query = a_push(pair=pair)
        opened = open_post(pairs, body, query)
        assert (opened.plain, opened.index) == (PLAIN, index)


def test_an_old_and_a_new_key_under_one_token_both_open() -> None:
    """S11: rotation of the aes_key alone: both signatures fit, the key that decrypts decides."""
    pairs = [Pair("t", KEY, CORP), Pair("t", OTHER_KEY, CORP)]
    for index, pair in enumerate(pairs):
        body, query = a_push(pair=pair)
        assert open_post(pairs, body, query).index == index


@pytest.mark.parametrize(
    ("token", "key"),
    [
        ("", KEY),
        ("t", KEY[:-1]),
        ("t", KEY + "A"),
        ("t", "é" * 43),
        ("t", KEY[:-1] + "="),
        ("t", ""),
    ],
)
def test_a_weak_or_wrong_pair_is_a_value_error_that_shows_nothing(token: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"token|aes_key") as refused:
        Pair(token, key, CORP)
    assert not key or key not in str(refused.value)


def test_a_pair_and_what_it_opened_show_nothing() -> None:
    shown = repr(PAIR) + str(PAIR) + repr(open_post([PAIR], *a_push()))
    assert not any(secret in shown for secret in (KEY, "QDG6eK", CORP, "CDATA"))


def test_any_key_of_43_characters_is_32_bytes() -> None:
    """The last character carries two spare bits; WeCom's own keys set them."""
    for last in "ABCDEFG/+9z":
        pair = Pair("t", KEY[:-1] + last, "")
        assert open_post([pair], *a_push(pair=pair)).plain == PLAIN
