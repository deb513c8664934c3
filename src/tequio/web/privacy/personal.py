"""What every field of the database holds: about nobody, about staff, or about a volunteer, and how that goes.

One entry a model, by app and name. A test walks all models of all apps and fails for a field that
no entry names, so that a new field cannot be forgotten. To add a model:

    "members.SupportNeeds": Held(of="offer__volunteer", gone="content", plain="id offer told_at told_by"),

`of` is the way from the model to the volunteer (`""` is the volunteer itself). `erased` says what
each personal field becomes when the person is erased; `gone` names personal fields of a row that is
deleted as a whole. What an app has to do itself (files, states) is a function in `erasing.FORGET`,
and `elsewhere` names the fields that such a function, or the retention of their class, takes care of.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from tequio.web.recruitment.models import Volunteer


@dataclass(frozen=True)
class Held:
    """What a model's fields hold; lists of names are words in one string.

    Args:
        of: lookups from the model to the volunteer whose row it is; `None` if it has none.
        plain: fields that say nothing about anybody.
        staff: fields about people of the staff, which go with their account; `*` means all fields.
        erased: personal fields, each with what it becomes.
        gone: personal fields of rows that are deleted.
        elsewhere: personal fields that a function of `erasing.FORGET` or a retention class takes care of.
        kept: fields that stay though they are about one person: what the public record committed to.
        shown: whether the rows belong to what a person gets to see of himself or herself.
    """

    of: str | None = None
    plain: str = ""
    staff: str = ""
    erased: dict[str, Any] = field(default_factory=dict)
    gone: str = ""
    elsewhere: str = ""
    kept: str = ""
    shown: bool = True

    @property
    def named(self) -> set[str]:
        """The fields that this entry names."""
        lists = (self.plain, self.staff, self.gone, self.elsewhere, self.kept)
        return {name for words in lists for name in words.split()} | set(self.erased)


PLAIN_APPS = {"contenttypes"}  # of Django, nobody's data
STAFF_APPS = {"auth", "account", "mfa", "sessions", "axes"}  # sign-in of staff; volunteers have no account

HELD: dict[str, Held] = {
    "accounts.User": Held(
        plain="id language is_administrator is_active created_at last_login", staff="email name password"
    ),
    "accounts.Reading": Held(plain="id at assembly kind", staff="user", elsewhere="ids"),
    "accounts.SiteRules": Held(plain="id second_factor"),
    "assemblies.Assembly": Held(
        plain="id slug name languages time_zone panel_size rehearsal created_at second_factor"
    ),
    "assemblies.Membership": Held(plain="id assembly role created_at", staff="user"),
    "assemblies.Text": Held(plain="id assembly name title"),
    "assemblies.Wording": Held(
        plain="id text version language body state created_at published_at", staff="created_by"
    ),
    "assemblies.Stage": Held(plain="id assembly name opens_at closes_at told_open"),
    "assemblies.Promise": Held(plain="id assembly commissioner promise answer_by made_at", staff="made_by"),
    "assemblies.BodyMember": Held(
        plain="id assembly body created_at appointed_at left_at left_told",
        staff="name named_publicly interests",
    ),
    "records.Head": Held(plain="id size name"),
    "records.Act": Held(plain="sequence at kind assembly body"),
    "records.Attachment": Held(plain="id sha256 act name salt content withdrawn_at"),
    "records.Checkpoint": Held(plain="size note at"),
    "limits.Count": Held(plain="id since times ends_at", elsewhere="blind"),
    "mail.Mail": Held(
        plain="id key assembly template language test state attempts next_at created_at sent_at"
        " worker claimed_at",
        elsewhere="to to_blind context message_id fault",
    ),
    "runs.Run": Held(
        plain="id assembly kind inputs_sha256 state asked_at started_at ended_at worker lease_until"
        " attempts cancel_asked progress fault",
        staff="asked_by",
        elsewhere="inputs result",
    ),
    "runs.RunFile": Held(plain="id run name made", elsewhere="sealed"),
    "recruitment.Field": Held(plain="id assembly name kind labels values required sensitive place"),
    "recruitment.RegistrationPage": Held(plain="id assembly language channel state changed_at opened_at"),
    "recruitment.PoolClosing": Held(plain="id assembly at people root", staff="by", kept="leaves"),
    "recruitment.PoolImport": Held(plain="id assembly sha256 people at", staff="by"),
    "recruitment.QuotaTable": Held(
        plain="id assembly version rows size reasons made_at fixed_at sha256 targets_sha256", staff="made_by"
    ),
    "recruitment.Volunteer": Held(
        of="",
        plain="id assembly number registered_at confirmed_at",
        staff="registered_by confirmed_by",
        # In one statement: a closed pool lets an answer change only together with this state.
        erased={
            "state": Volunteer.State.ERASED,
            "salt": "",
            "language": "",
            "channel": "",
            "features": {},
            "contact": {},
            "email_blind": "",
            "phone_blind": "",
            "household_blind": "",
            "consent": [],
            "doublet_of": None,
            "form_key": None,
            "confirmed_how": "",
        },
        kept="commitment committed_on",
    ),
    "recruitment.Doublet": Held(
        of="earlier later",
        gone="earlier later alike likeness verdict",
        plain="id assembly found_at decided_at",
        staff="decided_by",
        shown=False,
    ),
    "recruitment.Frame": Held(
        plain="id assembly state bytes sha256 encoding rows columns fault uploaded_at fixed_at deleted_at",
        staff="uploaded_by",
        elsewhere="name sealed",
    ),
    "recruitment.Wave": Held(
        plain="id assembly number frame state letters_asked plan root notes address_format fixed_at"
        " announced_source announced_round announced_for announced_at randomness signature invitation"
        " strata drawn_at certified_at"
    ),
    "recruitment.Letter": Held(
        of="volunteer",
        plain="id wave number answered_at",
        elsewhere="sealed volunteer code_blind",
        kept="row stratum",
    ),
    "recruitment.Printing": Held(plain="id wave kind run letters at"),
    "recruitment.AddressClaim": Held(
        of="volunteer",
        plain="id assembly state at decided_at",
        staff="decided_by",
        gone="volunteer address candidates",
    ),
    "selection.Lottery": Held(plain="id assembly kind run quotas follows root panels size published_at"),
    # Everybody sees it by the page "was I in the pot?".
    "selection.Proof": Held(
        of="volunteer", plain="id lottery", elsewhere="volunteer sealed", kept="pseudonym", shown=False
    ),
    "selection.Announcement": Held(plain="id lottery source round due note at redraws", staff="by"),
    "selection.Typed": Held(plain="id announcement at", staff="user text raw salt"),
    "selection.Draw": Held(
        plain="id lottery announcement number sha256 drawn_at redraws rehearsal", kept="document"
    ),
    "selection.Decision": Held(
        plain="id assembly kind draw reasons proposed_at agreed_at", staff="proposed_by agreed_by salts"
    ),
    "selection.Audit": Held(
        plain="id lottery source round due announced_at text sampled_at holds finding found_at",
        staff="auditor salt",
        kept="sample",
    ),
    "members.Offer": Held(
        of="volunteer",
        plain="id assembly draw state offered_at deadline reminded_at left_at",
        staff="offered_by answered_by",
        elsewhere="volunteer code channel",
        kept="pseudonym answered_at code_blind",
    ),
    "members.Attempt": Held(
        of="offer__volunteer", plain="id offer at next_call", staff="caller", gone="outcome"
    ),
    "members.PublicFace": Held(of="offer__volunteer", plain="id offer", gone="shows name sentence"),
    "members.SupportNeeds": Held(
        of="offer__volunteer", plain="id offer told_at", staff="told_by", gone="content"
    ),
    "members.Freed": Held(plain="id draw sha256 at", staff="by", kept="left"),
    "members.Confirmation": Held(plain="id draw at confirmed declined lapsed", staff="by"),
    "privacy.Retention": Held(plain="id assembly data_class days"),
    "privacy.Night": Held(plain="id day at"),
    "privacy.PurgeReceipt": Held(plain="id assembly data_class day cutoff count"),
    "privacy.Erasure": Held(plain="id assembly at told_at", staff="by", kept="blind"),
    # A complaint may name anybody and is evidence: it goes by its own period, and is in no export.
    "privacy.Complaint": Held(
        plain="id assembly number kind told_at closed_at form_key",
        staff="written_by",
        elsewhere="told_by text",
    ),
    "privacy.ComplaintNote": Held(plain="id complaint at form_key", staff="written_by", elsewhere="text"),
}


def unnamed() -> list[str]:
    """Fields of the database that no entry names, as `app.Model.field`."""
    missing = []
    for model in apps.get_models(include_auto_created=True):
        label, app = model._meta.label, model._meta.app_label
        if app in PLAIN_APPS | STAFF_APPS:
            continue
        named = HELD[label].named if label in HELD else set()
        missing += [f"{label}.{one.name}" for one in model._meta.concrete_fields if one.name not in named]
    return missing


def rows_of(volunteer: Volunteer, label: str) -> QuerySet[Model]:
    """The rows of a model that are about a volunteer."""
    held, found = HELD[label], apps.get_model(label)._base_manager
    rows: QuerySet[Model] = found.none()
    for path in (held.of or "").split() or ["pk"]:
        rows = rows | found.filter(**{path: volunteer.pk})
    return rows


def about_volunteers() -> list[str]:
    """The models that have rows about volunteers, those that hang on others first."""
    there = {model._meta.label for model in apps.get_models()}
    labels = [label for label, held in HELD.items() if held.of is not None and label in there]
    return sorted(labels, key=lambda label: -(HELD[label].of or "").count("__"))
