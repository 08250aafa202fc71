"""Bearer tokens of an issuer: those that are good, and every way to forge one that we know."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from server.credentials import Role, bearer, claims, keys
from server.credentials.bearer import Issuer, NotValid
from server.credentials.claims import Mapped
from server.credentials.keys import Keys, NoKeys
from tests.server.credentials.issuing import AUDIENCE, NAME, TestIssuer, issuing

pytestmark = pytest.mark.anyio

Forge = Callable[[TestIssuer], str]


@pytest.fixture
def issuer() -> Iterator[TestIssuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def steady() -> Iterator[tuple[TestIssuer, Issuer]]:
    """For what changes neither of them."""
    with issuing() as issuer:
        yield issuer, Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url))


@pytest.fixture
def known(issuer: TestIssuer) -> Issuer:
    return Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url))


def part(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def unsigned(issuer: TestIssuer) -> str:
    return f"{part({'alg': 'none', 'kid': 'first'})}.{issuer.token().split('.')[1]}."


def with_the_public_key_as_a_secret(issuer: TestIssuer) -> str:
    secret = ECKey.import_key(issuer.keys["first"].as_dict(private=False)).as_pem(private=False)
    told = f"{part({'alg': 'HS256', 'kid': 'first'})}.{issuer.token().split('.')[1]}"
    signature = hmac.digest(secret, told.encode(), "sha256")
    return f"{told}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def changed(issuer: TestIssuer) -> str:
    head, payload, signature = issuer.token().split(".")
    told = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{head}.{part({**told, 'roles': ['administrator']})}.{signature}"


def with_a_key_of_its_own(issuer: TestIssuer) -> str:
    own = ECKey.generate_key("P-256")
    return issuer.token(header={"jwk": own.as_dict(private=False)}, key=own)


def after(seconds: int) -> int:
    return int(time.time()) + seconds


FORGED: dict[str, Forge] = {
    "algorithm none": unsigned,
    "signed with the public key": with_the_public_key_as_a_secret,
    "another issuer": lambda i: i.token(iss="https://issuer.test/"),
    "no issuer": lambda i: i.token(without="iss"),
    "another audience": lambda i: i.token(aud="another"),
    "no audience": lambda i: i.token(without="aud"),
    "expired": lambda i: i.token(exp=after(-bearer.LEEWAY - 1)),
    "not valid yet": lambda i: i.token(nbf=after(bearer.LEEWAY + 60)),
    "issued in the future": lambda i: i.token(iat=after(bearer.LEEWAY + 60)),
    "no end": lambda i: i.token(without="exp"),
    "an end that is no number": lambda i: i.token(exp="never"),
    "nobody": lambda i: i.token(without="sub"),
    "unknown key": lambda i: i.token(header={"kid": "second"}, key=i.keys["first"]),
    "wrong key": lambda i: i.token(key=ECKey.generate_key("P-256")),
    "changed payload": changed,
    "brings its key": with_a_key_of_its_own,
    "says where its key is": lambda i: i.token(header={"jku": i.url}),
    "another kind of token": lambda i: i.token(header={"typ": "logout+jwt"}),
    "cut off": lambda i: i.token()[:-9],
    "no signature": lambda i: i.token().rpartition(".")[0] + ".",
    "garbage": lambda _: "a.b.c",
    "not even text": lambda _: "é.\x00.\udcff",
    "empty": lambda _: "",
    "too large": lambda i: i.token(more="x" * bearer.MOST_BYTES),
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_forged_token_is_refused(steady: tuple[TestIssuer, Issuer], kind: str) -> None:
    issuer, known = steady
    token = FORGED[kind](issuer)

    with pytest.raises(NotValid):
        await known.claims(token)

    assert (await known.claims(issuer.token()))["sub"] == "j.jansen"  # and it is not for all


@pytest.mark.parametrize(
    "claims",
    [
        lambda: {"aud": ["another", AUDIENCE]},
        lambda: {"exp": after(-bearer.LEEWAY // 2)},
        lambda: {"nbf": after(bearer.LEEWAY // 2)},
    ],
)
async def test_clocks_may_differ_a_little_and_audiences_be_several(
    steady: tuple[TestIssuer, Issuer], claims: Callable[[], dict[str, Any]]
) -> None:
    issuer, known = steady
    assert await known.claims(issuer.token(**claims()))


async def test_a_key_that_is_new_is_fetched_and_the_old_ones_are_kept(
    issuer: TestIssuer,
) -> None:
    now = 0.0
    known = Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url, clock=lambda: now))
    old = issuer.token()
    await known.claims(old)

    issuer.add("second")
    now += keys.PAUSE

    assert await known.claims(issuer.token(header={"kid": "second"}))
    assert await known.claims(old)
    assert issuer.fetched == 2


async def test_a_flood_of_unknown_key_ids_makes_one_fetch(issuer: TestIssuer) -> None:
    now = 0.0
    known = Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url, clock=lambda: now))
    await known.claims(issuer.token())
    flood = [
        issuer.token(header={"kid": str(number)}, key=issuer.keys["first"]) for number in range(200)
    ]
    now += keys.PAUSE

    told = await asyncio.gather(*(known.claims(one) for one in flood), return_exceptions=True)

    assert {type(one) for one in told} == {NotValid}
    assert issuer.fetched == 2


async def test_keys_go_on_while_the_issuer_is_away_and_are_asked_for_after_an_hour(
    issuer: TestIssuer,
) -> None:
    now = 0.0
    known = Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url, clock=lambda: now))
    await known.claims(issuer.token())

    issuer.status, now = 503, now + keys.KEPT

    assert await known.claims(issuer.token())
    assert issuer.fetched == 2


@pytest.mark.parametrize(
    "answers", [b"", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "EC"}]}', b" " * 300_000]
)
async def test_keys_that_are_none_are_no_keys(
    issuer: TestIssuer, known: Issuer, answers: bytes
) -> None:
    issuer.answers = answers

    for _ in range(3):
        with pytest.raises(NoKeys):
            await known.claims(issuer.token())

    assert issuer.fetched == 1


async def test_a_secret_among_the_keys_is_not_used(issuer: TestIssuer, known: Issuer) -> None:
    secret = OctKey.generate_key(256, {"kid": "first"})
    issuer.answers = json.dumps({"keys": [secret.as_dict()]}).encode()

    with pytest.raises(NoKeys):
        await known.claims(issuer.token())


ODD: dict[str, Callable[[dict[str, Any]], object]] = {
    "no key": lambda _: 7,
    "no fields": lambda _: {},
    "a kind nobody knows": lambda good: {**good, "kty": "AKP"},
    "a kind that is no text": lambda good: {**good, "kty": ["EC"]},
    "a curve nobody knows": lambda good: {**good, "crv": "BP-256"},
    "a curve that is no text": lambda good: {**good, "crv": 7},
    "another curve": lambda good: {**good, "crv": "P-384"},
    "an id that is a number": lambda good: {**good, "kid": 7},
    "a field missing": lambda good: {name: good[name] for name in good if name != "y"},
    "a field that is no base64": lambda good: {**good, "x": "é"},
    "a key of RSA that is none": lambda good: {**good, "kty": "RSA", "n": "Aw", "e": "Aw"},
    "a use that is no text": lambda good: {**good, "use": ["sig"]},
}


@pytest.mark.parametrize("kind", ODD)
async def test_an_odd_key_among_the_issuers_shuts_nobody_out(
    issuer: TestIssuer, known: Issuer, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    good = issuer.keys["first"].as_dict(private=False)
    issuer.answers = json.dumps({"keys": [ODD[kind](good), good]}).encode()

    assert (await known.claims(issuer.token()))["sub"] == "j.jansen"

    assert not any(str(good["x"]) in line for line in caplog.messages)


async def test_thousands_of_odd_keys_are_told_of_once(
    issuer: TestIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    now = 0.0
    known = Issuer(name=NAME, audience=AUDIENCE, keys=Keys(issuer.url, clock=lambda: now))
    good = issuer.keys["first"].as_dict(private=False)
    issuer.answers = json.dumps({"keys": [*[{"kty": "EC"}] * 10_000, good]}).encode()

    for _ in range(3):
        assert await known.claims(issuer.token())
        now += keys.KEPT

    assert issuer.fetched == 3
    assert caplog.messages == ["10000 of the issuer's 10001 keys cannot be read"]


async def test_of_two_keys_with_one_id_the_first_counts(issuer: TestIssuer, known: Issuer) -> None:
    other = ECKey.generate_key("P-256", {"kid": "first"})
    both = [issuer.keys["first"].as_dict(private=False), other.as_dict(private=False)]
    issuer.answers = json.dumps({"keys": both}).encode()

    assert await known.claims(issuer.token())
    with pytest.raises(NotValid):
        await known.claims(issuer.token(key=other))


async def test_roles_and_municipalities_stand_where_the_settings_say(
    issuer: TestIssuer, known: Issuer
) -> None:
    mapped = Mapped(
        roles="realm_access.roles",
        municipalities="https://issuer.test/gm",
        named={"bgn-reg": Role.REGISTRAR},
    )
    told: dict[str, Any] = {
        "realm_access": {"roles": ["bgn-reg", "administrator", 7]},
        "https://issuer.test/gm": "GM0153 GM0141",
    }
    claims = await known.claims(issuer.token(**told))

    who = mapped.principal(claims)

    assert who.roles == {Role.REGISTRAR}
    assert who.municipalities == {"GM0153", "GM0141"}
    assert "jansen" not in who.id


@pytest.mark.parametrize("told", [None, 7, {"a": 1}, "unknown", ["anonymous"], [["policy"]]])
def test_a_claim_that_names_no_role_gives_none(told: object) -> None:
    who = Mapped().principal({"iss": NAME, "sub": "s", "exp": 1e300, "roles": told})

    assert who.roles == frozenset()
    assert not who.is_anonymous


@pytest.mark.parametrize(("late", "good"), [(29, True), (31, False)])
async def test_half_a_minute_late_is_the_latest(
    steady: tuple[TestIssuer, Issuer], *, late: int, good: bool
) -> None:
    issuer, known = steady
    token = issuer.token(iat=1_700_000_000, exp=1_800_000_000)
    later = replace(known, clock=lambda: 1_800_000_000.0 + late)

    if good:
        assert await later.claims(token)
    else:
        with pytest.raises(NotValid):
            await later.claims(token)


@pytest.mark.parametrize("otherwise", [{"alg": "ES384"}, {"use": "enc"}])
async def test_a_key_for_something_else_proves_nothing(
    issuer: TestIssuer, known: Issuer, otherwise: dict[str, str]
) -> None:
    issuer.add("second")
    issuer.answers = published(issuer, **otherwise)

    assert await known.claims(issuer.token(header={"kid": "second"}))
    with pytest.raises(NotValid):
        await known.claims(issuer.token())


async def test_a_token_without_key_id_is_of_the_only_key_that_signs(
    issuer: TestIssuer, known: Issuer
) -> None:
    issuer.add("second")
    told = {"iss": NAME, "aud": AUDIENCE, "sub": "j.jansen", "exp": after(300)}
    token = jwt.encode({"alg": "ES256"}, told, issuer.keys["second"])
    issuer.answers = published(issuer, use="enc")

    assert await known.claims(token)


def published(issuer: TestIssuer, **otherwise: str) -> bytes:
    """Two keys, of the first of which something else is said."""
    first, second = (key.as_dict(private=False) for key in issuer.keys.values())
    return json.dumps({"keys": [{**first, **otherwise}, second]}).encode()


def test_the_same_subject_of_another_issuer_is_somebody_else() -> None:
    one, other = (claims.pseudonym(issuer, "s") for issuer in (NAME, f"{NAME}/"))

    assert one != other
    assert one == claims.pseudonym(NAME, "s")
