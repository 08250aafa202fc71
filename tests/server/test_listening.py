"""Where the server listens, before anything of it is made."""

import socket

import pytest

from server.listening import taken
from server.settings import SettingsRefused


def test_a_port_on_which_another_listens_is_refused_by_host_port_and_next_step() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsRefused) as refused, taken("127.0.0.1", port):
            pass

    assert str(refused.value).startswith(
        f"host=127.0.0.1, port={port}: Address already in use; name another port (--port,"
    )


def test_a_host_that_is_not_this_machine_is_refused_by_name() -> None:
    said = r"host=192\.0\.2\.1, port=0: .*; name another"

    with pytest.raises(SettingsRefused, match=said), taken("192.0.2.1", 0):
        pass


def test_a_port_is_taken_until_the_block_ends() -> None:
    with taken("127.0.0.1", 0) as (first,):
        port = first.getsockname()[1]
        with pytest.raises(SettingsRefused), taken("127.0.0.1", port):
            pass

    with taken("127.0.0.1", port) as sockets:
        assert len(sockets) == 1
