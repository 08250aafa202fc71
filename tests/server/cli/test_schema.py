from pathlib import Path

from server.graphql.schema import sdl
from tests.server.cli.conftest import Burgernet


def test_a_change_that_breaks_clients_of_a_release_fails_the_command(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    then = tmp_path / "0.1.0.graphql"
    then.write_text(sdl(), "utf-8")
    assert burgernet("schema", "--since", str(tmp_path)) == (0, "", "")

    then.write_text(sdl().replace("type Query {", "type Query {\n  gone: Int"), "utf-8")
    code, out, said = burgernet("schema", "--since", str(tmp_path))

    assert (code, out) == (1, "")
    assert said == "burgernet: since 0.1.0: Field Query.gone was removed.\n"


def test_a_folder_without_releases_is_refused(burgernet: Burgernet, tmp_path: Path) -> None:
    code, _, said = burgernet("schema", "--since", str(tmp_path))

    assert code == 2
    assert f"{tmp_path} holds no <version>.graphql" in said
