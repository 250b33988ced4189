"""The kinds of test that a rule of a policy pack may be. Each is plain data; the judges and probes give it meaning.

Nodes are of the vocabulary's trees: `parties` and `recipients` of the recipient tree, `categories`, `within`, `listed`
of the category tree, `purposes` of the purpose tree. `roles` are binding roles of the estate file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rules.facts import Role

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A topic of events, a kind of consent, a clause, a part: one plain word, as the estate file writes it."""

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# -- data at rest ------------------------------------------------------------------------------------------------------


class Absent(Model):
    """None of `categories` may be at rest in a store of one of `parties`; with `roles`, in a dataset bound so."""

    kind: Literal["absent"]
    categories: tuple[str, ...]
    parties: tuple[str, ...]
    roles: tuple[Role, ...] = ()


class Collection(Model):
    """What may be collected, as a list. Judged are categories below `within` but not below one of `leave`, held by
    `parties`. The nearest named node above a category decides: a `listed` one makes it CLEAR, an `open` one VAGUE, none
    UNDISCLOSED. A node that is both is itself CLEAR, and what else lies below it VAGUE.

    With `roles`, only datasets bound so are judged, and lists without roles leave to this rule what it judges.
    UNDISCLOSED below one of `grave` has the rule's severity, else at most medium; without `grave`, always the rule's.
    """

    kind: Literal["collection"]
    parties: tuple[str, ...]
    within: tuple[str, ...]
    listed: tuple[str, ...]
    open: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    grave: tuple[str, ...] = ()


class StoreCountry(Model):
    """Stores of `parties` that hold personal data lie in one of `countries` (ISO 3166-1 alpha-2)."""

    kind: Literal["store_country"]
    parties: tuple[str, ...]
    countries: tuple[Country, ...]


class ReplicaParity(Model):
    """A store of `parties` that is a replica has every control that the store it copies has."""

    kind: Literal["replica_parity"]
    parties: tuple[str, ...]


class Unlinkable(Model):
    """Datasets declared for one of `purposes` hold none of `categories`, and no field whose values are account ids.

    One of `doubtful_categories`, in a field that joins to nothing, is AMBIGUOUS.
    """

    kind: Literal["unlinkable"]
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    doubtful_categories: tuple[str, ...] = ()


class Anonymous(Model):
    """Datasets declared anonymous hold none of `categories`, no account ids, and no group smaller than `min_k`."""

    kind: Literal["anonymous"]
    categories: tuple[str, ...]


# -- data in motion ----------------------------------------------------------------------------------------------------


class Permit(Model):
    """Who may receive what. Empty `categories` means any. `purposes`: `policy` (any that the policy names) or `any`.

    `sectors`: the party's registered sector must be one of these. `engagement`: a valid one must cover the traffic.
    """

    statements: tuple[str, ...]
    recipients: tuple[str, ...]
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] | Literal["policy", "any"] = "policy"
    sectors: tuple[str, ...] = ()
    engagement: bool = False
    encrypted: bool = False
    requires: tuple[str, ...] = ()


class Recipients(Model):
    """Closed world: personal data goes only to who a permit names; `anchor` is the statement that says "only"."""

    kind: Literal["recipients"]
    anchor: str
    permits: tuple[Permit, ...]


class EncryptedTransfer(Model):
    """Data between users' devices and servers of `parties` travels encrypted."""

    kind: Literal["encrypted_transfer"]
    parties: tuple[str, ...]


class EncryptedSharing(Model):
    """Personal data that is handed to one of `recipients` travels encrypted, or in an encrypted file."""

    kind: Literal["encrypted_sharing"]
    recipients: tuple[str, ...]


class Contract(Model):
    """Who of `recipients` receives personal data does so under a valid engagement with every one of `clauses`."""

    kind: Literal["contract"]
    recipients: tuple[str, ...]
    clauses: tuple[Word, ...] = Field(min_length=1)


class CrossBorder(Model):
    """Personal data that goes to one of `recipients` in another country than its store's rests on a recorded
    safeguard of the engagement. Within one of `areas` (lists of countries under one law) none is needed."""

    kind: Literal["cross_border"]
    recipients: tuple[str, ...]
    areas: tuple[tuple[Country, ...], ...] = ()


class ForbiddenPurpose(Model):
    """No flow of personal data to one of `recipients` is for one of `purposes` (DEVIATION); one for `doubtful` to one
    of `doubtful_recipients` is AMBIGUOUS, because another statement permits it."""

    kind: Literal["forbidden_purpose"]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    doubtful_recipients: tuple[str, ...] = ()


# -- purposes ----------------------------------------------------------------------------------------------------------


class KnownPurpose(Model):
    """Every declared purpose of a dataset or flow of personal data is one that the policy names."""

    kind: Literal["known_purpose"]


class PurposeLimit(Model):
    """Datasets and flows that hold one of `categories` are for `purposes` or another that the policy permits;
    `doubtful` ones are AMBIGUOUS, any other UNDISCLOSED."""

    kind: Literal["purpose_limit"]
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    doubtful: tuple[str, ...] = ()


# -- people ------------------------------------------------------------------------------------------------------------


class ConsentForAge(Model):
    """Each account opened below `age_below` years has a consent of kind `consent`, given before and not withdrawn.

    `owner_ages`: where the owner set an age for the account's country (`parameters.minimum_age`), that one counts.
    """

    kind: Literal["consent_for_age"]
    age_below: int = Field(gt=0, lt=120)
    consent: Word
    owner_ages: bool = False


class MinorRemoved(Model):
    """An account that is known to be of somebody below `age_below`, without a consent of kind `consent` to this day,
    is closed within the owner's `minor_delay_days` after it was opened."""

    kind: Literal["minor_removed"]
    age_below: int = Field(gt=0, lt=120)
    consent: Word


class ConsentForEvents(Model):
    """Each row of a dataset bound as `events` of `topic` has its subject's consent of that kind, given before and not
    withdrawn at that moment."""

    kind: Literal["consent_for_events"]
    topic: Word


class OptOutForEvents(Model):
    """No row of a dataset bound as `events` of `topic` is of a subject who had opted out of that topic by then."""

    kind: Literal["optout_for_events"]
    topic: Word


class FriendPermission(Model):
    """Each row of a dataset bound as `events` of `topic`, with a `viewer`, has the permission of the friend whose data
    it is (role `friendship`: `subject` permits, `friend` may see)."""

    kind: Literal["friend_permission"]
    topic: Word


class Erasure(Model):
    """No erased subject is found in a dataset with a bound subject, unless a hold is on record."""

    kind: Literal["erasure"]


class AnswerDeadline(Model):
    """Requests of people are answered within the owner's `answer_days`."""

    kind: Literal["answer_deadline"]


class AllowedValues(Model):
    """Fields bound as `part` of `role` hold one of `values` only (case is ignored)."""

    kind: Literal["allowed_values"]
    role: Role
    part: Word
    values: tuple[str, ...] = Field(min_length=1)


class Retention(Model):
    """No account closed or inactive for longer than the owner's `inactive_days`."""

    kind: Literal["retention"]


# -- words of people ---------------------------------------------------------------------------------------------------


class AttestationDue(Model):
    """A person's word on the statement, not expired and not older than `max_age_days`."""

    kind: Literal["attestation_due"]
    max_age_days: int = Field(gt=0)


Test = Annotated[
    Absent
    | Collection
    | StoreCountry
    | ReplicaParity
    | Unlinkable
    | Anonymous
    | Recipients
    | EncryptedTransfer
    | EncryptedSharing
    | Contract
    | CrossBorder
    | ForbiddenPurpose
    | KnownPurpose
    | PurposeLimit
    | ConsentForAge
    | MinorRemoved
    | ConsentForEvents
    | OptOutForEvents
    | FriendPermission
    | Erasure
    | AnswerDeadline
    | AllowedValues
    | Retention
    | AttestationDue,
    Field(discriminator="kind"),
]

ProbeTest = (
    ConsentForAge
    | MinorRemoved
    | ConsentForEvents
    | OptOutForEvents
    | FriendPermission
    | Erasure
    | AnswerDeadline
    | AllowedValues
    | Retention
)
"""Kinds that test people or rows: their facts are `ProbeResult`s, one a dataset that was tested."""
