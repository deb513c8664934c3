"""*Was I in the pot?*: what can be said and proved of one volunteer up to the closed pool.

The lottery's half stands above, in `web/public/pot.py`: recruitment does not know lotteries.
"""

from dataclasses import dataclass
from typing import Any

from tequio.record.commitments import public_bytes
from tequio.record.commitments import volunteer as commitment_of
from tequio.record.merkle import Tree
from tequio.web.recruitment.models import PoolClosing, Volunteer
from tequio.web.recruitment.pool.queries import closed_leaves


@dataclass(frozen=True)
class PoolProof:
    """That a commitment stands under the root of a closed pool (`docs/spec/volunteers.md`)."""

    people: int
    root: str
    position: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class PotFacts:
    """What is known of a volunteer.

    Args:
        volunteer: whose facts.
        commitment: 64 hexadecimal digits.
        closed: how many people the closed pool has; `None` while it is open.
        proof: that the person is in it; `None` if not, or not yet closed.
    """

    volunteer: Volunteer
    commitment: str
    closed: int | None
    proof: PoolProof | None


def pot_facts(volunteer: Volunteer) -> PotFacts:
    """What can be said and proved of a volunteer, up to the closed pool."""
    commitment = commitment_of(volunteer.salt, volunteer.number, volunteer.features)
    closing = PoolClosing.objects.filter(assembly=volunteer.assembly_id).first()
    proof = _proof(volunteer, commitment, closing) if closing else None
    return PotFacts(volunteer, commitment.hex(), closing.people if closing else None, proof)


def _proof(volunteer: Volunteer, commitment: bytes, closing: PoolClosing) -> PoolProof | None:
    leaves = closed_leaves(closing)
    tree = Tree([leaf for _, leaf in leaves])
    position = next((at for at, one in enumerate(leaves) if one == (volunteer.number, commitment)), None)
    if position is None or tree.root.hex() != closing.root:
        return None
    path = tuple(sibling.hex() for sibling in tree.path(position))
    return PoolProof(closing.people, closing.root, position, path)


def proof_document(facts: PotFacts) -> bytes:
    """The file that a volunteer takes along: what was committed to, and the path to the pool's root."""
    pool: dict[str, Any] | None = None
    if facts.proof is not None:
        pool = {
            "people": facts.proof.people,
            "root": facts.proof.root,
            "position": facts.proof.position,
            "path": list(facts.proof.path),
        }
    volunteer = facts.volunteer
    return public_bytes(
        {
            "format": "tequio-volunteer-proof/1",
            "assembly": volunteer.assembly.slug,
            "number": volunteer.number,
            "salt": volunteer.salt,
            "features": volunteer.features,
            "commitment": facts.commitment,
            "pool": pool,
        }
    )
