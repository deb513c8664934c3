"""Spending from a limit. The counts stand in the database, so that they hold over all processes."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from tequio.web import keys
from tequio.web.limits.models import Count

PREFIX = {4: 24, 6: 48}  # what one household, office or phone mast usually shares


@transaction.atomic
def spend(purpose: str, whose: str, most: int, within: timedelta, now: datetime | None = None) -> bool:
    """Counts one more; whether it is still within the limit.

    Args:
        purpose: what is counted, such as `register`.
        whose: a network or a mailbox; kept only as a keyed hash.
        most: how often within one span.
        within: the span. Spans follow each other from midnight UTC of 1 January 1970.
        now: the clock.
    """
    since, blind = _since(within, now), keys.blind(f"limit {purpose}", whose)
    count = Count.objects.get_or_create(blind=blind, since=since, defaults={"ends_at": since + within})[0]
    Count.objects.filter(pk=count.pk).update(times=F("times") + 1)
    return Count.objects.filter(pk=count.pk, times__lte=most).exists()


def used_up(purpose: str, whose: str, most: int, within: timedelta, now: datetime | None = None) -> bool:
    """Whether nothing is left of a limit in this span; asking costs nothing. The arguments are `spend`'s."""
    blind = keys.blind(f"limit {purpose}", whose)
    return Count.objects.filter(blind=blind, since=_since(within, now), times__gte=most).exists()


def _since(within: timedelta, now: datetime | None) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + within * (((now or timezone.now()) - epoch) // within)


def forget(now: datetime | None = None) -> int:
    """Deletes the counts of spans that are over; how many."""
    return Count.objects.filter(ends_at__lt=now or timezone.now()).delete()[0]


def network(request: HttpRequest) -> str:
    """The network that a request comes from: /24 of IPv4, /48 of IPv6; `unknown` if nothing tells.

    Behind `TEQUIO_PROXIES` proxies, the address is that which the outermost of them wrote.
    """
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    text = told[-proxies] if proxies and len(told) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((mapped, PREFIX[mapped.version]), strict=False))
