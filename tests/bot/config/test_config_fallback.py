"""`yousu check` says when a way of the late message is configured and no link can be made for it."""

from pathlib import Path
from typing import Any

import pytest
from configurations import AES_KEY, a_document, save

from bot.config import loader
from bot.config.advice import without
from bot.texts import operator

pytestmark = pytest.mark.unit

SMS = {"sms": {"url": "https://sms.example.gov.cn/send", "key": "a-key-of-sms"}}
OFFICIAL = {
    "official": {
        "app_id": "wx1",
        "secret": "a-secret-of-official",
        "token": "t",
        "aes_key": AES_KEY,
        "template_id": "T1",
    }
}
NO_TEMPLATE = {"official": {**OFFICIAL["official"], "template_id": ""}}
PUBLIC = {"server": {"public_url": "https://yousu.example.gov.cn"}}


@pytest.mark.parametrize(
    ("sections", "warned"),
    [
        pytest.param(SMS, True, id="sms without an address"),
        pytest.param(OFFICIAL, True, id="template without an address"),
        pytest.param({**SMS, **PUBLIC}, False, id="sms with an address"),
        pytest.param(NO_TEMPLATE, False, id="no template, nothing to send"),
        pytest.param({}, False, id="nothing of it"),
    ],
)
def test_a_way_that_needs_a_link_asks_for_the_public_address(
    tmp_path: Path, sections: dict[str, Any], warned: bool
) -> None:
    """The steps would be skipped one by one; the operator hears of it before."""
    examined = loader.examine(save({**a_document(), **sections}, tmp_path), {})
    assert examined.faults == ()
    said = [one.text for one in examined.warnings if one.path == "server.public_url"]
    assert said == ([operator.NO_LINKS] if warned else [])


ONE = {"desk": a_document()["desk"]}
TWO = {
    "centre": [
        {**a_document()["desk"], "id": "east", "prefix": "E"},
        {**a_document()["desk"], "id": "west", "prefix": "W", "phone": "0391-7123456"},
    ]
}


@pytest.mark.parametrize("phone", ["", "0391-7123456"])
@pytest.mark.parametrize("sent", [{}, SMS, PUBLIC, {**SMS, **PUBLIC}])
@pytest.mark.parametrize(
    ("centres", "place"), [(ONE, "desk.phone"), (TWO, "centre.0.phone")], ids=["one", "two"]
)
def test_a_centre_without_a_telephone_is_warned_of_where_sms_or_page_would_name_it(
    tmp_path: Path, centres: dict[str, Any], place: str, sent: dict[str, Any], phone: str
) -> None:
    """A word and no failure: without it the sentences do without."""
    document = {**a_document(), **sent}
    del document["desk"]
    name, section = next(iter(centres.items()))
    first = section if name == "desk" else section[0]
    given = {**first, "phone": phone}
    document[name] = given if name == "desk" else [given, *section[1:]]
    examined = loader.examine(save(document, tmp_path), {})
    assert examined.faults == ()
    said = [one.path for one in examined.warnings if one.text == operator.NO_CENTRE_PHONE]
    assert said == ([place] if sent and not phone else [])


def test_what_is_missing_on_the_ladder_is_named(tmp_path: Path) -> None:
    settings = loader.load(save(a_document(), tmp_path), {})
    assert {"server.public_url", "official", "sms"} <= {one.path for one in without(settings)}
