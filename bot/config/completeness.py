"""What the staff must know of every department (FW-4.3a) and citizens of the staff, and what of it is lacking.

What a profile wants known stands in its `[knowing]`, by the names in KNOWN.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.config.sections import Department, Settings, Staff
from bot.texts import knowing as texts
from dispatch.profiles.profile import Profile

#: what there is to know of a department, and where the configuration has it
KNOWN: Mapping[str, Callable[[Department], str]] = {
    "业务内容": lambda one: one.business,
    "区域设置": lambda one: one.area or one.address,
    "办理事项": lambda one: one.items,
    "电话号码": lambda one: one.phone,
    "功能设置": lambda one: one.functions,
    "联络方式": lambda one: one.liaison or one.chat_id,
}
#: what a citizen is shown of a person of ours, and where the configuration has it
SHOWN: Mapping[str, Callable[[Staff], str]] = {
    "姓名": lambda one: one.name,
    "职务": lambda one: one.title,
    "工作岗位": lambda one: one.post,
}


def lacking(settings: Settings, profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield what *profile* wants known or shown and the configuration lacks: its section, a sentence."""
    for at, one in enumerate(settings.department):
        if gone := [n for n in profile.knowing.of_department if n in KNOWN and not KNOWN[n](one)]:
            yield f"department[{at}]", texts.LACKS.format(name=one.name, what="、".join(gone))
    for at, who in enumerate(settings.staff):
        if gone := [n for n in profile.introducing.shows if n in SHOWN and not SHOWN[n](who)]:
            yield f"staff[{at}]", texts.LACKS.format(name=who.name, what="、".join(gone))
