"""What `yousu profile dry-run` prints: ticket by ticket what changes, and the totals."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Any

from bot.jobs.dry_run import Days, Found, Totals, differs, kind_of
from bot.texts import deadline
from bot.texts import profiles as texts
from dispatch.profiles.profile import Profile
from dispatch.rules.rehearsal import Change
from dispatch.ticket.ticket import Clock, spoken
from dispatch.worktime.calendar import in_shanghai


async def printed(
    found: AsyncIterator[Found], totals: Totals, profile: Profile, days: Days
) -> AsyncIterator[str]:
    """Yield the lines for people: what changes, ticket by ticket, and the totals."""
    title = texts.DRY_TITLE.format(
        first=days[0], last=days[1], name=profile.id, source=profile.source
    )
    yield title + "\n"
    async for one in found:
        totals.add(one)
        for line in _lines(one):
            yield line + "\n"
    yield texts.DRY_TOTALS.format(**asdict(totals)) + "\n"
    if totals.classes:
        named = "、".join(f"{name} {n}" for name, n in totals.classes.items())
        yield texts.DRY_MISSING.format(classes=named) + "\n"


def _lines(one: Found) -> Iterator[str]:
    if isinstance(one, str):
        yield texts.DRY_UNREAD.format(no=spoken(one))
        return
    no = spoken(one.no)
    if one.missing:
        yield texts.DRY_CLASS.format(no=no, name=one.missing)
    for change in () if one.missing else one.changes:
        if kind_of(change) != "same" or change.was_overdue != change.would_be_overdue:
            yield _line(no, one.class_name, change)
    for what, roles in ((texts.DRY_APPROVE, one.approvers), (texts.DRY_INSPECT, one.inspectors)):
        if roles is not None and differs(roles):
            old, new = map(_named, roles)
            yield texts.DRY_ACTOR.format(no=no, what=what, old=old, new=new)


def _line(no: str, name: str, change: Change) -> str:
    return texts.DRY_CLOCK.format(
        no=no,
        name=name,
        stage=texts.DRY_KINDS.get(change.ends, deadline.STAGES.get(change.ends, change.ends)),
        old_due=_due(change.old),
        old_clause=change.old.clause if change.old else texts.DRY_NONE,
        new_due=_due(change.new),
        new_clause=change.new.clause if change.new else texts.DRY_NONE,
        verdict=texts.DRY_OVERDUE[change.was_overdue, change.would_be_overdue],
    )


def _due(clock: Clock | None) -> str:
    return f"{in_shanghai(clock.due_at):%Y-%m-%d %H:%M}" if clock else texts.DRY_NONE


def _named(roles: frozenset[str]) -> str:
    listed = [said for role, said in texts.ROLES.items() if role in roles]
    return "、".join(listed) or texts.DRY_NOBODY


async def printed_json(
    found: AsyncIterator[Found], totals: Totals, profile: Profile, days: Days
) -> AsyncIterator[str]:
    """Yield one JSON object piece by piece: what was asked, every ticket, the totals."""
    head = {"profile": profile.id, "version": profile.version}
    head |= {"from": days[0].isoformat(), "to": days[1].isoformat()}
    yield _json(head)[:-1] + ', "tickets": ['
    async for one in found:
        comma = ",\n" if totals.tickets else "\n"
        totals.add(one)
        yield comma + _json(_as_json(one))
    yield f'\n], "totals": {_json(asdict(totals))}}}\n'


def _as_json(one: Found) -> dict[str, Any]:
    if isinstance(one, str):
        return {"no": one, "unread": True}
    return {
        "no": one.no,
        "class": one.class_name,
        "missing": bool(one.missing),
        "clocks": [] if one.missing else [_change_json(change) for change in one.changes],
        "approve": _roles_json(one.approvers),
        "inspect": _roles_json(one.inspectors),
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "ends": change.ends,
        "change": kind_of(change),
        "old": _clock_json(change.old),
        "new": _clock_json(change.new),
        "was_overdue": change.was_overdue,
        "would_be_overdue": change.would_be_overdue,
    }


def _clock_json(clock: Clock | None) -> dict[str, str] | None:
    if clock is None:
        return None
    due_at = in_shanghai(clock.due_at).isoformat()
    return {"stage": clock.stage, "clause": clock.clause, "due_at": due_at, "proof": clock.proof}


def _roles_json(roles: tuple[frozenset[str], frozenset[str]] | None) -> dict[str, Any] | None:
    if roles is None:
        return None
    return {"old": sorted(roles[0]), "new": sorted(roles[1]), "changed": differs(roles)}


def _json(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False)
