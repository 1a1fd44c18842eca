"""How much of WeCom's limits each urgency leaves to those before it (R15)."""

from itertools import pairwise

import pytest

from bot.delivery.pacing import KEPT
from bot.wecom.pace import LIMITS, Target
from storage.queues.letters import Urgency

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("target", [Target.MEMBER, Target.CHAT, Target.WEBHOOK])
def test_r15_each_urgency_leaves_something_of_a_minute_to_those_before_it(target: Target) -> None:
    rooms = [LIMITS[target][0].room(KEPT[one]) for one in Urgency]
    assert rooms[0] == LIMITS[target][0].count, "an emergency has the whole minute"
    assert all(more > less for more, less in pairwise(rooms[:4]))
    assert rooms[-2] >= rooms[-1] >= 0.8 * rooms[0]
