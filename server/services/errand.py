"""Who does something in the register, why and when: what every change and reading is told with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from server.credentials import Principal
from server.errors import Code, Refused
from server.registry.audit import Deed, Entry, Purpose
from server.sealing import KeyRing
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    principal: Principal
    purpose: Purpose
    now: datetime
    today: date
    ring: KeyRing | None
    """Keys of personal data; without them nobody's are taken."""

    def entry(self, deed: Deed, *, subject: str | None = None, fields: Iterable[str] = ()) -> Entry:
        """A line of the audit trail."""
        return Entry(
            at=self.now,
            who=self.principal.id,
            purpose=self.purpose.value,
            deed=deed,
            subject=subject,
            fields=tuple(sorted(set(fields))),
        )

    @property
    def keys(self) -> KeyRing:
        """Raise Refused where there are none."""
        if self.ring is None:
            raise Refused(
                Code.NO_KEYS,
                Sentence(
                    "there are no keys that personal data is sealed with, so none is taken or "
                    "shown: the operator must name them (BURGERNET_KEYS_FILE)"
                ),
            )
        return self.ring
