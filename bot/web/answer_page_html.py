"""What the page behind a citizen's link looks like: HTML drawn from values, every word escaped.

One page, no script, nothing loaded from anywhere; the style stands in the page and the policy names
its hash. Words come from `bot/texts/page.py`.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType

from bot.texts import page as texts

_SKELETON = Template(Path(__file__).with_name("answer_page.html").read_text("utf-8"))
_STYLE = Path(__file__).with_name("answer_page.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: a remark of so many characters, at most
LONGEST_REMARK = 300

#: nothing may run, load, frame or know where it came from; nobody keeps or lists the page
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer as it is shown, what it was *about* and who gives it; *until* is the link's last day."""

    no: str
    centre: str = texts.HEAD
    phone: str = ""
    about: str = ""
    text: str = ""
    reason: str = ""
    basis: str = ""
    department: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The survey: its levels in order, and what was wrong with the last try."""

    levels: Sequence[str]
    is_default: bool = False
    remark: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What stands instead of the survey: the vote, or why there is none to give."""

    said: str = ""
    notes: Sequence[str] = ()


def answer(answered: Answered, below: Question | Outcome) -> str:
    """Return the page with an answer, and the survey or what became of it."""
    second = _question(below) if isinstance(below, Question) else _outcome(below)
    title = texts.TITLE.format(no=answered.no)
    ask = texts.ask(answered.centre, answered.phone)
    foot = _tag("footer", _line(ask, "") + _line(texts.FOOT.format(until=answered.until), ""))
    body = _answer(answered) + second
    return _page(title, title, body, foot, mark=texts.mark(answered.centre))


def message(said: tuple[str, str]) -> str:
    """Return a page that only says something: a heading and what to do."""
    heading, what_to_do = said
    return _page(heading, heading, _tag("section", _line(what_to_do, "")))


def _page(title: str, heading: str, body: str, foot: str = "", *, mark: str = texts.HEAD) -> str:
    return _SKELETON.substitute(
        title=escape(title),
        style=_STYLE,
        mark=escape(mark),
        heading=escape(heading),
        body=body,
        foot=foot,
    )


def _answer(answered: Answered) -> str:
    rows = [
        (texts.ABOUT, answered.about),
        (texts.ANSWER, answered.text or texts.NO_ANSWER),
        (texts.REASON, answered.reason),
        (texts.BASIS, answered.basis),
        (texts.FROM, answered.department),
    ]
    shown = [f"<h2>{escape(name)}</h2>{_line(words)}" for name, words in rows if words]
    return _tag("section", "".join(shown))


def _question(question: Question) -> str:
    remark = (
        f'<label for="remark">{escape(texts.REMARK.format(most=LONGEST_REMARK))}</label>'
        f'<textarea id="remark" name="remark" rows="3" maxlength="{LONGEST_REMARK}">'
        f"\n{escape(question.remark)}</textarea>"
    )
    buttons = "".join(
        f'<button name="level" value="{escape(level)}">{escape(level)}</button>'
        for level in question.levels
    )
    notes = [texts.UNHAPPY, *([texts.IS_DEFAULT] if question.is_default else [])]
    form = (
        f'<form method="post" accept-charset="utf-8" autocomplete="off">{_line(texts.ASK, "")}'
        f'{remark}<div class="levels">{buttons}</div></form>'
    )
    fault = _line(question.fault, "fault") if question.fault else ""
    return _tag("section", fault + form + _notes(notes))


def _outcome(outcome: Outcome) -> str:
    said = _line(outcome.said, "said") if outcome.said else ""
    return _tag("section", said + "".join(_line(note, "") for note in outcome.notes))


def _notes(notes: Sequence[str]) -> str:
    return "".join(_line(note, "note") for note in notes)


def _line(words: str, kind: str = "words") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{escape(words)}</p>"


def _tag(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"
