"""Who answered which letter: by its code, by its address, or as an organiser decides."""

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.frame.addresses import Letterbook, clear
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.queries import LETTERS_EXIST, place_of
from tequio.web.recruitment.models import AddressClaim, Letter, Volunteer

BATCH = 200  # claims that are matched at once
State = AddressClaim.State


def answered(letter: Letter, volunteer: Volunteer) -> bool:
    """Notes that a volunteer answers a letter; whether it is theirs now.

    No if somebody else answered it before, whoever presses at the same time, or if the volunteer
    has answered another letter.
    """
    try:
        with transaction.atomic():
            free = Letter.objects.filter(pk=letter.pk, volunteer__isnull=True)
            if free.update(volunteer=volunteer, answered_at=timezone.now()):
                return True
    except IntegrityError:
        return False
    return Letter.objects.filter(pk=letter.pk, volunteer=volunteer).exists()


def claim_address(*, volunteer: Volunteer, address: str) -> AddressClaim:
    """Notes the address that a volunteer without a code typed; the worker looks for the letter.

    Typed again, it takes the place of what was typed before, until a letter is matched.
    """
    with transaction.atomic():
        claim = AddressClaim.objects.get_or_create(volunteer=volunteer, assembly=volunteer.assembly)[0]
        AddressClaim.objects.filter(pk=claim.pk).exclude(state=State.MATCHED).update(
            address=address,
            at=timezone.now(),
            state=State.WAITING,
            candidates=[],
            decided_by=None,
            decided_at=None,
        )
        claim.refresh_from_db()
    return claim


def match_addresses(_worker: str = "") -> bool:
    """A duty of the worker: finds the letters for typed addresses of one assembly; whether there were any.

    Addresses wait until letters are drawn.
    """
    waiting = AddressClaim.objects.filter(
        state=State.WAITING, assembly__waves__state__in=LETTERS_EXIST
    ).order_by("pk")
    first = waiting.first()
    if first is None:
        return False
    claims = list(waiting.filter(assembly=first.assembly_id).distinct()[:BATCH])
    book = letterbook(first.assembly)
    for claim in claims:
        _match(claim, book)
    return True


def letterbook(assembly: Assembly) -> Letterbook:
    """The addresses of all letters of an assembly."""
    letters = Letter.objects.filter(wave__assembly=assembly).select_related("wave").order_by("pk")
    return Letterbook(
        (letter.pk, place_of(letter.sealed["row"], letter.wave.address_format))
        for letter in letters.defer("wave__plan", "wave__invitation").iterator(chunk_size=500)
    )


def _match(claim: AddressClaim, book: Letterbook) -> None:
    found = book.like(claim.address)
    sure = clear(found)
    with transaction.atomic():
        # Typed again meanwhile, it has another time, and its turn comes again.
        mine = AddressClaim.objects.filter(pk=claim.pk, state=State.WAITING, at=claim.at)
        candidates = [{"letter": one.letter, "score": one.score} for one in found]
        matched = sure is not None and answered(Letter.objects.get(pk=sure.letter), claim.volunteer)
        state = State.MATCHED if matched else State.DOUBTFUL if found else State.UNKNOWN
        if not mine.update(state=state, candidates=candidates):
            transaction.set_rollback(True)


@transaction.atomic
def accept_claim(*, claim: AddressClaim, letter: Letter, by: User) -> None:
    """An organiser sees that this is the volunteer's letter.

    Raises:
        OutOfOrder: decided already, or the letter was answered by somebody else.
    """
    doubtful = AddressClaim.objects.filter(pk=claim.pk, state__in=(State.DOUBTFUL, State.UNKNOWN))
    if letter.wave.assembly_id != claim.assembly_id:
        raise OutOfOrder
    decided = {"decided_by": by, "decided_at": timezone.now()}
    if not doubtful.update(state=State.MATCHED, **decided) or not answered(letter, claim.volunteer):
        raise OutOfOrder


@transaction.atomic
def refuse_claim(*, claim: AddressClaim, by: User) -> None:
    """An organiser sees that no letter went to this address.

    Raises:
        OutOfOrder: decided already.
    """
    doubtful = AddressClaim.objects.filter(pk=claim.pk, state__in=(State.DOUBTFUL, State.UNKNOWN))
    if not doubtful.update(state=State.REFUSED, decided_by=by, decided_at=timezone.now()):
        raise OutOfOrder


def counts(assembly: Assembly) -> dict[str, int]:
    """How many typed addresses are in each state."""
    found = AddressClaim.objects.filter(assembly=assembly).values_list("state")
    return dict.fromkeys(State.values, 0) | dict(found.annotate(n=Count("pk")))
