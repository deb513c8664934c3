"""The words of the published site: what verdicts, reasons, gaps and records are called. It never accuses."""

VERDICT_SENTENCES = {
    "yes": "Yes",
    "no": "No",
    "too_coarse": "Too coarse",
    "no_records": "No records",
}
MEANING_SENTENCES = {
    "yes": "A licence that could apply names this holder.",
    "no": "All licences that could apply are on record, and none of them names this holder.",
    "too_coarse": "A licence that could apply leaves it open whom it names, so that the records do not answer. This is not a no.",
    "no_records": "A licence, or the list of its end users, is not on record, so that nothing can be said. This is not a no.",
}
REASON_SENTENCES = {
    "named": "This licence names the holder.",
    "decision_on_name": "A name on this licence was decided to be the holder's.",
    "superior_named_and_linked": "This licence names a body that certainly was the holder's superior at the time, and these weapons were shipped under it.",
    "naming_contested": "A contested record says that this licence names the holder; that leaves it open.",
    "naming_perhaps_later": "This licence names the holder, but perhaps only later; that leaves it open.",
    "only_superior_named": "This licence names a superior of the holder, and no record links these weapons to it; that leaves it open.",
    "perhaps_superior_named": "This licence names a body that perhaps was the holder's superior; that leaves it open.",
    "name_unsure": "Whether a name on this licence is the holder's was looked at and left unsure.",
    "central_only": "This licence names only a central body; that leaves it open.",
    "central_body_listed": "This licence lists a central body; that leaves it open.",
    "name_not_decided": "A name on this licence was never decided on; that leaves it open.",
}
END_USERS_SENTENCES = {
    "listed": "its end users are listed",
    "central_only": "it names only a central body",
    "not_on_record": "its end users are not on record",
    "contradictory": "records contradict each other",
}
TABLE_SENTENCES = {
    "sources": "source",
    "units": "unit",
    "relations": "relation",
    "licences": "licence",
    "end_users": "end user",
    "items": "item of a licence",
    "conditions": "condition of a licence",
    "shipments": "shipment",
    "receipts": "receipt",
    "holdings": "count",
    "losses": "loss",
    "recoveries": "recovery",
    "allegations": "allegation",
    "decisions": "decision on a name",
    "totals": "published total",
    "replies": "right of reply",
}
CHECK_SENTENCES = {
    "over_shipped": "Records show more shipped under a licence than its items allow.",
    "not_received": "Records show fewer arrivals of a lot than were shipped.",
    "over_received": "Records show more arrivals of a lot than were shipped.",
    "issued_more_than_received": "Records show more of a lot leaving a unit than it received.",
    "shortage": "A count is lower than what records show as received and not gone.",
    "surplus": "A count is higher than what records show as received and not gone.",
    "recovered_more_than_lost": "Records show more recovered of a loss than was lost.",
    "serial_held_but_gone": "A count lists a weapon that records show as gone before.",
    "serial_two_places": "Two counts of one day list the same weapon at two units.",
    "totals_differ": "Two published totals of the same thing cannot both be true.",
    "parts_do_not_add": "A published total and its parts do not add up.",
}
KIND_SENTENCES = {
    "central_body": "central body",
    "policia_municipal": "municipal police",
    "policia_estatal": "state police",
    "policia_federal": "federal police",
    "fiscalia": "prosecutor's office",
    "grupo": "group",
    "federal": "federal body",
    "state": "state body",
    "municipal": "municipal body",
    "unit": "unit",
}
RELATION_SENTENCES = {
    "own": "against the unit itself",
    "superior": "against a superior",
    "subordinate": "against a subordinate",
    "member": "against a group of which it was a member",
}
CERTAINTY_SENTENCES = {"certain": "certain", "possible": "possible", "none": "no"}
PROVENANCE_SENTENCES = {
    "official": "official publication",
    "foi": "answer to a freedom-of-information request",
    "court": "court file",
    "press": "press",
    "leaked": "leaked",
}
LEVEL_SENTENCES = {
    "public": "This is the public edition. It shows no names of persons, no names of units but what they are, and tokens like #0001 instead of serial numbers; nothing that may be of the last 24 months; and no leaked source.",
    "partner": "This is the edition for partners. It shows no leaked source and no names of persons. Please do not pass it on.",
    "private": "This is the private edition. It shows everything, leaked sources and names included. Please do not pass it on.",
}
FLOW_SENTENCES = {
    "items": "Licensed",
    "shipments": "Shipped",
    "arrivals": "Arrived",
    "receipts": "Passed on",
    "holdings": "Counted",
    "losses": "Lost",
    "recoveries": "Recovered",
}
DECISION_SENTENCES = {"same": "the same", "different": "another", "unsure": "unsure"}
HELD_SENTENCES = {
    "certain": "it held on that day",
    "possible": "it perhaps held on that day",
    "none": "it did not hold on that day",
}
EDGE_SENTENCES = {
    "superior": "superior",
    "subordinate": "subordinate",
    "member_of": "group",
    "has_member": "member",
}
TITLE_SENTENCES = ("Where licensed weapons are on record",)
