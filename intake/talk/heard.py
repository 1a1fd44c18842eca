"""What can be heard in a message; `intake.conversation.dialogue.TABLE` says what follows."""

from enum import StrEnum, unique


@unique
class Heard(StrEnum):
    """What was heard; `intake.conversation.dialogue.TABLE` says what follows."""

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
    #: nothing but hurry about a running ticket
    HURRY = "hurry"
    RATE = "rate"
    #: they cannot type, see, hear or read: another way is wanted
    CANNOT_WRITE = "cannot_write"
    #: it is not to be submitted yet
    NOT_YET = "not_yet"
    #: words of which nothing can be made: abuse, noise, somebody else's advertising
    UNCLEAR = "unclear"
    #: they want to say it anew
    AGAIN = "again"
    #: an opinion on the answer from which no level may be taken (N7)
    UNCLEAR_RATE = "unclear_rate"
    #: a level of the survey, but no survey is out
    UNASKED_RATE = "unasked_rate"
    YES = "yes"
    NO = "no"
    EDIT = "edit"
    CANCEL = "cancel"
    ADD = "add"
    NEW = "new"
    UNNAMED = "unnamed"
    #: how, where, when, with which papers: a question, no complaint
    CONSULT = "consult"
    #: what they asked is to be registered
    FILE = "file"
    #: several matters are to be registered apart, or as one
    SPLIT = "split"
    WHOLE = "whole"
    #: whether they will be betrayed, what becomes of their data
    PRIVACY = "privacy"
    #: an item of a menu that is used up
    STALE = "stale"
    WORDS = "words"
    MEDIA = "media"
