"""The life of a ticket as a Mermaid drawing, made from MOVES: `python -m dispatch.lifecycle.diagram`.

Rule 1: which arrow there is, MOVES alone says; here are only the words and who must act.
Rule 2: the same table always gives the same text, byte for byte.
"""

import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum, unique

from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES, Allowed
from dispatch.ticket.commands import Command, Pass, SendBack
from dispatch.ticket.ticket import State

#: the state's name as people know it
WORDS: Mapping[State, str] = {
    State.REGISTERED: "待研判",
    State.PROPOSED: "待批准",
    State.DISPATCHED: "待签收",
    State.WORKING: "办理中",
    State.PLANNED: "按方案办理",
    State.ANSWERED: "待质检",
    State.SURVEYING: "待评价",
    State.REWORK: "退回重办",
    State.STRUCK_OFF: "清零销号",
    State.UNRATED: "办结（未评价）",
    State.REFUSED: "告知渠道",
    State.WITHDRAWN: "撤回",
    State.MEETING: "待会商",
    State.DEFERRED: "挂账（按节点）",
    State.OUTSIDE: "函转在外",
    State.LINKED: "并案等待",
    State.TRANSFERRED: "已转交",
    State.HANDED_OVER: "已移交",
    State.LAWFULLY_ENDED: "依法终结（不满意）",
}

#: how a move is called on its arrow: as staff type it, or as the citizen's own act
MOVE_WORDS: Mapping[type[Command], str] = {
    **{command: row.name for command, row in COMMANDS.items()},
    Pass: "质检通过",
    SendBack: "质检退回",
}


@unique
class Hand(StrEnum):
    """In whose hand the ticket is; the value names the class in the drawing."""

    DESK = "desk"
    MANAGEMENT = "management"
    DEPARTMENT = "department"
    CITIZEN = "citizen"
    NOBODY = "closed"


#: who must act next, as most counties have it (`dispatch.rules.turn_table` says it of each)
HANDS: Mapping[State, Hand] = {
    State.REGISTERED: Hand.DESK,
    State.PROPOSED: Hand.MANAGEMENT,
    State.DISPATCHED: Hand.DEPARTMENT,
    State.WORKING: Hand.DEPARTMENT,
    State.PLANNED: Hand.DEPARTMENT,
    State.REWORK: Hand.DEPARTMENT,
    State.ANSWERED: Hand.DESK,
    State.SURVEYING: Hand.CITIZEN,
    State.STRUCK_OFF: Hand.NOBODY,
    State.UNRATED: Hand.NOBODY,
    State.REFUSED: Hand.NOBODY,
    State.WITHDRAWN: Hand.NOBODY,
    State.MEETING: Hand.MANAGEMENT,
    State.DEFERRED: Hand.DEPARTMENT,
    State.OUTSIDE: Hand.MANAGEMENT,
    State.LINKED: Hand.MANAGEMENT,
    State.TRANSFERRED: Hand.NOBODY,
    State.HANDED_OVER: Hand.NOBODY,
    State.LAWFULLY_ENDED: Hand.NOBODY,
}

#: what stands before the moves that every open ticket has
_EVERYWHERE = "未办结的都可以："

#: dark letters on light ground, so that the drawing reads on a dark page too
COLOURS: Mapping[Hand, str] = {
    Hand.DESK: "fill:#cfe2ff,stroke:#2f6fd0,color:#10243e",
    Hand.MANAGEMENT: "fill:#e6d9fb,stroke:#7a4fc4,color:#2a1650",
    Hand.DEPARTMENT: "fill:#ffe3b8,stroke:#c27c0e,color:#432b05",
    Hand.CITIZEN: "fill:#d2f0d8,stroke:#2f8f4a,color:#0f3319",
    Hand.NOBODY: "fill:#e4e6e9,stroke:#7b838c,color:#24292e",
}


def drawing() -> str:
    """Return the whole `stateDiagram-v2`, ending in a line break."""
    return "\n".join(
        [
            "stateDiagram-v2",
            *(f'    state "{WORDS[state]}" as {state}' for state in MOVES),
            "    [*] --> registered: 受理",
            *(f"    {line}" for state in MOVES for line in _arrows(state)),
            f"    note right of registered: {_EVERYWHERE}{_everywhere()}",
            *(f"    {state} --> [*]" for state in MOVES if not MOVES[state]),
            *(f"    classDef {hand} {COLOURS[hand]}" for hand in Hand),
            *(f"    class {','.join(_held_by(hand))} {hand}" for hand in Hand),
            "",
        ]
    )


def _arrows(state: State) -> Iterator[str]:
    """Yield one arrow for each state that *state* may become; staying is not drawn."""
    shared = _shared()
    for target in State:
        by = [
            how
            for how, ends in MOVES[state].items()
            if target in ends and target is not state and how not in shared
        ]
        if by:
            words = [MOVE_WORDS[how] for how in by]
            yield f"{state} --> {target}: {'、'.join(words)}"


def _shared() -> frozenset[type[Command]]:
    """Return the moves that every open state has and that lead out of it: said once, beside."""
    tables = [moves for moves in MOVES.items() if moves[1]]
    first = _leads_to(*tables[0])
    return frozenset(
        how
        for how, ends in first.items()
        if all(_leads_to(*one).get(how) == ends for one in tables)
        and len(ends) == 1
        # and nothing leads on from there
        and not MOVES[ends[0]]
    )


def _leads_to(state: State, moves: Allowed) -> Allowed:
    """Return *moves* of *state* with where each leads to, staying left out."""
    return {how: tuple(end for end in ends if end is not state) for how, ends in moves.items()}


def _everywhere() -> str:
    shared = _shared()
    ends = {
        how: end[0]
        for how, end in _leads_to(State.REGISTERED, MOVES[State.REGISTERED]).items()
        if how in shared
    }
    return "、".join(f"{MOVE_WORDS[how]} → {WORDS[end]}" for how, end in ends.items())


def _held_by(hand: Hand) -> list[str]:
    return [str(state) for state in MOVES if HANDS[state] is hand]


if __name__ == "__main__":
    sys.stdout.write(drawing())
