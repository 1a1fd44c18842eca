"""How the dialogue's replies become one message, within the limits of its channel.

Where it would be too long the person's quoted words are shortened: they know what they said. Their
particulars, which they must check, are never cut.
"""

from collections.abc import Mapping, Sequence

from bot.texts import conversation as texts
from bot.texts.conversation import FIELDS, MENU, SAYS, WAIVE, WHY
from dispatch.ticket.ticket import spoken
from intake.talk.state import Reply, Said

#: stands after words that were shortened
SHORTENED = "……（共 {count} 字，已全部记下）"
#: the place and the suggestion are shown in so many characters at most
_SHOWN = 24
#: how much of what we guess is shown where the particulars need the room
_GUESSES, _GUESSED = (_SHOWN, 12, 4), ("place", "category", "department")
#: what a county writes of a department may be long: so much of each
_ROW = 40
#: a department's name beside one of several matters
_OFFICE = 14
_EXTRAS = (("place", "位置"), ("contact", "单位联系人"), ("for_whom", "当事人"))


def message(replies: Sequence[Reply], answers: Sequence[str], longest: int) -> str:
    """Return everything to say in one turn, in at most *longest* bytes of UTF-8."""
    drawn = [reply(one) for one in replies]
    over = len("\n\n".join([*drawn, *answers]).encode()) - longest
    for n, one in enumerate(replies):
        if over > 0 and one.facts.get("words"):
            drawn[n] = _shorter(one, len(drawn[n].encode()) - over)
    return "\n\n".join([*drawn, *answers])


def _shorter(one: Reply, room: int) -> str:
    """Return *one* in at most *room* bytes: its words shortened and, where that is too little, our guesses too."""
    words, text = one.facts["words"], ""
    for shown in _GUESSES:
        cut = {name: _within(one.facts.get(name, ""), shown) for name in _GUESSED}
        facts = {**one.facts, **cut, "words": ""}
        left = room - len(reply(Reply(said=one.said, facts=facts)).encode())
        text = reply(Reply(said=one.said, facts={**facts, "words": shortened(words, left)}))
        if len(text.encode()) <= room:
            break
    return text


def shortened(words: str, room: int) -> str:
    """Return *words* in at most *room* bytes, with their whole length said; nothing is cut in two."""
    if len(words.encode()) <= room:
        return words
    tail = SHORTENED.format(count=len(words))
    begin = words.encode()[: max(room - len(tail.encode()), 0)].decode(errors="ignore")
    return begin.rstrip() + tail


def reply(said: Reply) -> str:
    facts = {name: value for name, value in said.facts.items() if value}
    if "no" in facts:
        facts["no"] = spoken(facts["no"])
    draw = _DRAWN.get(said.said)
    filled = {**facts, **(draw(facts) if draw else {})}
    return _TEMPLATES.get((said.said, _variant(facts)), SAYS[said.said]).format(**filled)


def label(item: str) -> str:
    """Return what stands on the menu item `word:turn` or `word:turn:number`."""
    word, *rest = item.split(":")
    if word == "rate":
        return spoken(rest[0])
    no = rest[-1] if rest and "-" in rest[-1] else ""
    return MENU[f"{word}_to" if no else word].format(no=spoken(no) if no else "")


#: another sentence for the same thing, where a fact says so
_TEMPLATES: Mapping[tuple[Said, str], str] = {
    (Said.WELCOME_BACK, "levels"): (
        "您好，{no} 已有办理答复，等您评价，请回：{levels}。有别的事请直接说。"
    ),
    (Said.NAME_NEEDED, "kept"): (
        "姓名和电话部门群里看不到，反映窗口人员的，也不让当事人知道。愿意登记请回“确认”；"
        "这次先算了请回“取消”；想让工作人员先联系您请回“人工”。"
    ),
}


def _variant(facts: Mapping[str, str]) -> str:
    return next((name for name in ("levels", "kept") if name in facts), "")


def _fields(facts: Mapping[str, str]) -> str:
    return "、".join(FIELDS[name] for name in facts.get("fields", "").split(",") if name)


#: what is said first of the number that they meant
_OF_A_NUMBER: Mapping[str, str] = {
    "odd_phone": "这个号码好像少了或多了几位，请核对后再发一次。",
    "unseen_phone": "您说的号码我们这边看不到，请把数字发过来。",
}


def _ask(facts: Mapping[str, str]) -> dict[str, str]:
    head = next((said for name, said in _OF_A_NUMBER.items() if name in facts), "记下了。")
    first = "一条发全、分开发都行" + ("；不想留名请说一声。" if "anonymous" in facts else "。")
    first = WAIVE if "waive" in facts else "" if "again" in facts else first
    return {
        "wanted": _fields(facts),
        "head": head,
        "tail": first + (f"\n{WHY}" if "why" in facts else ""),
    }


def _open(facts: Mapping[str, str]) -> dict[str, str]:
    wanted = _fields(facts)
    if not wanted:
        return {"open": "核对无误请回“确认”，要改请直接发改的内容。"}
    way_out = "打字不方便可以回“人工”。" if "again" in facts else ""
    return {"open": f"登记还差：{wanted}，接着发就行。{way_out}"}


def _here(facts: Mapping[str, str]) -> dict[str, str]:
    return {**_open(facts), "greeting": "在的，" if "greeted" in facts else ""}


#: what is open, by the stage it is open in
_OPEN: Mapping[str, str] = {
    "collecting": "\n您刚才说的已经记下，请接着说。",
    "confirming": "\n刚才核对的内容没有变：对的请回“确认”，要改请直接发改的内容。",
    "choosing": "\n您刚才发的还在等您选：是补充请回“补充”，是新的事请回“新诉求”。",
    "withdrawing": "\n要不要撤回 {no}？回“确认”撤回，回“不撤”继续办。",
}


def _beside(facts: Mapping[str, str]) -> dict[str, str]:
    wanted = _fields(facts)
    said = _OPEN.get(facts.get("open", ""), "").format(no=facts.get("no", ""))
    return {"open": f"\n登记还差：{wanted}，接着发就行。" if wanted else said}


def _read_back(facts: Mapping[str, str]) -> dict[str, str]:
    rows = [("附件", f"{facts['media']} 个")] if "media" in facts else []
    rows += [("姓名", facts["name"])] if "name" in facts else []
    rows += [(name, _cut(facts[key])) for key, name in _EXTRAS if key in facts]
    rows += [
        (name, facts[key]) for key, name in (("phone", "电话"), ("address", "地址")) if key in facts
    ]
    guess = [_cut(facts[key]) for key in ("category", "department") if key in facts]
    rows.append(("初步判断", " → ".join(guess) or "由窗口确定"))
    rows += [("说到工作人员的", texts.ABOUT_STAFF)] if "about_staff" in facts else []
    return {
        "words": facts.get("words", ""),
        "rows": "\n".join(f"【{name}】{value}" for name, value in rows),
        "known": _taken_over(facts),
        "nth": texts.NTH.format(**facts) if "nth" in facts else "",
    }


def _taken_over(facts: Mapping[str, str]) -> str:
    """Return which particulars are those of last time, and how to say others; empty where none are."""
    if "known" not in facts:
        return ""
    names = "、".join(texts.SHORT_FIELDS[one] for one in facts["known"].split(","))
    tails = (
        texts.AS_UNIT if "as_unit" in facts else "",
        texts.UNNAMED_TOO if "anonymous" in facts else "",
    )
    sentence = texts.TAKEN_OVER if facts.get("nth", "1") == "1" else texts.AS_BEFORE
    return sentence.format(names=names, tails="".join(tails))


def _cut(value: str) -> str:
    return _within(value, _SHOWN)


def _within(value: str, most: int) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"


def _numbers(facts: Mapping[str, str]) -> list[str]:
    return [spoken(no) for no in facts.get("nos", "").split(",") if no]


def _choose(facts: Mapping[str, str]) -> dict[str, str]:
    survey = f"\n要评价 {facts['no']}，请回：{facts['levels']}。" if "levels" in facts else ""
    return {"nos": "、".join(_numbers(facts)), "survey": survey}


def _which(facts: Mapping[str, str]) -> dict[str, str]:
    numbers = _numbers(facts)
    return {"count": str(len(numbers)), "nos": "、".join(numbers)}


def _unknown(facts: Mapping[str, str]) -> dict[str, str]:
    numbers = "、".join(_numbers(facts))
    said = f"您正在办的是 {numbers}，请核对编号后再发一次。" if numbers else "有事请直接说。"
    return {"nos": said}


def _stale(facts: Mapping[str, str]) -> dict[str, str]:
    return {
        "progress": f"{facts['no']} 的进度可以发“查询”。" if "no" in facts else "有事请直接说。"
    }


def _several(facts: Mapping[str, str]) -> dict[str, str]:
    told_of = (row.partition("\t") for row in facts["matters"].split("\n"))
    shown = [
        f"{_cut(told)}（{_within(office, _OFFICE)}）" if office else _cut(told)
        for told, _, office in told_of
    ]
    rows = "\n".join(f"{n}. {one}" for n, one in enumerate(shown, 1))
    return {"rows": rows, "head": texts.AGAIN if "again" in facts else ""}


def _dropped_one(facts: Mapping[str, str]) -> dict[str, str]:
    return {"left": texts.LEFT.format(**facts) if "left" in facts else texts.NONE_LEFT}


def _privacy(facts: Mapping[str, str]) -> dict[str, str]:
    return {"anonymous": texts.MAY_BE_UNNAMED if "anonymous" in facts else ""} | _beside(facts)


def _consult(facts: Mapping[str, str]) -> dict[str, str]:
    stage = facts.get("open", "")
    is_told = stage in ("collecting", "confirming")
    aside = texts.NOT_TAKEN_IN if is_told else "" if stage else texts.OFFER
    return {"where": _where(facts), "aside": aside} | _beside(facts)


def _where(facts: Mapping[str, str]) -> str:
    """Return where one goes with a question: to the department and what is known of it, else to the centre."""
    rows = [
        f"{label}：{_within(facts[key], _ROW)}"
        for key, label in texts.OFFICE_ROWS.items()
        if key in facts
    ]
    if rows and "name" in facts:
        return "\n".join([texts.GO_TO.format(name=facts["name"]), *rows, texts.GO_TO_TAIL])
    said = texts.WHOSE.format(name=facts["name"]) if "name" in facts else texts.NO_PLACE_KNOWN
    return f"{said}{_to_centre(facts)}"


def _to_centre(facts: Mapping[str, str]) -> str:
    known = [
        facts[key] for key in ("centre_address", "centre_phone", "centre_hours") if key in facts
    ]
    if not known:
        return texts.TO_A_PERSON
    return texts.TO_CENTRE.format(name=facts["centre_name"], ways="，".join(known))


def _add_what(facts: Mapping[str, str]) -> dict[str, str]:
    return {"where": f"，会加到 {facts['no']}" if "no" in facts else ""}


def _whom_to_ring(facts: Mapping[str, str]) -> dict[str, str]:
    return {"phone": f"；急事也可以打窗口电话 {facts['phone']}" if "phone" in facts else ""}


_DRAWN = {
    Said.UNREAD: _whom_to_ring,
    Said.UNREAD_IN_DANGER: _whom_to_ring,
    Said.WHICH_SURVEY: lambda facts: {"nos": "、".join(_numbers(facts))},
    Said.ASK: _ask,
    Said.HERE: _here,
    Said.DRAFT_OPEN: _open,
    Said.NUDGE: _open,
    Said.PRIVACY: _privacy,
    Said.NOT_YET: _beside,
    Said.SOON: _beside,
    Said.UNCLEAR: _beside,
    Said.CONSULT: _consult,
    Said.SEVERAL: _several,
    Said.DROPPED_ONE: _dropped_one,
    Said.READ_BACK: _read_back,
    Said.CHOOSE: _choose,
    Said.WHICH: _which,
    Said.UNKNOWN_NUMBER: _unknown,
    Said.STALE: _stale,
    Said.ADD_WHAT: _add_what,
}
