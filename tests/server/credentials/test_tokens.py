"""Personal access tokens, before any register is asked."""

import pytest

from server.credentials import tokens


def test_a_new_token_is_well_formed_and_never_the_same() -> None:
    drawn = {tokens.new() for _ in range(200)}

    assert len(drawn) == 200
    assert all(tokens.is_well_formed(token) for token in drawn)


@pytest.mark.parametrize("place", range(len(tokens.PREFIX), tokens.LENGTH))
def test_one_wrong_character_is_known_without_the_register(place: int) -> None:
    token = tokens.new()

    other = "A" if token[place] != "A" else "B"

    assert not tokens.is_well_formed(token[:place] + other + token[place + 1 :])


def test_two_characters_that_changed_places_are_known() -> None:
    token = tokens.new()
    at = next(i for i in range(4, tokens.LENGTH - 1) if token[i] != token[i + 1])

    changed = token[:at] + token[at + 1] + token[at] + token[at + 2 :]

    assert not tokens.is_well_formed(changed)


@pytest.mark.parametrize("text", ["", "bgn_", "bgn_é" + "a" * 38, "ghp_" + "a" * 39, "a" * 10_000])
def test_what_is_no_token_is_not_well_formed(text: str) -> None:
    assert not tokens.is_well_formed(text)


def test_the_digest_of_a_token_does_not_tell_it() -> None:
    token = tokens.new()

    assert token[4:].encode() not in tokens.digest(token)
    assert tokens.digest(token) == tokens.digest(token)
    assert len(tokens.digest(token)) == 32
