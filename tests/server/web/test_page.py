"""The page without a browser: what it shows, what it refuses, and what it sends along."""

import asyncio
import gzip
import re
from html import unescape
from urllib.parse import urlsplit

import httpx
import pytest

from server.telling.charts import ChartKind, rendered
from server.telling.language import Language, words
from server.web.documents import documents
from tests.server.conftest import Ask, Serve

pytestmark = pytest.mark.anyio

NL = words(Language.NL)
SMALL = "/?scenarios=FROZEN&replications=250"


def text_of(page: str) -> str:
    """What is read on a page, in one line."""
    seen = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


async def shown(client: httpx.AsyncClient, address: str, status: int = 200) -> str:
    answer = await client.get(address)
    assert answer.status_code == status
    return answer.text


async def test_the_page_is_dutch_and_the_other_one_is_english(client: httpx.AsyncClient) -> None:
    dutch, english = [await shown(client, f"{SMALL}{more}") for more in ("", "&language=EN")]

    assert '<html lang="nl">' in dutch
    assert "In 2024 lost scenario 3" in text_of(dutch)
    assert '<html lang="en">' in english
    assert "In 2024 scenario 3 (frozen register) is expected to solve" in text_of(english)


async def test_the_numbers_are_those_of_graphql(client: httpx.AsyncClient, ask: Ask) -> None:
    query = """{ comparison(input: {alternatives: [{scenario: FROZEN}], replications: 250}) {
        alternatives { projection {
          series(measures: [REACHABLE, POLICE_COST], quantiles: [0.05, 0.95]) {
            mean bands { values } } } } } }"""
    told = (await ask(query))["comparison"]["alternatives"][0]["projection"]["series"]

    page = text_of(await shown(client, SMALL))

    reachable, police = (one["mean"][-1] for one in told)
    low, high = (band["values"][-1] for band in told[0]["bands"])
    assert f"{NL.number(reachable)} {NL.number(low)}–{NL.number(high)}" in page
    assert NL.euro(police).replace("\N{NO-BREAK SPACE}", " ") in page


async def test_a_synthetic_register_is_said_to_be_one_on_every_page(
    client: httpx.AsyncClient,
) -> None:
    for path in (SMALL, "/counts", "/method", "/accessibility"):
        assert "bevat geen echte personen" in await shown(client, path)


async def test_a_form_that_is_sent_becomes_an_address(client: httpx.AsyncClient) -> None:
    answer = await client.get("/?sent=1&scenario=FROZEN&set.departure=12,5&years=10&year=")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/?scenarios=FROZEN&changes=departure:0.125"


async def test_a_field_that_is_no_number_is_named_and_everything_typed_is_kept(
    client: httpx.AsyncClient,
) -> None:
    page = await shown(
        client, "/?sent=1&scenario=LEAN&set.departure=much&set.hourly_wage=77", status=400
    )

    assert 'value="much"' in page
    assert 'value="77"' in page
    assert re.search(r'value="LEAN" checked', page)
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/?scenarios=FROZEN&years=99", 400, "aantal jaren"),
        ("/?scenarios=NOBODY", 400, "scenario’s"),
        ("/?scenarios=FROZEN&changes=elasticity:7", 422, "7"),
        ("/?scenarios=FROZEN&year=2031", 422, "2031"),
        ("/?scenarios=FROZEN&notJoining=GM9999", 404, "GM9999"),
        ("/?scenarios=FROZEN&nonsense=1", 400, "nonsense"),
        (f"/?scenarios=FROZEN&run={'0' * 32}", 404, "Deze berekening is er niet"),
    ],
)
async def test_what_cannot_be_answered_is_refused_on_the_page_by_name(
    client: httpx.AsyncClient, address: str, status: int, named: str
) -> None:
    page = await shown(client, address, status)

    problem = page[page.index('id="problem"') :]
    assert named in text_of(problem[: problem.index("</section>")])
    assert 'id="levers"' in page


async def test_quotes_of_the_memo_are_marked_as_dutch_on_the_english_page(
    client: httpx.AsyncClient,
) -> None:
    page = await shown(client, f"{SMALL}&language=EN")

    assert (
        'Source: <span lang="nl">“De kostprijs voor het basispakket is '
        "€ 0,03 per inwoner per jaar”</span>" in page
    )


async def test_what_is_typed_into_an_address_is_shown_as_text(client: httpx.AsyncClient) -> None:
    hostile = "%3Cscript%3Ealert(1)%3C/script%3E"

    for address in (
        f"/?scenarios={hostile}",
        f"/?{hostile}=1",
        f"/?sent=1&set.departure={hostile}",
    ):
        assert "<script>alert" not in (await client.get(address)).text


async def test_nothing_is_fetched_from_elsewhere_and_nothing_inline_runs(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(SMALL)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\son\w+=|style=|javascript:", answer.text)
    links = re.findall(r'(?:href|src|action)="([^"]+)"', answer.text)
    assert links
    assert not [link for link in links if urlsplit(unescape(link)).netloc]


async def test_the_page_with_all_its_files_weighs_little(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)
    assert len(files) == 3

    weights = [len(gzip.compress((await client.get(path)).content)) for path in files]

    assert page.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(page.content)) + sum(weights) < 150_000


async def test_a_file_has_another_name_when_it_changes_and_is_kept_for_ever(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get(SMALL)).text
    (script,) = re.findall(r'src="(/assets/whatif\.[0-9a-f]{12}\.js)"', page)

    answer = await client.get(script)

    assert "immutable" in answer.headers["cache-control"]
    assert (await client.get("/assets/whatif.js")).status_code == 404
    assert (await client.get("/assets/..%2frouting.py")).status_code == 404


async def test_the_icon_is_found_by_its_usual_name_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/favicon.ico", follow_redirects=True)

    assert answer.headers["content-type"].startswith("image/svg+xml")


async def test_the_same_page_is_drawn_once(client: httpx.AsyncClient) -> None:
    await client.get(SMALL)
    before = rendered()

    await client.get(SMALL)

    assert rendered() == before


async def test_the_form_keeps_what_it_has_no_lever_for(client: httpx.AsyncClient) -> None:
    page = await shown(
        client,
        f"{SMALL}&engine=INDIVIDUAL&years=1&quantiles=0.1,0.9&measures=REACHABLE"
        "&campaigns=2015-03-06:5000,2015-06-06:700",
        status=422,  # every person followed, so often, is too large
    )

    for name, value in (
        ("burst", "2015-06-06:700"),
        ("quantiles", "0.1,0.9"),
        ("measures", "REACHABLE"),
    ):
        assert f'<input type="hidden" name="{name}" value="{value}"' in page
    assert '<option value="INDIVIDUAL" selected>' in page


async def test_a_form_without_a_scenario_is_refused_beside_its_empty_boxes(
    client: httpx.AsyncClient,
) -> None:
    page = await shown(client, "/?sent=1&set.departure=9", status=400)

    assert "Kies ten minste één scenario" in text_of(page)
    assert not re.search(r'name="scenario" value="\w+" checked', page)


async def test_whoever_looks_for_a_page_that_is_not_there_is_shown_the_way_home(
    client: httpx.AsyncClient,
) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    dutch = await client.get("/nope", headers=browser)
    english = await client.get("/nope?language=EN", headers=browser)
    script = await client.get("/nope")

    assert (dutch.status_code, english.status_code, script.status_code) == (404, 404, 404)
    assert "Deze pagina is er niet" in dutch.text
    assert 'href="/?language=EN">To the first page' in english.text
    assert script.json()["errors"]


async def test_what_is_too_large_is_offered_to_be_started(serve: Serve) -> None:
    async with serve(most_cells=1_000) as client:
        page = await shown(client, SMALL, status=422)

    assert 'action="/run?' in page
    assert "Start op de achtergrond" in page


async def test_a_chart_is_to_be_had_as_a_file(client: httpx.AsyncClient) -> None:
    svg = await client.get("/chart/rate.svg?scenarios=FROZEN&replications=250")
    png = await client.get("/chart/rate.png?scenarios=FROZEN&replications=250")

    assert svg.text.startswith("<svg")
    assert png.content.startswith(b"\x89PNG")
    assert (await client.get("/chart/nothing.svg")).status_code == 404


async def test_the_counts_are_those_of_rest_by_the_names_of_municipalities(
    client: httpx.AsyncClient,
) -> None:
    told = (await client.get("/api/v1/participant-counts?by=MUNICIPALITY")).json()

    page = text_of(await shown(client, "/counts"))

    for cell in told["cells"]:
        assert NL.number(cell["count"]) in page
    assert "Enschede" in page
    assert "veelvoud van 5" in page


async def test_counting_by_nothing_that_is_there_is_refused(client: httpx.AsyncClient) -> None:
    assert "SHOE_SIZE" in text_of(await shown(client, "/counts?participants=SHOE_SIZE", status=400))


async def test_the_brief_of_the_same_address_is_to_be_had_to_read_and_on_paper(
    client: httpx.AsyncClient,
) -> None:
    here = await client.get(SMALL.replace("/?", "/brief?") + "&year=2019")
    paper = await client.get(SMALL.replace("/?", "/brief.pdf?") + "&year=2019")

    assert "In 2019 lost scenario 3" in text_of(here.text)
    assert "style=" not in here.text
    assert paper.content.startswith(b"%PDF")
    assert (await client.get("/brief.css")).headers["content-type"].startswith("text/css")


async def test_a_brief_of_what_cannot_be_answered_leads_to_the_page_that_says_so(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/brief.pdf?scenarios=FROZEN&years=99")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/?scenarios=FROZEN&years=99"


LARGE = "scenarios=FROZEN&replications=500&years=2"


async def ended(client: httpx.AsyncClient, address: str) -> str:
    """The page of a run once it has ended."""
    for _ in range(400):
        page = (await client.get(address)).text
        if "data-state" in page and not re.search(r'data-state="(QUEUED|RUNNING|CANCELING)"', page):
            return page
        await asyncio.sleep(0.05)
    raise AssertionError("the run never ended")


async def test_a_run_is_started_by_a_form_seen_at_its_address_and_ends_with_a_result(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(f"/run?{LARGE}")

    assert answer.status_code == 303
    page = await ended(client, answer.headers["location"])
    assert "De berekening is klaar." in text_of(page)
    assert "In 2016 lost scenario 3" in text_of(page)


async def test_what_a_run_brought_is_what_an_answer_at_once_says(client: httpx.AsyncClient) -> None:
    address = (await client.post(f"/run?{LARGE}")).headers["location"]
    await ended(client, address)

    numbers = [
        re.findall(r'data-text="reachable(?:Band)?">([^<]+)', (await client.get(one)).text)
        for one in (address, f"/?{LARGE}")
    ]

    assert numbers[0] == numbers[1] != []


async def test_the_form_in_a_body_starts_the_same_run(client: httpx.AsyncClient) -> None:
    sent = {"sent": "1", "scenario": "FROZEN", "replications": "500", "years": "2"}

    by_body = await client.post("/run", data=sent)
    by_address = await client.post(f"/run?{LARGE}")

    assert by_body.headers["location"] == by_address.headers["location"]


async def test_a_run_that_is_cancelled_says_so(serve: Serve) -> None:
    async with serve(run_threads=1) as client:
        slow = "scenarios=FROZEN&replications=20000&step=MONTH"
        address = (await client.post(f"/run?{slow}")).headers["location"]
        id_ = re.findall(r"run=([0-9a-f]{32})", address)[0]

        answer = await client.post(f"/run/{id_}/cancel?{urlsplit(address).query}")

        assert answer.headers["location"] == address
        assert "De berekening is afgebroken." in text_of(await ended(client, address))


async def test_another_site_cannot_start_a_run_in_a_visitor_s_browser(
    client: httpx.AsyncClient,
) -> None:
    elsewhere = {"origin": "https://elsewhere.example"}

    answer = await client.post(f"/run?{LARGE}", headers=elsewhere)

    assert answer.status_code == 403
    assert (await client.get("/api/v1/runs")).status_code == 404


async def test_a_run_that_cannot_be_started_says_why_on_the_page(client: httpx.AsyncClient) -> None:
    exact = await client.post("/run?scenarios=FROZEN&engine=ANALYTIC")
    huge = await client.post("/run", content=b"sent=1&x=" + b"9" * 70_000)

    assert exact.status_code == 422
    assert 'id="problem"' in exact.text
    assert huge.status_code == 413


async def test_the_page_s_own_documents_are_trusted_where_no_others_are(serve: Serve) -> None:
    async with serve(trusted_only=True) as client:
        for name, text in documents().items():
            variables = {"language": "NL", "input": {"alternatives": [{"scenario": "FROZEN"}]}}
            told = (
                await client.post("/graphql", json={"query": text, "variables": variables})
            ).json()
            assert "errors" not in told, name
        refused = (await client.post("/graphql", json={"query": "{ __typename }"})).json()
    assert refused["errors"][0]["extensions"]["code"] == "UNTRUSTED_DOCUMENT"


async def test_the_page_s_document_fits_the_limits_with_all_its_charts(ask: Ask) -> None:
    every = {kind.value: True for kind in ChartKind}
    scenarios = [{"scenario": name} for name in ("FROZEN", "REGIONAL_BASIC", "LOCAL", "LEAN")]

    told = await ask(
        documents()["whatif"], input={"alternatives": scenarios}, language="NL", **every
    )

    assert all(told["comparison"][kind.value]["svg"].startswith("<svg") for kind in ChartKind)


async def test_what_the_page_draws_is_charged_and_past_the_rate_every_page_says_so(
    serve: Serve,
) -> None:
    async with serve(cost_per_minute=300) as client:
        drawn = await client.get("/?scenarios=FROZEN&engine=ANALYTIC")
        again = await client.get("/?scenarios=LEAN&engine=ANALYTIC")

        paths = ["/?scenarios=FROZEN", "/counts", "/method", *["/accessibility"] * 20]
        pages = [await client.get(path) for path in paths]

    assert drawn.status_code == 200
    assert again.status_code == 429
    assert pages[-1].status_code == 429
    assert {page.status_code for page in pages} <= {200, 429}
