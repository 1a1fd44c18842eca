"""Why the desk refuses: one tree; a docstring is the operator's message, `bot/texts` words the person's."""

import inspect


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
