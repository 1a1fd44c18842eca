"""The questions of `yousu init`, section by section: answers in, a configuration out."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.config import setup_answers, values
from bot.config.terminal import Terminal
from bot.texts import operator

Answers = dict[str, Any]

#: The first person's roles: one person can run the window until others are named.
FIRST_ROLES = ("receptionist", "supervisor", "management", "operator")


def _pair(at: Terminal, of: str) -> Answers:
    token = setup_answers.or_made(values.token, lambda: secrets.token_hex(12))
    aes_key = setup_answers.or_made(values.aes_key, setup_answers.new_aes_key)
    return {
        "secret": at.ask(operator.ASK_SECRET.format(of=of), values.secret, hidden=True),
        "token": at.ask(operator.ASK_TOKEN.format(of=of), token, hidden=True),
        "aes_key": at.ask(operator.ASK_AES_KEY.format(of=of), aes_key, hidden=True),
    }


def _desk(at: Terminal, profiles: Sequence[str]) -> Answers:
    at.say(operator.INIT_SECTION_CENTRE)
    name = at.ask(operator.ASK_NAME, values.plain)
    phone = at.ask(operator.ASK_CENTRE_PHONE, values.or_nothing(values.phone))
    question = operator.ASK_PROFILE.format(known="、".join(profiles))
    first = "wuzhi" if "wuzhi" in profiles else profiles[0]
    profile = at.ask(question, setup_answers.one_of(profiles), default=first)
    opens = at.ask(operator.ASK_OPENS, setup_answers.time_of_day, default="08:30")
    closes = at.ask(operator.ASK_CLOSES, setup_answers.closes_after(opens), default="17:30")
    lunch = at.ask(
        operator.ASK_LUNCH, setup_answers.lunch_within(opens, closes), default="12:00-14:00"
    )
    hours = {"opens": opens, "closes": closes, "lunch": lunch}
    return {"profile": profile, "name": name, **({"phone": phone} if phone else {}), **hours}


def _wecom(at: Terminal) -> Answers:
    at.say(operator.INIT_SECTION_WECOM)
    found: Answers = {"corp_id": at.ask(operator.ASK_CORP_ID, values.plain)}
    agent_id = at.ask(operator.ASK_AGENT_ID, setup_answers.whole_number)
    found["app"] = {"agent_id": agent_id, **_pair(at, operator.OF_APP)}
    if at.ask(operator.ASK_KF, setup_answers.yes, default=operator.INIT_YES[0]):
        open_kfid = at.ask(operator.ASK_KF_ID, setup_answers.identifier)
        found["kf"] = [{"open_kfid": open_kfid, **_pair(at, operator.OF_KF)}]
    if at.ask(operator.ASK_AIBOT, setup_answers.yes, default=operator.INIT_NO[0]):
        bot_id = at.ask(operator.ASK_BOT_ID, values.plain)
        question = operator.ASK_SECRET.format(of=operator.OF_AIBOT)
        found["aibot"] = {"bot_id": bot_id, "secret": at.ask(question, values.secret, hidden=True)}
    return found


def _staff(at: Terminal) -> list[Answers]:
    at.say(operator.INIT_SECTION_STAFF)
    staff: list[Answers] = []
    names = operator.ROLE_NAMES
    question, default = operator.ASK_FIRST_USERID, "，".join(names[role] for role in FIRST_ROLES)
    check: Callable[[str], str] = setup_answers.identifier
    while userid := at.ask(question, check):
        name = at.ask(operator.ASK_PERSON, values.plain)
        roles = at.ask(operator.ASK_ROLES, _roles_without_department, default=default)
        staff.append({"userid": userid, "name": name, "roles": roles})
        question, default = operator.ASK_NEXT_USERID, names["supervisor"]
        check = values.or_nothing(
            setup_answers.not_in([one["userid"] for one in staff], setup_answers.identifier)
        )
    return staff


def _roles_without_department(answer: str) -> list[str]:
    """Return the roles; department people are asked for with their department."""
    roles = setup_answers.roles(answer)
    if "department" in roles:
        raise values.refused(operator.INIT_DEPARTMENT_LATER)
    return roles


def _departments(at: Terminal, staff: list[Answers]) -> list[Answers]:
    at.say(operator.INIT_SECTION_DEPARTMENTS)
    found: list[Answers] = []

    def taken(key: str) -> list[str]:
        return [one[key] for one in found if key in one]

    def new_name(answer: str) -> str:
        return values.or_nothing(setup_answers.not_in(taken("name"), values.plain))(answer)

    while name := at.ask(operator.ASK_DEPARTMENT, new_name):
        new_id = setup_answers.not_in(taken("id"), setup_answers.identifier)
        one: Answers = {"name": name, "id": at.ask(operator.ASK_DEPARTMENT_ID, new_id)}
        # nobody speaks for two departments
        taken_liaisons = [person["userid"] for person in staff if "department" in person]
        free = setup_answers.not_in(
            taken_liaisons, setup_answers.identifier, operator.INIT_OTHER_DEPARTMENT
        )
        one["liaison"] = at.ask(operator.ASK_LIAISON, free)
        _add_liaison(at, staff, one["liaison"], one["id"])
        chat = values.or_nothing(setup_answers.not_in(taken("chat_id"), values.plain))
        one |= {"chat_id": chat_id} if (chat_id := at.ask(operator.ASK_CHAT, chat)) else {}
        found.append(one)
    return found


def _add_liaison(at: Terminal, staff: list[Answers], userid: str, department: str) -> None:
    known = {one["userid"]: one for one in staff}
    if userid not in known:
        name = at.ask(operator.ASK_PERSON, values.plain)
        known[userid] = {"userid": userid, "name": name, "roles": []}
        staff.append(known[userid])
    known[userid]["roles"].append("department")
    known[userid]["department"] = department


def ask_all(at: Terminal, profiles: Sequence[str]) -> Answers:
    """Return a whole configuration; the privacy key is made here.

    Raises:
        Ended: the answers ended early.
    """
    found: Answers = {"desk": _desk(at, profiles)}
    url = at.ask(operator.ASK_URL, values.or_nothing(values.address("https", "http")))
    # who has an address outside has a proxy before us, which says there whose a request is
    found["server"] = {"public_url": url, "proxy_header": "X-Forwarded-For"} if url else {}
    found["wecom"] = _wecom(at)
    found["staff"] = _staff(at)
    found["department"] = _departments(at, found["staff"])
    found["privacy"] = {"key": setup_answers.new_privacy_key()}
    return found
