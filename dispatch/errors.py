"""Why the desk refuses: one tree; a docstring is the operator's message, `bot/texts` words the person's."""

import inspect
from enum import StrEnum, unique


class DeskError(Exception):
    """The desk refused a request."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(self))


class MoveRefused(DeskError):
    """The ticket's state does not allow the command; look at the ticket, then decide anew."""

    def __init__(self, state: str, command: str) -> None:
        super().__init__(f"{command} is not allowed in state {state}")
        self.state = state
        self.command = command


class NotAllowed(DeskError):
    """The actor's roles do not carry the command; somebody else must do it."""

    def __init__(self, command: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"{command} needs one of the roles {', '.join(allowed) or '-'}")
        self.command = command
        self.allowed = allowed


class NotYours(DeskError):
    """The ticket is not with the actor's department."""


class Incomplete(DeskError):
    """The command lacks what the rule asks for; add the missing fields.

    Attributes:
        missing: Chinese names of the missing fields, e.g. `理由`, `依据`, `承诺日`.
        clause: the clause that asks for them, e.g. `WZ-9.1`.
    """

    def __init__(self, missing: tuple[str, ...], clause: str = "") -> None:
        super().__init__(f"missing {', '.join(missing)} ({clause})")
        self.missing = missing
        self.clause = clause


class AlreadyDone(DeskError):
    """The same thing was done before; nothing changed.

    Attributes:
        by: the name of who did it.
    """

    def __init__(self, by: str = "") -> None:
        super().__init__(f"already done by {by}")
        self.by = by


@unique
class Why(StrEnum):
    """Why the rules forbid something; the value names the sentence in `bot/texts`."""

    NOT_OFFERED = "not_offered"
    CLASS_FORBIDDEN = "class_forbidden"
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"
    TOO_LONG = "too_long"
    NO_PROMISE = "no_promise"
    NO_LIMIT = "no_limit"
    NOT_SUPERVISED = "not_supervised"
    NOT_TRIED = "not_tried"
    NOT_JUDGED = "not_judged"
    NOTHING_PENDING = "nothing_pending"
    NOT_YOUR_PRESS = "not_your_press"
    NOT_OFFERED_TO_YOU = "not_offered_to_you"
    SAME_TICKET = "same_ticket"
    WORKS_FOR = "works_for"
    STEP_MISSING = "step_missing"
    FINDINGS = "findings"
    BARE_NO = "bare_no"
    CLASS_FIXED = "class_fixed"
    IN_SCOPE = "in_scope"
    NOT_ASKED = "not_asked"
    OWN_CHAT = "own_chat"
    TOLD_THEMSELVES = "told_themselves"
    WORDS_FIXED = "words_fixed"
    NOTHING_TO_CORRECT = "nothing_to_correct"
    PROMISED = "promised"
    BEYOND = "beyond"
    DEMANDED = "demanded"
    NO_DEFERRAL = "no_deferral"
    CLASS_NOT_DEFERRED = "class_not_deferred"
    NO_LEAD = "no_lead"
    NO_DANGER = "no_danger"
    LEAD_OPEN = "lead_open"
    LEAD_ALONE = "lead_alone"
    LEAD_GIVEN = "lead_given"
    NO_CHAT = "no_chat"
    DEPARTMENTS_DUTY = "departments_duty"


class RuleForbids(DeskError):
    """The rules forbid it; the clause says which.

    Attributes:
        why: names the sentence for the person.
        clause: of the text, or `default`.
        facts: what the sentence needs, as text.
    """

    def __init__(self, why: Why, clause: str = "", **facts: str) -> None:
        super().__init__(f"{why} ({clause})")
        self.why = why
        self.clause = clause
        self.facts = facts
