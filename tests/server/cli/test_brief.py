"""`burgernet brief`: a file that comes whole or not at all, and that says how to get it again."""

import asyncio
import os
import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from server.cli.running import run
from tests.server.brief.reading import Page, pages
from tests.server.cli.conftest import Burgernet

QUICK = ("--scenarios", "FROZEN", "--engine", "analytic", "--on", "2014-11-18")
BURGERNET = (sys.executable, "-m", "server.cli")


def test_a_brief_is_written_as_paper_and_as_a_page(burgernet: Burgernet, tmp_path: Path) -> None:
    paper, page = tmp_path / "notitie.pdf", tmp_path / "notitie.HTML"

    for file in (paper, page):
        assert burgernet("brief", *QUICK, "--to", "DVO Twente", "--out", str(file))[0] == 0

    assert "DVO Twente" in pages(paper.read_bytes())[0]
    assert "18 november 2014" in Page(page.read_text()).text
    assert sorted(file.name for file in tmp_path.iterdir()) == ["notitie.HTML", "notitie.pdf"]
    umask = os.umask(0)
    os.umask(umask)
    assert paper.stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.slow
def test_another_process_writes_the_same_bytes_to_stdout(
    burgernet: Burgernet, demo_register: Path, tmp_path: Path
) -> None:
    file = tmp_path / "notitie.pdf"
    asked = ("brief", "--scenarios", "FROZEN,LOCAL", "--replications", "20", "--on", "2014-11-18")

    code, _, err = burgernet(*asked, "--out", str(file))
    env = {**os.environ, "BURGERNET_DATABASE": str(demo_register), "PYTHONHASHSEED": "7"}
    other = subprocess.run([*BURGERNET, *asked, "--out", "-"], env=env, capture_output=True)

    assert (code, err) == (0, f"burgernet: wrote {file}\n")
    assert other.returncode == 0, other.stderr
    assert other.stdout == file.read_bytes()


@pytest.mark.slow
def test_the_command_in_a_brief_writes_that_brief_again(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    file, again = tmp_path / "notitie.html", tmp_path / "again.html"
    asked = (
        *("brief", "--scenarios", "REGIONAL_BASIC,FROZEN", "--baseline", "LEAN"),
        *("--years", "6", "--start", "2016", "--replications", "20", "--seed", "7"),
        *("--link", "ceiling", "--hours", "per_municipality", "--set", "hourly_wage=70@2017-01-01"),
        *("--set", "departure=0.00001", "--then", "2020-03-21:ENDED", "--adopted-on", "2016-07-01"),
        *("--campaign", "2017-03-06:5000", "--not-joining", "GM0183", "--doubt", "figures"),
        *("--language", "en", "--on", "2014-11-18"),
    )
    assert burgernet(*asked, "--out", str(file))[0] == 0

    typed = shlex.split(Page(file.read_text()).said("Command"))
    assert typed[0] == "burgernet"
    typed[typed.index("--out") + 1] = str(again)
    assert burgernet(*typed[1:])[0] == 0

    assert again.read_text() == file.read_text()


@pytest.mark.anyio
async def test_the_address_in_a_brief_gives_its_numbers(
    client: httpx.AsyncClient, demo: Path, tmp_path: Path
) -> None:
    file = tmp_path / "notitie.html"
    asked = ("--scenarios", "FROZEN,LOCAL", "--years", "3", "--replications", "20", "--seed", "3")
    events = ("--set", "elasticity=0.3", "--then", "2016-05-01:ENDED")
    where = ("--database", str(demo), "--out", str(file))

    assert await asyncio.to_thread(run, ["brief", *asked, *events, *where]) == 0
    page = Page(file.read_text())
    told = (await client.get(page.said("REST"))).json()

    hashes = [told["baselineInputHash"], *(one["inputHash"] for one in told["alternatives"])]
    assert page.said("Invoer").split() == hashes


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("notitie.docx", "ends in neither .pdf nor .html"),
        ("notitie", "ends in neither .pdf nor .html"),
        ("folder.pdf/", "ends in neither .pdf nor .html"),
        ("folder.pdf", "folder.pdf is no file"),
        ("device.pdf", "device.pdf is no file"),
        ("nowhere/notitie.pdf", "cannot be written: No such file or directory"),
        ("file/notitie.pdf", "cannot be written: Not a directory"),
        ("n" * 300 + ".pdf", "cannot be written: File name too long"),
    ],
)
def test_a_place_that_takes_no_brief_is_refused_before_a_register_is_made(
    burgernet: Burgernet, tmp_path: Path, out: str, said: str
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "device.pdf").symlink_to("/dev/null")
    there = sorted(tmp_path.iterdir())
    register = tmp_path / "register.sqlite"

    code, _, err = burgernet(
        "brief", *QUICK, "--database", str(register), "--out", f"{tmp_path}/{out}"
    )

    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--out", "a.pdf"), "'--scenarios': none is named"),
        (("--scenarios", "THAW", "--out", "a.pdf"), "'THAW' is none of"),
        (("--scenarios", "TODAY", "--out", "a.pdf"), "there is nothing but the baseline"),
        (("--scenarios", "FROZEN", "--on", "today", "--out", "a.pdf"), "'today' is no date"),
        (("--scenarios", "FROZEN", "--language", "fr", "--out", "a.pdf"), "'fr' is not one of"),
        (("--scenarios", "FROZEN", "--format", "html", "--out", "a.pdf"), "does not end in .html"),
        (("--scenarios", "FROZEN", "--not-joining", "GM9999", "--out", "a.pdf"), "no GM9999"),
        (
            (
                "--scenarios",
                "FROZEN",
            ),
            "Missing option '--out'",
        ),
    ],
)
def test_bad_input_is_refused_and_what_was_there_stays(
    burgernet: Burgernet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.pdf").write_text("%PDF-1.7 that was there")

    code, out, err = burgernet("brief", *asked)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [
        ("a.pdf", "%PDF-1.7 that was there")
    ]


@pytest.mark.slow
def test_a_disk_without_room_is_refused_and_nothing_stays_behind(
    demo_register: Path, tmp_path: Path
) -> None:
    limited = f"ulimit -f 500; exec {shlex.join(BURGERNET)} brief {shlex.join(QUICK)} --out a.pdf"

    code = subprocess.run(
        ["bash", "-c", limited],
        cwd=tmp_path,
        env={
            **os.environ,
            "BURGERNET_DATABASE": str(demo_register),
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        capture_output=True,
        text=True,
    )

    assert (code.returncode, code.stderr.count("\n")) == (2, 1), code.stderr
    assert "a.pdf cannot be written: File too large" in code.stderr
    assert not list(tmp_path.iterdir())
