"""What verdicts, the reasons for them and their steps are called."""

COLUMN_SENTENCES = {
    "yes": "yes",
    "no": "no",
    "too_coarse": "too coarse",
    "no_records": "no records",
}
VERDICT_SENTENCES = {
    "yes": "Yes: a licence that could apply names the holder.",
    "no": "No: every licence that could apply is on record, and none of them names the holder.",
    "too_coarse": "Too coarse: the records do not let anybody say whether the holder was named.",
    "no_records": "No records: what would answer is not on record.",
}
REASON_SENTENCES = {
    "named": "{licence} names the holder.",
    "decision_on_name": "{licence} names the holder as written; a person decided that it is this unit.",
    "superior_named_and_linked": "{licence} names a superior of the holder, and the lot was shipped under it.",
    "naming_contested": "{licence} names the holder or a superior only by a contested claim.",
    "naming_perhaps_later": "{licence} names the holder or a superior, perhaps only after the acquisition.",
    "only_superior_named": "{licence} names a superior of the holder; no lot or number links the weapons to it.",
    "perhaps_superior_named": "{licence} names a unit that was perhaps a superior of the holder at that time.",
    "name_unsure": "{licence} has a name of which it was decided that it is unsure whether it is the holder.",
    "central_only": "{licence} is on record and names only its consignee.",
    "central_body_listed": "{licence} lists a central body.",
    "name_not_decided": "{licence} has a name that nobody has yet decided on.",
}
STEP_SENTENCES = {
    "possession": "possession {about}",
    "acquisition": "receipt of that lot by the holder, {about}",
    "serial": "lists the same serial number, {about}",
    "shipment": "shipment of that lot, {about}",
    "licence": "licence {about}",
    "item": "item of licence {licence}, {about}",
    "end_user": "end user on licence {licence}: {about}",
    "decision": "decision on the name “{about}”",
    "relation": "relation {about}",
    "condition": "condition of licence {licence}, state {about}",
    "without_licence": "shipment without a licence, {about}",
}
