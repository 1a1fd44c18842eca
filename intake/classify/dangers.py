"""Which matter a danger is: 煤气漏了 is gas however it smells, and no 大气污染."""

from collections.abc import Mapping

from dispatch.words.emergencies import Peril

#: danger → the matters that fit it by their ids in keywords/*.toml: the likeliest by the words, else the first.
#: What stands not here (who is ill, who speaks of ending their life) is nobody's category: the words decide.
FITTING: Mapping[Peril, tuple[str, ...]] = {
    Peril.FIRE: ("fire_check", "safety", "power", "gas"),
    Peril.GAS: ("gas",),
    Peril.VIOLENCE: ("public_order",),
    Peril.THREAT: ("public_order",),
    Peril.TRAFFIC: ("traffic_violation",),
    Peril.WATER: ("disaster", "river"),
    Peril.ELECTRIC: ("power", "city_facilities"),
    Peril.STRUCTURE: ("safety", "disaster", "property_management", "construction_permit"),
    Peril.TRAPPED: ("special_equipment", "disaster", "property_management"),
    Peril.MISSING: ("public_order",),
}
