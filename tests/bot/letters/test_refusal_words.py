"""不予受理 as the person reads it: each reason with its own way, and nothing that runs into a link."""

import re
from collections.abc import Iterator

import pytest
from builders import LANE, MANAGER, NOW, a_complaint, a_ticket, rules_of

from bot.texts import citizen
from dispatch.lifecycle import life
from dispatch.profiles.list_sections import Refusal
from dispatch.ticket.commands import Refuse
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import To

pytestmark = pytest.mark.unit

PROFILES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
#: what each reason asks for, as a clerk would write it
FIELDS = {"路径": "通过诉讼程序解决", "联系": "市公积金中心"}


def told(profile: str, found: Refusal, *, is_unit: bool, reason: str) -> str:
    """Return what the person reads who is refused by *found* in *profile*."""
    rules = rules_of(profile)
    who = Complainant(lane=LANE, name="张三丰", is_unit=is_unit)
    ticket = a_ticket(rules, complaint=a_complaint(text="邻居家狗太吵", complainant=who))
    fields = tuple(
        (one, FIELDS.get(one, "已写明")) for one in (*found.needs, "追问") if one != "理由"
    )
    command = Refuse(by=MANAGER, reason=reason, code=found.code, fields=fields)
    moved, notices = life.apply(ticket, command, rules, NOW)
    (said,) = (one for one in notices if one.to is To.CITIZEN)
    return citizen.notice(said.what, moved, said.facts, NOW) or ""


def every_refusal() -> Iterator[tuple[str, Refusal, bool]]:
    for profile in PROFILES:
        for found in rules_of(profile).profile.refusals:
            yield from ((profile, found, is_unit) for is_unit in (False, True))


@pytest.mark.parametrize(
    ("profile", "found", "is_unit"),
    list(every_refusal()),
    ids=lambda one: getattr(one, "code", str(one)),
)
def test_lh_6a_each_reason_of_each_county_is_told_with_its_own_way_and_no_sentence_runs_into_a_link(
    profile: str, found: Refusal, is_unit: bool
) -> None:
    for reason in ("已在法院起诉", *(() if found.needs else (found.name,))):
        words = told(profile, found, is_unit=is_unit, reason=reason)
        assert not re.search(r"[，。；]\s*[，。；]", words)
        assert all(line.startswith("http") for line in words.split("\n") if "http" in line)
        assert not re.search(r"http\S*[。，]", words)
        assert len(words) > len(reason) + 10
        assert found.elsewhere or found.words.strip("，") in words


@pytest.mark.parametrize("profile", ["wuzhi", "shenqiu", "puyang", "fw"])
def test_who_must_go_to_court_is_not_sent_to_a_hotline(profile: str) -> None:
    found = rules_of(profile).profile.refusal("N1")
    assert found is not None
    words = told(profile, found, is_unit=False, reason="已在法院起诉")
    assert "12345" not in words
    assert "法院" in words
