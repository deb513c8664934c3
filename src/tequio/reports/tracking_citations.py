"""How a claim is cited on a terminal."""

from collections.abc import Iterable, Mapping

from tequio.tracking.citations import Citation
from tequio.tracking.schema import SURE
from tequio.words import Words

FEW = 4


def cited(claims: Iterable[str], sources: Mapping[str, Citation], words: Words) -> str:
    """The sources of some claims, in brackets, each with its page; after the fourth how many more."""
    known = [sources[claim] for claim in dict.fromkeys(claims) if claim in sources]
    told = list(dict.fromkeys(_one(one, words) for one in known))
    if not told:
        return words("[no citation]")
    more = len(told) - FEW
    if more > 0:
        told = [*told[:FEW], words.plural("{n} more citation", "{n} more citations", more)]
    return f"[{'; '.join(told)}]"


def _one(citation: Citation, words: Words) -> str:
    page = words("{title}, p. {page}", title=citation.title, page=citation.page)
    place = page if citation.page else citation.title
    return place if citation.status == SURE else words("{citation}, contested", citation=place)
