"""What was added to a ticket later: the kinds of remarks that code puts there or asks for."""

from enum import StrEnum, unique


@unique
class RemarkKind(StrEnum):
    """What a remark is; the value is what is stored. An act on record is RECORD and its name."""

    #: the person added something (补充)
    SUPPLEMENT = "supplement"
    #: the person only wants it to go faster (催办)
    HURRY = "hurry"
    #: what was added about somebody's conduct: for the desk and management alone (线索, N6)
    LEAD = "lead"
    #: why a ticket is marked 紧急 no longer (解除紧急, C-21)
    STOOD_DOWN = "stood_down"
    #: a question to the person (追问)
    ASKED = "asked"
    #: a word of the desk into the person's chat (回复)
    TOLD = "told"
    #: a call that nobody answered (G-10)
    UNREACHED = "unreached"
    #: why an answer passed in spite of what the reply guard found (N3)
    OVERRIDE = "override"
    #: reason and fields of a refusal, for ledger and log
    REFUSED = "refused"
    #: a command that was taken back (更正)
    CORRECTED = "corrected"
    #: what of a registration by the desk was put right, or why it was annulled
    AMENDED = "amended"
    #: who gave it to whom (交接)
    HANDOVER = "handover"
    #: from which ticket it was separated (撤并)
    UNLINKED = "unlinked"
    #: the next milestone (挂账)
    MILESTONE = "milestone"
    #: decided by who asked for it, for nobody else was there to (四眼)
    OWN_HAND = "own_hand"
    #: a visit to the person's door (上门)
    DOOR = "door"


#: what the person says of the matter once it is registered
ADDED = frozenset({RemarkKind.SUPPLEMENT, RemarkKind.HURRY})
#: how a remark that the profile wants on record is called: `record:通知到场`
RECORD = "record:"
