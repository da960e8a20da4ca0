"""How the people of several institutions sign in, as settings and their file say it."""

from pathlib import Path

import pytest

from guidance.team.person import Person
from guidance.team.sign_ins import SignIns
from ui.gate import settings
from ui.gate.proxy import ByProxy
from ui.settings import INSTITUTIONS

HERE = "https://guidance.example"
OIDC = {settings.SIGN_IN: "oidc"}
PROXY = {settings.SIGN_IN: "proxy", settings.SHARED_WITH_PROXY: "0123456789abcdef0123456789abcdef"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the file of two institutions, of which one has a provider of its own."""
    monkeypatch.setenv(INSTITUTIONS, str(tmp_path / "institutions.toml"))
    (tmp_path / "secret").write_text("s3cret\n")
    write(tmp_path)
    return tmp_path


def write(
    folder: Path, east: str = "issuers = ['https://login.eastvale.example']\nclient = 'g'\nsecret_file = 'SECRET'\n"
) -> None:
    text = "[northmoor]\nname = 'N'\ndatabase = 'sqlite:///n'\nissuers = ['https://login.northmoor.example']\nclient = 'guidance'\n"
    text += "secret_file = 'SECRET'\ngroups = 'roles'\nemail = 'trusted'\n"
    text += f"[eastvale]\nname = 'E'\ndatabase = 'sqlite:///e'\n{east}"
    (folder / "institutions.toml").write_text(text.replace("SECRET", str(folder / "secret")))


def test_each_has_a_provider_of_its_own(folder: Path) -> None:
    assert settings.chosen(HERE, OIDC) == {
        "northmoor": settings.Oidc("https://login.northmoor.example", "guidance", "s3cret", "roles", True),
        "eastvale": settings.Oidc("https://login.eastvale.example", "g", "s3cret", "groups", False),
    }


@pytest.mark.parametrize(
    ("east", "problem"),
    [
        ("issuers = ['https://a', 'https://b']\n", "expected one issuer"),
        ("issuers = ['http://a.example']\n", "eastvale: GUIDANCE_OIDC_ISSUER: read 'http://a.example'"),
        ("issuers = ['https://a']\n", "eastvale: GUIDANCE_SIGN_IN is oidc: set GUIDANCE_OIDC_CLIENT"),
        ("issuers = ['https://a']\nclient = 'g'\n", "eastvale: GUIDANCE_SIGN_IN is oidc: set GUIDANCE_OIDC_SECRET"),
        ("issuers = ['https://a']\nclient = 'g'\nsecret_file = '/none'\n", "/none cannot be read"),
    ],
)
def test_what_is_missing_of_one_is_named(folder: Path, east: str, problem: str) -> None:
    write(folder, east)
    with pytest.raises(ValueError, match=problem):
        settings.chosen(HERE, OIDC)


def test_a_proxy_signs_in_the_people_of_all(folder: Path) -> None:
    write(folder, "issuers = ['https://idp.eastvale.example/shibboleth', 'https://old.eastvale.example/shibboleth']\n")
    chosen = settings.chosen(HERE, PROXY)
    assert isinstance(chosen, settings.Proxy)
    assert chosen.issuers == {
        "https://login.northmoor.example",
        "https://idp.eastvale.example/shibboleth",
        "https://old.eastvale.example/shibboleth",
    }


def test_of_one_institution_the_proxy_s_issuers_are_named() -> None:
    chosen = settings.chosen(HERE, PROXY | {settings.PROXY_ISSUERS: " https://a.example/idp\nhttps://b.example "})
    assert isinstance(chosen, settings.Proxy)
    assert chosen.issuers == {"https://a.example/idp", "https://b.example"}


def test_the_word_of_an_issuer_that_was_not_named_is_not_believed() -> None:
    ours = "https://idp.northmoor.example/shibboleth"
    chosen = settings.chosen(HERE, PROXY | {settings.PROXY_ISSUERS: ours})
    assert isinstance(chosen, settings.Proxy)
    way, zoe = ByProxy(chosen, SignIns("sqlite://")), Person(issuer=ours, subject="zoe", name="Zoë")
    said = {"proxy": (chosen.secret.encode(),), "issuer": (ours.encode(),), "subject": (b"zoe",), "groups": (b"officers",)}
    assert way.allows(said, zoe)
    for other in (b"https://idp.elsewhere.example/shibboleth", ours.encode() + b"/", ours.upper().encode()):
        with pytest.raises(PermissionError, match="not one of those"):
            way.allows(said | {"issuer": (other,)}, zoe)


def test_institutions_without_a_sign_in_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="set GUIDANCE_SIGN_IN too"):
        settings.chosen(HERE, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSTITUTIONS, str(tmp_path / "none.toml"))
    with pytest.raises(ValueError, match=r"none\.toml: cannot be read"):
        settings.chosen(HERE, OIDC)
