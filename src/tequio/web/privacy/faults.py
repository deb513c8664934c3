"""What keeps a backup from being made or brought back; the command line makes the sentences."""

from dataclasses import dataclass

from tequio.faults import Fault


class BackupFault(Fault):
    """Any of these."""


@dataclass(eq=False)
class KeyUnreadable(BackupFault):
    """What should be a key, in a file or as 64 hexadecimal digits, is none."""

    key: str


class NotABackup(BackupFault):
    """The file does not begin like a backup."""


class BackupDamaged(BackupFault):
    """The backup was made for another key, was changed, or was cut."""


class OtherVersion(BackupFault):
    """The backup is of another version of the programs, with other tables."""


class SiteNotEmpty(BackupFault):
    """A backup is brought back only into an empty site, since acts are never deleted."""


SENTENCES: dict[type[BackupFault], str] = {
    KeyUnreadable: "This is no key for backups: {key}",
    NotABackup: "This file is no backup of Tequio.",
    BackupDamaged: "The backup was made for another key, or was changed or cut. Please try another copy.",
    OtherVersion: "The backup is of another version of Tequio. Please install that version, bring the "
    "backup back, and then install the new one.",
    SiteNotEmpty: "This site is not empty. Please give an empty database and an empty TEQUIO_DATA.",
}
