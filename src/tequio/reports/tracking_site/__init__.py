"""The published site of a ledger: pages in two languages, the ledger itself, and what checks them."""

from tequio.reports.tracking_site.site import site

__all__ = ["site"]
