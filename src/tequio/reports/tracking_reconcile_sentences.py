"""What the report of a reconciliation says of each check; `{gap}` is a number or an interval."""

from collections.abc import Mapping

GAP_SENTENCES: Mapping[str, str] = {
    "over_shipped": "{subject}: the records show {gap} more shipped than the items of the licence allow.",
    "not_received": "{subject}: the records show {gap} more shipped than arrived.",
    "over_received": "{subject}: the records show {gap} more arrived than shipped.",
    "issued_more_than_received": "{subject}: the records show {gap} more passed on, lost, destroyed or found than received.",
    "shortage": "{subject}, count of {at}: {gap} of what was received by then are neither counted nor recorded as gone.",
    "surplus": "{subject}, count of {at}: what is counted and recorded as gone is {gap} more than was received by then.",
    "recovered_more_than_lost": "{subject}: the records show {gap} more recovered than this loss.",
    "serial_held_but_gone": "{subject}, count of {at}: the number is counted, though the records show that it had left before.",
    "serial_two_places": "{subject}: the number is counted in two places on one day, {at}.",
    "totals_differ": "{subject}: two accounts of the same thing and time differ by {gap}.",
    "parts_do_not_add": "{subject}: the whole and the sum of its parts differ by {gap}.",
}
