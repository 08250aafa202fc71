"""Who judges the API, and how each of them is asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.places import CODEGEN, HERE, NODE, TOOLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    tool: str
    """Its name, at the index it comes from."""
    at: str = ""
    """What it judges, where it judges several."""
    version: Callable[[str], str]
    command: Callable[[str, Path], list[str]]
    """What is run: for the origin of a server, and the file that the report goes to."""


def of_npm(tool: str) -> str:
    manifest = HERE / "node_modules" / tool / "package.json"
    return str(json.loads(manifest.read_text("utf-8"))["version"])


def of_pypi(environment: Path) -> Callable[[str], str]:
    def version(tool: str) -> str:
        name = tool.replace("-", "_")
        (found,) = environment.glob(f"lib/python*/site-packages/{name}-*.dist-info")
        return found.name.removeprefix(f"{name}-").removesuffix(".dist-info")

    return version


def by_node(tool: str, client: str) -> Judge:
    """Judge by a file of node's own test runner."""
    return Judge(
        tool=tool,
        version=of_npm,
        command=lambda _, report: [
            str(NODE),
            "--test",
            "--test-timeout=60000",
            "--test-force-exit",
            "--test-reporter=junit",
            f"--test-reporter-destination={report}",
            f"clients/{client}",
        ],
    )


def by_pytest(tool: str, client: str, environment: Path = TOOLS) -> Judge:
    """Judge by a file of pytest."""
    return Judge(
        tool=tool,
        version=of_pypi(environment),
        command=lambda _, report: [
            f"{TOOLS}/bin/python",
            *("-m", "pytest", "--quiet", "-p", "no:cacheprovider"),
            f"--junitxml={report}",
            f"clients/{client}",
        ],
    )


def by_schemathesis(settings: str, path: str) -> Judge:
    """Judge by what schemathesis makes up of the schema that is served at a path."""
    return Judge(
        tool="schemathesis",
        at=path,
        version=of_pypi(TOOLS),
        command=lambda origin, report: [
            f"{TOOLS}/bin/schemathesis",
            f"--config-file=fuzzing/{settings}",
            "--no-color",
            *("run", f"{origin}{path}", "--report=junit", f"--report-junit-path={report}"),
        ],
    )


JUDGES: Final = (
    by_node("graphql-http", "audit.mjs"),
    by_node("@apollo/client", "apollo.mjs"),
    by_node("@urql/core", "urql.mjs"),
    by_node("relay-compiler", "relay.mjs"),
    by_node("@graphql-codegen/cli", "codegen.mjs"),
    by_node("graphql-ws", "graphql-ws.mjs"),
    by_node("graphql-sse", "graphql-sse.mjs"),
    by_pytest("gql", "gql_client.py"),
    by_pytest("ariadne-codegen", "ariadne_client.py", CODEGEN),
    by_node("@graphql-eslint/eslint-plugin", "contract.mjs"),
    by_schemathesis("rest.toml", "/api/v1/openapi.json"),
    by_schemathesis("graphql.toml", "/graphql"),  # last: it leaves runs playing behind
)
