"""The 234 rules of the five regulations, by kind: what a profile may cite (rule a of requirements.md §8)."""

from collections.abc import Mapping

#: how many gaps the texts leave open: G-1 to G-35 (requirements.md §9)
GAPS = tuple(f"G-{n}" for n in range(1, 36))

#: kind → its rules, in the order of the texts
_LISTED: Mapping[str, str] = {
    # what the system must enforce
    "S": """
        WZ-2.1 WZ-2.4 WZ-4.1 WZ-4.2 WZ-4.3 WZ-4.4 WZ-4.5 WZ-5.4 WZ-6.1 WZ-6.2 WZ-7.1 WZ-7.2
        WZ-7.3 WZ-7.4 WZ-7.5 WZ-7.6 WZ-7.7 WZ-7.8 WZ-8.1 WZ-8.2 WZ-8.3 WZ-8.4 WZ-8.5 WZ-9.1
        WZ-9.2 WZ-9.3 WZ-9.4 WZ-10.1 WZ-10.2 WZ-10.3 WZ-11.1 WZ-11.2 WZ-11.3 WZ-13.1 WZ-14.1
        WZ-14.2 WZ-15.1
        SQ-P2 SQ-P3.2a SQ-P3.2b SQ-P3.2c SQ-P3.2d SQ-P3.3a SQ-P3.3b SQ-P3.5 SQ-2 SQ-3a SQ-5
        SQ-6a SQ-6b SQ-6c SQ-7a SQ-7b SQ-7c SQ-8.1 SQ-8.2 SQ-8.3 SQ-9a SQ-9b SQ-9c SQ-10a SQ-10b
        SQ-10c SQ-11a SQ-11b SQ-12
        PY-3.1 PY-3.2 PY-3.3 PY-3.4 PY-3.5 PY-3.6 PY-3.7 PY-3.8 PY-4.1a PY-4.1b PY-4.1c PY-4.2.1
        PY-4.2.2 PY-4.2.3 PY-4.2.4 PY-4.2.5 PY-4.2.6 PY-4.2.7 PY-4.2.8 PY-4.2.9 PY-4.2.10
        PY-4.2.11 PY-4.2.12 PY-4.2.13 PY-4.2.14 PY-4.2.15 PY-4.3.0 PY-4.3.1 PY-4.3.2 PY-4.3.3
        PY-4.3.4 PY-4.4.1 PY-4.4.2 PY-4.4.3 PY-4.4.4 PY-5.2a PY-5.2b PY-5.2c PY-5.3
        LH-4a LH-5a LH-5b LH-5c LH-6a LH-6b LH-6c LH-6d LH-7b LH-7d LH-7e LH-8a LH-8b LH-8c LH-9
        LH-10a LH-10b LH-10c LH-11a LH-11b LH-12a LH-12b LH-12c LH-13a LH-13b LH-14a LH-14b
        LH-14c LH-17a LH-17b LH-17c LH-17d LH-17e LH-17f LH-19a
        FW-3.2 FW-4.3b FW-4.3g FW-5.1 FW-5.2 FW-5.3.1 FW-5.3.2 FW-5.3.3 FW-5.3.4 FW-5.3.5
        FW-5.3.6 FW-5.3.7 FW-6.1.3 FW-6.1.4a FW-6.1.4b FW-6.1.5 FW-6.2.1 FW-6.2.2 FW-6.2.3
        FW-6.2.4 FW-6.2.5 FW-6.2.6 FW-6.3.1 FW-6.3.2 FW-6.3.3 FW-6.3.4 FW-6.3.5 FW-6.3.6 FW-6.4a
        FW-6.4b FW-7.1 FW-7.2 FW-7.3 FW-8.1 FW-8.2
    """,
    # what the system must record or prompt
    "R": """
        WZ-2.2 WZ-2.3 WZ-5.2 WZ-5.3
        SQ-P1 SQ-3b SQ-S1 SQ-S2 SQ-S3
        PY-2 PY-4.2.0
        LH-7c LH-10d LH-11c LH-19b
        FW-3.1 FW-4.3a FW-4.3d FW-4.3f FW-6.1.1 FW-6.1.2
    """,
    # a document or its format
    "D": """
        WZ-F1 WZ-F2
        SQ-F1 SQ-F2
        LH-15
        FW-F1
    """,
    # organisational: a checklist or a setting supports it
    "O": """
        WZ-0.1 WZ-1.1 WZ-3.1 WZ-3.2 WZ-5.1 WZ-12.1
        SQ-0.1 SQ-P3.1a SQ-P3.1b SQ-P3.4 SQ-P4 SQ-4a SQ-4b SQ-S4
        PY-1 PY-4.5 PY-5.1
        LH-0.1 LH-1 LH-2 LH-4b LH-7a LH-16a LH-16b LH-18
        FW-2.1 FW-4.1 FW-4.2a FW-4.2b FW-4.3 FW-4.3c FW-4.3e
    """,
}

#: rule → its kind: S, R, D or O
KINDS: Mapping[str, str] = {
    rule: kind for kind, listed in _LISTED.items() for rule in listed.split()
}
