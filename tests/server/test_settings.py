import pytest

from server.settings import Settings, SettingsRefused


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURGERNET_PORT", "8080")
    monkeypatch.setenv("BURGERNET_ALLOWED_ORIGINS", '["https://twente.example"]')

    settings = Settings.read()

    assert settings.port == 8080
    assert settings.allowed_origins == ("https://twente.example",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BURGERNET_PROT", "8080", "BURGERNET_PROT is no setting; did you mean BURGERNET_PORT?"),
        ("BURGERNET_", "8080", "BURGERNET_ is no setting; there are BURGERNET_ACCESS"),
        ("BURGERNET_PORT", "99999", "BURGERNET_PORT=99999: must lie in [0, 65535]"),
        ("BURGERNET_KEEP_LEFT", "-1", "BURGERNET_KEEP_LEFT=-1: must lie in [1, 36500]"),
        ("BURGERNET_ANSWER_WITHIN", "0", "BURGERNET_ANSWER_WITHIN=0: must lie in (0, 3600]"),
        ("BURGERNET_MOST_CELLS", "0", "BURGERNET_MOST_CELLS=0: must lie in [1, ∞)"),
        ("BURGERNET_THREADS", "two", "BURGERNET_THREADS=two: Input should be a valid integer"),
        (
            "BURGERNET_ALLOWED_ORIGINS",
            "nonsense",
            "BURGERNET_ALLOWED_ORIGINS=nonsense: must be a JSON",
        ),
        (
            "BURGERNET_TRUSTED_DOCUMENTS",
            "relay.json",
            "BURGERNET_TRUSTED_DOCUMENTS=relay.json: must be a JSON list",
        ),
        (
            "BURGERNET_TRUSTED_PROXIES",
            "10.0.0.1",
            'BURGERNET_TRUSTED_PROXIES=10.0.0.1: must be a JSON list, such as ["10.0.0.0/8"]',
        ),
        (
            "BURGERNET_TRUSTED_PROXIES",
            '["proxy.example"]',
            "'proxy.example' does not appear to be an IPv4 or IPv6 network: name addresses",
        ),
        (
            "BURGERNET_OIDC_ROLES",
            "nonsense",
            'BURGERNET_OIDC_ROLES=nonsense: must be a JSON object, such as {"a-registrar"',
        ),
        ("BURGERNET_OIDC_ROLES", '{"a": "anonymous"}', "BURGERNET_OIDC_ROLES"),
        ("BURGERNET_OIDC_JWKS", "http://issuer.example/keys", "must be an address by https"),
        ("BURGERNET_OIDC_ISSUER", "https://issuer.example", "are set together or not at all"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsRefused) as refusal:
        Settings.read()

    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
