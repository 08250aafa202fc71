import base64
import hashlib
import hmac
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from server.sealing import (
    Key,
    KeyRing,
    KeysRefused,
    Place,
    Unreadable,
    candidates,
    drawn,
    index,
    is_current,
    opened,
    read,
    seal,
)

OLD, NEW = Key(b"\x00\x01", bytes(range(32))), Key(b"\x00\x02", bytes(32))
RING = KeyRing({OLD.id: OLD, NEW.id: NEW})
NAME = Place("person", "name", "a")


@given(st.text())
def test_what_is_sealed_opens_in_its_place_alone(text: str) -> None:
    sealed = seal(RING, text, NAME)

    assert opened(RING, sealed, NAME) == text
    for other in (
        Place("contact", "name", "a"),
        Place("person", "source", "a"),
        Place("person", "name", "b"),
    ):
        with pytest.raises(Unreadable):
            opened(RING, sealed, other)


def test_every_byte_of_it_counts() -> None:
    sealed = seal(RING, "Jansen", NAME)

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Unreadable):
            opened(RING, changed, NAME)
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            opened(RING, sealed[:length], NAME)


def test_why_it_does_not_open_never_tells_what_it_is() -> None:
    with pytest.raises(Unreadable) as refused:
        opened(KeyRing({OLD.id: OLD}), seal(RING, "Jansen", NAME), NAME)

    assert str(refused.value) == "person.name: there is no key 0002"
    assert "Jansen" not in repr(refused.value)
    assert base64.b64encode(NEW.secret).decode() not in repr(RING)


def test_it_is_aes_256_gcm_under_a_key_by_hkdf() -> None:
    # by the standards' own words, and another way into the library
    extracted = hmac.digest(bytes(32), NEW.secret, "sha256")
    key = hmac.digest(extracted, b"burgernet sealing" + b"\x01", "sha256")

    sealed = seal(RING, "Jansen", NAME)

    nonce, text, tag = sealed[3:15], sealed[15:-16], sealed[-16:]
    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(b"burgernet\0person\0name\0a")
    assert decryptor.update(text) + decryptor.finalize() == b"Jansen"


def test_no_two_sealings_of_the_same_are_alike() -> None:
    assert len({seal(RING, "Jansen", NAME) for _ in range(1000)}) == 1000


def test_what_an_earlier_key_sealed_opens_and_is_known_to_be_old() -> None:
    old = seal(KeyRing({OLD.id: OLD}), "Jansen", NAME)

    assert opened(RING, old, NAME) == "Jansen"
    assert not is_current(RING, old)
    assert is_current(RING, seal(RING, "Jansen", NAME))


def test_a_blind_index_finds_the_same_value_of_the_same_kind_under_any_key() -> None:
    kept = index(KeyRing({OLD.id: OLD}), "+31612345678", "telephone")

    assert kept in candidates(RING, "+31612345678", "telephone")
    assert kept not in candidates(RING, "+31612345679", "telephone")
    assert kept not in candidates(RING, "+31612345678", "email")
    assert not is_current(RING, kept)
    assert hashlib.sha256(b"+31612345678").digest() not in kept


def test_keys_are_read_from_a_file_that_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    first, second = drawn(), drawn()
    file.write_text(f"# of the test\n{first.line}\n\n{second.line}  # since today\n")

    file.chmod(0o640)
    with pytest.raises(KeysRefused, match="others may read it"):
        read(file, None)
    file.chmod(0o600)
    ring = read(file, None)

    assert ring == KeyRing({first.id: first, second.id: second})
    assert ring is not None
    assert ring.current == second
    assert read(None, f"{first.line},{second.line}") == ring
    assert read(None, None) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no key"),
        ("# 0001", "there is no key"),
        ("0001", "line 1: must be"),
        (f"1 {base64.b64encode(bytes(32)).decode()}", "line 1: must be"),
        (f"0001 {base64.b64encode(bytes(31)).decode()}", "line 1: a key is 32 bytes"),
        ("0001 geheim", "line 1: a key is 32 bytes"),
        (f"{OLD.line}\n{OLD.line}", "line 2: the id 0001 is given twice"),
    ],
)
def test_bad_keys_are_refused_by_line_and_never_told(text: str, why: str) -> None:
    with pytest.raises(KeysRefused, match=why) as refused:
        read(None, text)

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read as a file of keys: Is a directory"),
        (b"", "there is no key in it"),
        ("naam;é".encode(), "is no file of keys: it holds more than ASCII"),
        (f"{OLD.line}\n".encode(), "others may read it"),
    ],
)
def test_a_file_is_first_told_to_hold_no_keys_and_then_to_be_open_to_others(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "register.keys"
    if content is None:
        file.mkdir(mode=0o755)
    else:
        file.write_bytes(content)
        file.chmod(0o644)

    with pytest.raises(KeysRefused) as refused:
        read(file, None)

    assert str(refused.value).startswith(f"{file}: {why}")
