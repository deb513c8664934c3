"""How many of each: the least and most members with each value of a feature."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """Least and most members with one value of a feature; the flexes say how far either may be moved."""

    feature: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None


@dataclass(frozen=True)
class Quotas:
    """The quotas of one assembly, feature by feature, in the order of the file."""

    rows: tuple[Quota, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features, each once, in order."""
        return tuple(dict.fromkeys(row.feature for row in self.rows))

    def values(self, feature: str) -> tuple[str, ...]:
        """The values of a feature that have a quota, in order."""
        return tuple(row.value for row in self.rows if row.feature == feature)
