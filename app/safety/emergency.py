"""The emergency cards that are shipped; a school writes its own over them (R60).

The sentence for the family says what happened to its own child and what to do, and no more.
"""

from collections.abc import Mapping

from app.core.text import N_
from app.safety.incident_models import IncidentKind as Kind

KINDS = {
    Kind.INJURY: N_("Injury"),
    Kind.ALLERGY: N_("Allergic reaction"),
    Kind.ILLNESS: N_("Suddenly ill"),
    Kind.MISSING: N_("Child not found"),
    Kind.FIGHT: N_("Fight"),
    Kind.STRANGER: N_("Stranger in the school"),
    Kind.FIRE: N_("Fire or smoke"),
    Kind.FOOD: N_("Several children sick after eating"),
    Kind.WEATHER: N_("Storm, earthquake, heavy weather"),
    Kind.OTHER: N_("Something else"),
}
PICTURES = {
    Kind.INJURY: "plus",
    Kind.ALLERGY: "warn",
    Kind.ILLNESS: "bulb",
    Kind.MISSING: "search",
    Kind.FIGHT: "users",
    Kind.STRANGER: "shield",
    Kind.FIRE: "flag",
    Kind.FOOD: "leaf",
    Kind.WEATHER: "offline",
    Kind.OTHER: "info",
}
# The public numbers of the country that matter for a kind: ambulance, fire brigade, police.
AMBULANCE, FIRE_BRIGADE, POLICE = (
    ("120", N_("Ambulance")),
    ("119", N_("Fire brigade")),
    (
        "110",
        N_("Police"),
    ),
)
NUMBERS: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.INJURY: (AMBULANCE,),
    Kind.ALLERGY: (AMBULANCE,),
    Kind.ILLNESS: (AMBULANCE,),
    Kind.MISSING: (POLICE,),
    Kind.FIGHT: (POLICE, AMBULANCE),
    Kind.STRANGER: (POLICE,),
    Kind.FIRE: (FIRE_BRIGADE, AMBULANCE),
    Kind.FOOD: (AMBULANCE,),
    Kind.WEATHER: (FIRE_BRIGADE, AMBULANCE),
    Kind.OTHER: (AMBULANCE, FIRE_BRIGADE, POLICE),
}
STEPS: Mapping[Kind, tuple[str, ...]] = {
    Kind.INJURY: (
        N_("Look: is the child awake, breathing, bleeding heavily? If in doubt call 120."),
        N_("Stay with the child. Send another adult or two children for the school nurse."),
        N_("Do not move a child that has hurt its head, neck or back."),
        N_("Press a clean cloth on a wound that bleeds; cool a bump or a burn with water."),
        N_("Let another adult watch the group."),
        N_("Tell the duty leader, then the guardian."),
    ),
    Kind.ALLERGY: (
        N_("Lips or face swell, breathing is hard, the child faints: call 120 at once."),
        N_("Give the child's own emergency medicine only as its instruction says."),
        N_("Take away what caused it; keep its packing."),
        N_("Let the child sit upright; lay it down with the legs raised if it feels faint."),
        N_("Tell the nurse, the duty leader and the guardian."),
    ),
    Kind.ILLNESS: (
        N_("Let the child sit or lie down where it is quiet and stay with it."),
        N_("Fever, vomiting or a rash: keep other children at a distance, open the windows."),
        N_("A fit: clear the floor, put nothing into the mouth, look at the clock, call 120."),
        N_("Send for the nurse. Give no medicine of your own."),
        N_("Tell the duty leader; the guardian collects the child from the nurse."),
    ),
    Kind.MISSING: (
        N_("Ask the group at once: who saw the child last, when and where?"),
        N_("Look in the room, the toilets, the last room, the homeroom, the canteen."),
        N_("Tell the duty leader and the gate: nobody of that description leaves alone."),
        N_("Ask the homeroom teacher and the guardian whether the child was collected."),
        N_("After ten minutes of looking in vain: call 110 and look at the cameras."),
        N_("Found: tell everybody who was looking."),
    ),
    Kind.FIGHT: (
        N_("Speak loudly and calmly; part the children without hurting anybody."),
        N_("Bring them to different rooms, each with an adult."),
        N_("Have every child looked at for injuries, also the one who says nothing is wrong."),
        N_("Ask each alone, write down their words; let nobody film."),
        N_("Tell the duty leader, the homeroom teachers and each guardian."),
    ),
    Kind.STRANGER: (
        N_("Keep the children inside, lock the door, keep away from windows."),
        N_("Ask from a distance who it is and whom they visit; do not argue."),
        N_("Call the gate and the duty leader; danger: call 110 first."),
        N_("Count the children and write the number down."),
        N_("Open only to voices you know, when the duty leader says it is over."),
    ),
    Kind.FIRE: (
        N_("Call out, press the alarm, call 119. Leave everything."),
        N_("Out by the nearest free stairs, low under smoke, cloth over mouth and nose; no lift."),
        N_("The adult goes last, looks back into the room and closes the door."),
        N_("Meet on the yard, count, tell the duty leader who is missing."),
        N_("Nobody goes back in before the fire brigade says so."),
    ),
    Kind.FOOD: (
        N_("Stop serving. Nobody eats or drinks more of it."),
        N_("Bring the children who feel sick to one place with an adult and the nurse; call 120."),
        N_("Keep samples, packing and what was vomited; wash nothing up."),
        N_("Write down who ate what and when."),
        N_("Tell the duty leader at once; the school reports to the authorities the same day."),
        N_("Tell each guardian about their own child."),
    ),
    Kind.WEATHER: (
        N_("Earthquake: under the tables, hands over the head; out to the yard when it stops."),
        N_("Storm or lightning: everybody indoors, away from windows and trees, count."),
        N_("Heavy rain or heat: clubs outdoors move inside; nobody leaves without an adult."),
        N_("Wait for the duty leader's word on when and how the children go home."),
        N_("Guardians get one message; nobody is released in a hurry."),
    ),
    Kind.OTHER: (
        N_("Bring the children out of danger first, then count them."),
        N_("Get help: another adult, the nurse, 120, 119 or 110."),
        N_("Tell the duty leader where you are and what you need."),
        N_("Write down when it happened, who was there and what you did."),
    ),
}
# What a guardian is sent unless somebody writes other words; about the own child alone.
TO_FAMILY: Mapping[Kind, str] = {
    Kind.INJURY: N_("Your child was hurt at %(time)s and has been looked after. Please call us."),
    Kind.ALLERGY: N_(
        "Your child had an allergic reaction at %(time)s and is being looked after. Please call us."
    ),
    Kind.ILLNESS: N_(
        "Your child does not feel well since %(time)s. Please collect it from the nurse."
    ),
    Kind.MISSING: N_("Your child was not where it should be at %(time)s. Please call us at once."),
    Kind.FIGHT: N_(
        "Your child was part of a quarrel at %(time)s. It is all right. Please call us."
    ),
    Kind.STRANGER: N_("At %(time)s all children stayed inside for a while. Your child is safe."),
    Kind.FIRE: N_("At %(time)s everybody left the building. Your child is safe and with us."),
    Kind.FOOD: N_(
        "Your child felt sick after eating at %(time)s and is looked after. Please call us."
    ),
    Kind.WEATHER: N_("Because of the weather your child stays with us until you collect it."),
    Kind.OTHER: N_("Something happened at %(time)s that concerns your child. Please call us."),
}
