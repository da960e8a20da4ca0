"""Signing in connects to the provider that a deployment names, when somebody signs in, and to nobody else; without the setting to nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import free_port
from tests.ui.gate.test_routes import PEOPLE
from tests.ui.knock import knock
from tests.ui.test_no_outside import Watched

pytestmark = pytest.mark.slow
PROVIDER = "192.0.2.1"
"""An address that is nobody's."""
THERE = ("guidance.example", None)


@pytest.fixture(params=[True, False], ids=["signing in", "not signing in"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    also = PEOPLE | {"GUIDANCE_OIDC_ISSUER": f"https://{PROVIDER}"}
    running = Watched(tmp_path, free_port(), "guidance run", also=also if request.param else {})
    running.start()
    yield running
    running.stop()


def test_only_the_provider_is_asked_and_only_by_who_signs_in(watched: Watched) -> None:
    signs_in = bool(watched.also)
    who = THERE if signs_in else ("127.0.0.1:{port}", None)
    for path in ("/", "/healthz", "/signed-out", "/_stcore/health", "/media/x"):
        knock(watched.port, who, path)
    assert watched.outside() == []
    answer = knock(watched.port, who, "/sign-in")
    assert answer.status == (503 if signs_in else 200), "the provider is not there; the page of Streamlit is"
    assert {line.partition(" ")[2] for line in watched.outside()} == ({PROVIDER} if signs_in else set())
