"""A server asked by --server: the same bytes as here, or one line that says why not."""

import json
import time
from pathlib import Path

import pytest

from server.cli.remote import asking
from tests.server.cli.answering import Told, answering
from tests.server.cli.conftest import Burgernet
from tests.serving import free_port

TOKEN = "s3cret-t0ken"  # noqa: S105  opens nothing
SHORT = ("--years", "2", "--replications", "40")
FEW = ("--sets", "32", "--futures", "250")
SUPPOSED = (
    *("--then", "2016-03-21:ENDED", "--campaign", "2015-03-06:5000", "--not-joining", "GM0183"),
    *("--set", "elasticity=1@2016-01-01", "--app", "with", "--basis", "registry"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        ("project", "--scenario", "FROZEN", "--scenario", "ENDED", *SHORT),
        ("project", "--scenario", "LEAN", *SHORT, "--by", "municipality", "--format", "csv"),
        ("project", "--scenario", "TODAY", *SHORT, *SUPPOSED, "--format", "json"),
        ("project", "--scenario", "TODAY", *SHORT, *SUPPOSED),
        ("project", "--scenario", "LOCAL", "--engine", "analytic"),
        (
            *("project", "--scenario", "REGIONAL_BASIC", "--scenario", "FROZEN", "--years", "8"),
            *("--precision", "0.2", "--doubt", "figures"),
        ),
        ("project", "--scenario", "FROZEN", "--format", "report", *SHORT),
        ("compare", "--scenario", "FROZEN", "--scenario", "ENDED", *SHORT),
        ("compare", "--scenario", "LEAN", "--format", "csv", "--price", "7000", *SHORT),
        ("compare", "--scenario", "LEAN", "--format", "json", "--engine", "analytic"),
        ("sensitivity", "--scenario", "LEAN", *FEW, "--axes", "elasticity,death"),
        (
            *("sensitivity", "--scenario", "FROZEN", *FEW, "--format", "csv", "--year", "2018"),
            *("--parameters", "elasticity,hourly_wage"),
        ),
    ],
    ids=" ".join,
)
def test_a_server_says_the_same_bytes_as_the_register_here(
    burgernet: Burgernet, server: str, asked: tuple[str, ...]
) -> None:
    here = burgernet(*asked, "--quiet") if asked[0] != "sensitivity" else burgernet(*asked)

    there = burgernet(*asked, "--server", server)

    assert here[0] == 0
    assert there == here


def test_what_is_set_is_asked_unless_a_register_is_named(
    burgernet: Burgernet, server: str, demo_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("project", "--scenario", "FROZEN", "--engine", "analytic", "--format", "csv")
    monkeypatch.setenv("BURGERNET_SERVER", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(asking, "FIRST_WAIT", 0.0)

    failed, _, said = burgernet(*asked)
    here, *_ = burgernet(*asked, "--database", str(demo_register))
    there, *_ = burgernet(*asked, "--server", server)

    assert (failed, here, there) == (1, 0, 0)
    assert "cannot be reached: " in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--server", "burgernet.example"), "--server is no address"),
        (("--server", "http://[::1"), "--server is no address"),
        (("--server", "ftp://a.example"), "--server is no address"),
        (("--server", f"https://me:{TOKEN}@a.example"), "holds a name or password"),
        (("--server", "https://a.example/?x=1"), "holds more than an address"),
        (("--server", "http://a.example", "--token", TOKEN), "not sent over plain http"),
        (("--server", "http://127.0.0.1.a.example", "--token", TOKEN), "not sent over plain http"),
        (("--server", "https://a.example", "--token", f"{TOKEN}\n"), "cannot be sent"),
        (("--server", "https://a.example", "--token", f"bgn_{TOKEN}"), "is mistyped"),
        (("--token", TOKEN), "name it by --server"),
        (("--token", TOKEN, "--database", "a.sqlite"), "is a register here"),
        (("--server", "https://a.example", "--database", "a.sqlite"), "a register is here, or"),
    ],
)
def test_where_nothing_should_be_sent_nothing_is(
    burgernet: Burgernet, options: tuple[str, ...], said: str
) -> None:
    code, out, err = burgernet("project", "--scenario", "FROZEN", *options)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert TOKEN not in err


def test_what_a_server_refuses_is_said_in_one_line(burgernet: Burgernet, server: str) -> None:
    asked = ("project", "--scenario", "FROZEN", "--server", server)

    early = burgernet(*asked, "--start", "2010")
    large = burgernet(*asked, "--replications", "100000", "--step", "month")
    reports = burgernet(*asked, "--scenario", "LEAN", "--format", "report")

    assert early[:2] == large[:2] == reports[:2] == (2, "")
    assert early[2].startswith(f"burgernet: {server}: nobody was listed on 2010-01-01")
    assert "replications=100000" in large[2]
    assert "one scenario at a time" in reports[2]


REPORT = json.dumps({"data": {"projection": {"report": "# A report\n"}}}).encode()
ASKED = ("project", "--scenario", "FROZEN", "--format", "report")


def test_what_passes_is_asked_again_after_as_long_as_the_server_wants(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    answers: list[Told | None] = [
        (429, {"retry-after": "7"}, b"{}"),
        (503, {}, b"busy"),
        None,
        (200, {}, REPORT),
    ]

    with answering(lambda request: answers[request.number - 1]) as (url, seen):
        code, out, _ = burgernet(*ASKED, "--server", url)

    assert (code, out, len(seen)) == (0, "# A report\n", 4)
    assert 7.0 in slept


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (401, b"{}", 2, "takes no such token"),
        (403, b"{}", 2, "does not allow this"),
        (404, b"<html>", 2, "is no Burgernet server (status 404)"),
        (302, b"", 2, "is no Burgernet server (status 302)"),
        (200, b"[]", 2, "is no Burgernet server (status 200)"),
        (429, b"slowly", 1, "answers with status 429"),
        (500, b"oops", 1, "answers with status 500"),
        (
            200,
            b'{"errors": [{"message": "later", "extensions": {"code": "BUSY"}}], "data": null}',
            1,
            "later",
        ),
        (200, b'{"errors": [{"message": "no"}]}', 2, "no"),
    ],
)
def test_an_answer_that_is_none_is_one_line_without_the_token(
    burgernet: Burgernet,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    body: bytes,
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setenv("BURGERNET_TOKEN", TOKEN)

    with answering(lambda _: (status, {}, body)) as (url, seen):
        ended, out, err = burgernet(*ASKED, "--server", url)

    assert (ended, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1
    assert seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in err


def test_a_server_that_wants_a_token_is_told_of_as_such(burgernet: Burgernet) -> None:
    with answering(lambda _: (401, {}, b"{}")) as (url, seen):
        code, _, err = burgernet(*ASKED, "--server", url)

    assert code == 2
    assert "wants a token: --token, or the setting BURGERNET_TOKEN" in err
    assert "authorization" not in seen[0].headers
