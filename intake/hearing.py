"""What a message means to the conversation: menu items, short wishes, or words of its own."""

from collections.abc import Mapping
from enum import StrEnum, unique

from dispatch import screening
from dispatch.screening import Intent
from intake.message import Kind, Message
from intake.talk import Stage, Talk


@unique
class Heard(StrEnum):
    """What was heard; `intake.dialogue.TABLE` says what follows."""

    ENTER = "enter"
    GREETING = "greeting"
    #: a sticker, 嗯, a mini program: nothing a complaint could be made of
    NOTHING = "nothing"
    RECALL = "recall"
    HELP = "help"
    HUMAN = "human"
    QUERY = "query"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    RATE = "rate"
    YES = "yes"
    NO = "no"
    EDIT = "edit"
    CANCEL = "cancel"
    ADD = "add"
    NEW = "new"
    UNNAMED = "unnamed"
    WORDS = "words"
    MEDIA = "media"


_KINDS: Mapping[Kind, Heard] = {
    Kind.ENTER: Heard.ENTER,
    Kind.OTHER: Heard.NOTHING,
    Kind.RECALL: Heard.RECALL,
    Kind.IMAGE: Heard.MEDIA,
    Kind.VOICE: Heard.MEDIA,
    Kind.VIDEO: Heard.MEDIA,
    Kind.FILE: Heard.MEDIA,
    Kind.LOCATION: Heard.MEDIA,
}

#: wishes that mean something only where we asked; elsewhere the words speak for themselves
_ANSWERS = frozenset({Intent.YES, Intent.NO, Intent.EDIT, Intent.ADD, Intent.NEW, Intent.CANCEL})


def hear(message: Message, talk: Talk, levels: tuple[str, ...], surveying: bool) -> Heard:
    """Return what *message* is; *levels* count as votes only while a survey is out."""
    if message.choice:
        return _chosen(message.choice)
    if message.kind in _KINDS:
        return _KINDS[message.kind]
    text = message.text.strip()
    if surveying and text in levels:
        return Heard.RATE
    intent = screening.intent(text)
    if intent is not None and (intent not in _ANSWERS or talk.stage is not Stage.IDLE):
        return Heard(intent.value)
    if screening.is_greeting(text):
        return Heard.GREETING
    if _is_nothing(text, talk):
        return Heard.NOTHING
    return Heard.WORDS


def _is_nothing(text: str, talk: Talk) -> bool:
    # while particulars are asked for, "12" may be a house number and 王一 a name
    return screening.is_empty(text) and (talk.stage is not Stage.COLLECTING or not talk.asked)


def _chosen(choice: str) -> Heard:
    """Return what a tapped menu item means; `rate:…` is a vote, ours are named as they are."""
    name = choice.partition(":")[0]
    try:
        return Heard(name)
    except ValueError:
        return Heard.WORDS
