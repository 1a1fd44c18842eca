"""The targets of a county's text beside the actual rates, as /统计 shows them (PY-5.2c)."""

from collections.abc import Iterator
from fractions import Fraction

from bot.texts import measures as texts
from dispatch.assessment.statistics import Counted
from dispatch.assessment.targets import RATES
from dispatch.profiles.profile import Profile


def lines(counted: Counted, profile: Profile) -> Iterator[str]:
    """Yield one line with every target of *profile* and what it is; none where the text sets none."""
    shown = [
        texts.TARGET.format(name=one.name, rate=rate(RATES[one.name](counted)), aim=one.percent)
        for one in profile.targets
    ]
    if shown:
        yield texts.TARGETS.format(shown="，".join(shown))


def rate(share: Fraction | None) -> str:
    return texts.NO_RATE if share is None else f"{float(share):.1%}"
