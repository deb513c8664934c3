"""Counts, one row a purpose, whom it is about and span of time; deleted once the span is over."""

from django.db import models


class Count(models.Model):
    """How often; whom it is about stands here only as a keyed hash."""

    blind = models.CharField(max_length=64)
    since = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        """One row a span."""

        constraints = (models.UniqueConstraint(fields=("blind", "since"), name="one_count_a_span"),)
