"""What is read as a command, but not meant as one: departments that are none, days that are over, words that leave it open.

What a command lacks is `intake.grammar.commands`' to say; what its words say against it stands here.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dispatch.words.normal_form import normal
from intake.grammar.commands import StaffCommand, Wrong
from intake.grammar.days import Ahead, Day, NoDay, no_such_day
from intake.grammar.form import Form, Tail
from intake.grammar.forms import FORMS
from intake.lines.given import Surroundings
from intake.lines.line_fields import LIKE_A_UNIT
from intake.lines.verbs import WAS_IT

Read = StaffCommand | Wrong

_IS_IT_ALRIGHT = re.compile(
    r"(?:[了吧啊哈哦呢嘛呀的]|谢谢您?|辛苦了?|麻烦了?|好的|收到|一下|知道了?|[\s,。!~]){1,8}+|(?:可以|行|够|好|成|对)(?:不(?:可以|行|够|好|成|对))?(?:吗|么|嘛|不)?[?。!\s]*|[吗么呢嘛?\s]+"
)
#: words that plan nothing: the plan is still to come, or what was promised is not kept
_NO_PLAN = re.compile(
    r"^(?:再|就)?(?:上报|送?报|交|提交|给|出|定|发|弄|拿出来|做出来)(?:来|上来|过来|上|您|你们?)?[\s。!~]{0,3}$"
    r"|(?:办|做|完)不(?:完|了|成|到)|没办完|没完成|来不及|怎么办|[吗?]\s?$"
)
#: what limits a verdict at once
_LIMITED = re.compile(r"^(?:但|不过|可是|除非|如果|要是|前提)")
_TO_WHOM = re.compile(r"给谁|该谁|谁[管办家]|谁合适|哪[个家]|(?:吗|么|\?)[\s。!]{0,3}$")
#: the command → what in its words leaves something open, and what that is
_DOUBTS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "质检": (_LIMITED, "没有说清楚通过还是退回"),
    "方案": (_NO_PLAN, "缺少方案内容"),
    "退单": (_TO_WHOM, "没有说定给哪个部门"),
    "改派": (_TO_WHOM, "没有说定给哪个部门"),
}
_WHICH = "“{name}”缺少{what}。{how}"
_NO_SUCH_UNIT = "没有“{unit}”这个部门。可选：{names}。{how}"
_NO_UNIT = "没有“{unit}”这个部门。{how}"
#: so many departments are listed for who named one that there is not
MOST_UNITS = 20
_WHICH_UNIT = "“{unit}”可能是：{names}，请写全。{how}"


def sound(found: Read | None, around: Surroundings) -> Read | None:
    """Return *found* with its departments by our names; Wrong where its fields name nothing that there is."""
    if not isinstance(found, StaffCommand):
        return found
    form = FORMS.get(found.name)
    how = form.how if form else ""
    units = found.fields.get("departments")
    if isinstance(units, tuple):
        wrong = next(filter(None, (_no_unit(one, around, how) for one in units)), None)
        if wrong is not None:
            return wrong
        named = (around.units.meant(one)[0] for one in units)
        found = replace(found, fields={**found.fields, "departments": tuple(dict.fromkeys(named))})
    if form and form.tail is Tail.OPTIONAL and WAS_IT.match(normal(found.text)) and found.ref:
        return None
    doubt = _doubt(found, form) if form else ""
    return Wrong(f"“{found.name}”{doubt}。{how}") if doubt else _placed(found, around.today, how)


def _doubt(found: StaffCommand, form: Form) -> str:
    """Return what the words of a command leave open, empty where nothing."""
    words = normal(found.text)
    if form.tail is Tail.REQUIRED and _IS_IT_ALRIGHT.fullmatch(words):
        return f"缺少{form.tail_label}"
    pattern, doubt = _DOUBTS.get(form.name, (None, ""))
    return doubt if pattern and pattern.search(words) else ""


def lacking(found: Wrong, form: Form, around: Surroundings) -> Wrong:
    """Return what is asked first of a command that goes to a department: which one, where what was written is none."""
    slot = next((one for one in form.slots if one.key == "departments"), None)
    if slot is None or not found.begun or around.units.meant(found.begun):
        return found
    if around.units.listed(found.begun, 0)[0]:
        return found
    unlike = (
        None
        if LIKE_A_UNIT.match(found.begun)
        else Wrong(_WHICH.format(name=form.who, what=slot.label, how=form.how))
    )
    return unlike or _no_unit(found.begun, around, form.how) or found


def _no_unit(word: str, around: Surroundings, how: str) -> Wrong | None:
    """Return what is asked where *word* names no department, or several."""
    meant = around.units.meant(word)
    if len(meant) == 1:
        return None
    form = _WHICH_UNIT if meant else _NO_SUCH_UNIT
    if not meant and len(around.units.names) > MOST_UNITS:
        form = _NO_UNIT
    names = "、".join(meant or around.units.names)
    return Wrong(form.format(unit=word, names=names, how=how))


def _placed(found: StaffCommand, today: date | None, how: str) -> Read:
    if today is None:
        return found
    for value in found.fields.values():
        if isinstance(value, (Day, Ahead)):
            try:
                value.on(today)
            except NoDay as none:
                return Wrong(f"{no_such_day(none)}{how}")
    return found
