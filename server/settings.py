"""Settings, from environment variables that begin with BURGERNET_."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from annotated_types import Ge, Gt, Le
from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from server import sealing
from server.address import Address, parsed
from server.sealing import KeyRing

PREFIX: Final = "BURGERNET_"

Codes = Literal["2025", "2026"]
Given = Literal["policy", "registrar", "auditor", "administrator"]


_BEYOND: Final = ("greater_than_equal", "greater_than", "less_than_equal")
"""What pydantic calls it where a number is beyond its bounds."""
_EXAMPLES: Final = {
    "allowed_origins": '["https://a.example"]',
    "oidc_roles": '{"a-registrar": "registrar"}',
    "trusted_documents": '["persisted-documents.json"]',
    "trusted_proxies": '["10.0.0.0/8"]',
}
"""Of settings that are JSON."""


class SettingsRefused(Exception):
    """A setting is unknown or out of bounds; for the operator, it names the variable."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database: Annotated[Address, BeforeValidator(parsed), NoDecode] = Field(
        default=Path("burgernet.sqlite"), validate_default=True
    )
    """File of the register, or `postgresql://…`; made, with a synthetic one, where none is."""
    region: str = "twente"
    """Folder of reference data from which a new register is made."""
    keys_file: Path | None = None
    """File of the keys that seal personal data; without keys a register holds no real person."""
    keys: SecretStr | None = None
    """The same keys themselves, one a line or between commas; instead of a file."""
    erasures: Path | None = None
    """List of the persons erased; where the register is a file, FILE.erasures beside it."""
    keep_left: int = Field(default=365, ge=1, le=36_500)
    """How long people are kept after they left the last municipality [days]."""
    keep_deliveries: int = Field(default=365, ge=1, le=36_500)
    """How long it is kept what became of what was sent to people [days]."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    allowed_origins: tuple[str, ...] = ()
    """Origins of pages, besides the own one, that may ask from a browser; a JSON list."""
    http_codes: Codes = "2025"
    """Draft of GraphQL over HTTP whose status codes are answered."""
    get_queries: bool = True
    """Whether a query's text may come by GET."""
    trusted_documents: tuple[Path, ...] = ()
    """Manifests of Relay, Apollo or graphql-codegen, read once at the start; a JSON list."""
    trusted_only: bool = False
    """Whether nothing but the documents of the manifests is answered."""
    automatic_documents: int = Field(default=1_000, ge=0, le=1_000_000)
    """Documents that clients register as they go (Apollo's APQ) and that are kept; 0: none."""
    automatic_megabytes: float = Field(default=8.0, gt=0, le=1_000)
    """How much of those is kept [MB]."""
    ide: Path = Path(".ide")
    """Folder of GraphiQL's files, which `make ide` fetches."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads in which one simulation plays its blocks."""
    simulations: int = Field(default=2, ge=1, le=64)
    """Simulations that are played side by side."""
    waiting: int = Field(default=16, ge=0, le=1_000)
    """Simulations that may wait for their turn; a further one is refused."""
    answer_within: float = Field(default=30.0, gt=0, le=3_600)
    """How long one simulation may take, its waiting included [s]."""
    request_within: float = Field(default=60.0, gt=0, le=3_600)
    """How long one request may take to be answered, all that it asks together [s]."""
    most_cost: int = Field(default=20_000, ge=100, le=10**9)
    """Most that one request may cost, by estimate [points]."""
    cost_per_minute: int = Field(default=60_000, ge=100, le=10**9)
    """Most that may be asked within a minute, from one address or with one credential [points]."""
    oidc_issuer: str = ""
    """Issuer of OpenID Connect whose bearer tokens are taken, as `iss` has it; empty: of nobody."""
    oidc_audience: str = ""
    """What those tokens must have in `aud`."""
    oidc_jwks: str = ""
    """Address at which the issuer publishes its keys."""
    oidc_roles_claim: str = "roles"
    """Claim that holds roles; dots lead into claims within claims."""
    oidc_municipalities_claim: str = "municipalities"
    """Claim that holds the CBS codes of a registrar's municipalities."""
    oidc_roles: dict[str, Given] = Field(default={})
    """What the issuer calls the roles, by its names, as JSON; empty: as we do."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks of proxies whose X-Forwarded-For is believed; a JSON list."""
    most_cells: int = Field(default=30_000_000, ge=1)
    """Size of one simulation: scenarios × replications × parts of steps × places × classes."""
    run_threads: int = Field(default=2, ge=1, le=64)
    """Blocks of runs that are played side by side."""
    most_runs: int = Field(default=100, ge=1, le=100_000)
    """Runs that may wait or play; a further one is refused."""
    most_run_cells: int = Field(default=20_000_000_000, ge=1)
    """Size of one run, counted likewise; a core plays some three million cells a second."""
    most_run_megabytes: int = Field(default=512, ge=1, le=100_000)
    """Size of the result of one run, as it is read [MB]."""
    keep_runs: int = Field(default=365, ge=1, le=36_500)
    """How long a run is kept after its end [days]."""
    accessibility_contact: str = ""
    """Whom to tell that a page is not accessible: an address or a number, shown on that page."""
    log_format: Literal["text", "json"] = "text"
    """Log lines for people, or one JSON object each."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least weight of the program's own lines that are logged."""
    metrics: Literal["local", "all", "off"] = "local"
    """Who is answered by /metrics: programs on this machine, everyone, or nobody."""
    tracing: Literal["off", "otlp", "console"] = "off"
    """Where spans of requests go: nowhere, to an OpenTelemetry collector, or to stdout."""
    server: str | None = None
    """Address of a server that the command line asks, instead of a register of its own."""
    token: SecretStr | None = None
    """What the command line shows to that server."""

    @field_validator("tracing")
    @classmethod
    def _has_what_tracing_needs(cls, to: str) -> str:
        needed = {"otlp": "opentelemetry.exporter.otlp.proto.http", "console": "opentelemetry.sdk"}
        if to in needed and not _installed(needed[to]):
            raise ValueError(
                "its packages are not installed; pip install 'burgernet-whatif[tracing]' adds them"
            )
        return to

    @field_validator("oidc_jwks")
    @classmethod
    def _is_not_overheard(cls, url: str) -> str:
        parts = urlsplit(url)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if url and not (parts.hostname and (parts.scheme == "https" or here)):
            raise ValueError("must be an address by https, or on this machine")
        return url

    @model_validator(mode="after")
    def _knows_an_issuer_whole(self) -> Self:
        together = (self.oidc_issuer, self.oidc_audience, self.oidc_jwks)
        if any(together) and not all(together):
            raise ValueError(
                "BURGERNET_OIDC_ISSUER, BURGERNET_OIDC_AUDIENCE and BURGERNET_OIDC_JWKS are set "
                "together or not at all"
            )
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def are_networks(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        for one in named:
            try:
                ip_network(one)
            except ValueError as error:
                raise ValueError(f"{error}: name addresses and networks") from None
        return named

    def key_ring(self) -> KeyRing | None:
        """The keys of personal data, read anew each time; raises KeysRefused."""
        text = None if self.keys is None else self.keys.get_secret_value()
        return sealing.read(self.keys_file, text)

    @property
    def listed(self) -> Path | None:
        """Where the list of erasures is; None beside a server for which none is named."""
        if self.erasures is None and isinstance(self.database, Path):
            return self.database.with_name(f"{self.database.name}.erasures")
        return self.erasures

    @classmethod
    def read(cls) -> Self:
        """Settings of this environment; raises SettingsRefused in one clear line."""
        known = {f"{PREFIX}{name}".upper(): name for name in cls.model_fields}
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                raise SettingsRefused(f"{name} is no setting; {_meant(name, known)}")
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            said = first["msg"].removeprefix("Value error, ")
            if not first["loc"]:  # of several together, which it names itself
                raise SettingsRefused(said) from None
            name = f"{PREFIX}{first['loc'][0]}".upper()
            if first["type"] in _BEYOND:
                said = _bounds(cls.model_fields[known[name]].metadata)
            shown = f"={first['input']}"
            if "://" in shown:  # it may hold a password
                shown = ""
            raise SettingsRefused(f"{name}{shown}: {said}") from None
        except SettingsError as error:  # of those that are no JSON, it does not say the value
            field = next(name for name in _EXAMPLES if f'"{name}"' in str(error))
            name, such = f"{PREFIX}{field}".upper(), _EXAMPLES[field]
            kind = "list" if such.startswith("[") else "object"
            raise SettingsRefused(
                f"{name}={os.environ.get(name)}: must be a JSON {kind}, such as {such}"
            ) from None


def _meant(typed: str, known: Mapping[str, str]) -> str:
    """What somebody meant by a name that is none; all there are where nobody knows."""
    close = get_close_matches(typed.upper().removeprefix(PREFIX).lower(), known.values(), n=2)
    if not close:
        return f"there are {', '.join(sorted(known))}"
    return f"did you mean {' or '.join(f'{PREFIX}{name}'.upper() for name in close)}?"


def _bounds(metadata: Sequence[object]) -> str:
    """What a number may be, both ends at once."""
    (least,) = (
        f"[{one.ge}" if isinstance(one, Ge) else f"({one.gt}"
        for one in metadata
        if isinstance(one, Ge | Gt)
    )
    most = next((f"{one.le}]" for one in metadata if isinstance(one, Le)), "∞)")
    return f"must lie in {least}, {most}"


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # of what the package stands in
        return False
