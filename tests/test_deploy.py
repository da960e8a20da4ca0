"""What deploy/ says of a container and of several together: no registry of images is reached here, so it is read, and its build is done by hand."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from sqlalchemy import make_url

from tests.ui.conftest import App, free_port
from ui import logs
from ui.browser import door
from ui.cli.main import main
from ui.gate import health, settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PROGRAMS = ("a", "b")


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (each.partition(" ") for each in lines)]


def said(name: str) -> list[str]:
    return [rest for each, rest in instructions() if each == name]


def copied() -> list[str]:
    """What is copied out of the checkout."""
    return [path for rest in said("COPY") if "--from" not in rest for path in rest.split()[:-1]]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def haproxy(what: str) -> list[str]:
    return re.findall(what, (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_copied_is_kept_here_and_let_into_the_build() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    let_in = {each[1:] for each in (ROOT / ".dockerignore").read_text().splitlines() if each.startswith("!")}
    assert let_in == set(copied())
    for path in copied():
        assert path in kept or any(each.startswith(f"{path}/") for each in kept), path
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert not said("ADD")


def test_it_is_built_as_a_checkout_is_and_runs_as_nobody_in_particular() -> None:
    version = re.findall(r"^UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert re.findall(r"uv==([0-9.]+)", " ".join(said("RUN"))) == version
    assert len(said("FROM")) == 2
    assert int(said("USER")[-1]) >= 10_000
    assert [name for name, _ in instructions()].index("USER") > [name for name, _ in instructions()].index("RUN")
    assert not re.search(r":latest|(?i:secret|password)", (DEPLOY / "Containerfile").read_text())


def test_its_command_is_one_of_the_program_and_its_health_is_asked_for_where_it_is_told() -> None:
    assert json.loads(said("ENTRYPOINT")[0]) == ["guidance"]
    words = json.loads(said("CMD")[0])
    command = main.commands[words[0]]
    port = command.make_context("run", words[1:], resilient_parsing=True).params["port"]
    assert str(port) == said("EXPOSE")[0]
    assert health.PATH in said("HEALTHCHECK")[0]
    assert "127.0.0.1" in said("HEALTHCHECK")[0]  # a name that the program answers to
    assert f"{logs.SETTING}=json" in said("ENV")[-1]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_settings_are_settings_that_the_program_knows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = compose()["services"][name]
    given = dict(service["environment"])
    files = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "guidance").rglob("*.py")]
    known = {found for each in files for found in re.findall(r"GUIDANCE_[A-Z_]+", each.read_text(encoding="utf-8"))}
    assert {each for each in given if each.startswith("GUIDANCE_")} <= known
    for setting in (settings.IN_FILES[settings.SHARED_WITH_PROVIDER], "PGPASSFILE"):
        assert given[setting].removeprefix("/run/secrets/") in service["secrets"]
    (tmp_path / "secret").write_text("s3cret\n")
    given[settings.IN_FILES[settings.SHARED_WITH_PROVIDER]] = str(tmp_path / "secret")
    chosen = settings.chosen(door.origin(given["GUIDANCE_ADDRESS"]), given)
    assert isinstance(chosen, settings.Oidc)
    assert chosen.secret == "s3cret"
    monkeypatch.setenv(logs.SETTING, "")
    database = make_url(given["GUIDANCE_DATABASE"])
    of_database = compose()["services"][database.host]["environment"]
    assert (database.username, database.database) == (of_database["POSTGRES_USER"], of_database["POSTGRES_DB"])
    assert database.password is None


def test_the_ports_are_those_of_haproxy_and_only_it_can_be_reached() -> None:
    services = compose()["services"]
    commands = [services[name]["command"] for name in PROGRAMS]
    assert [f"127.0.0.1:{words[words.index('--port') + 1]}" for words in commands] == haproxy(r"^\s+server \w+ (\S+) check")
    for words, name in zip(commands, PROGRAMS, strict=True):
        assert isinstance(main.commands[words[0]], click.Command)
        assert services[name]["environment"]["PORT"] == words[-1]
        assert services[name]["network_mode"] == "service:proxy"
    (bound,) = haproxy(r"bind :(\d+) ")
    assert services["proxy"]["ports"] == [f"{bound}:{bound}"]
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]
    mounted = {each.split(":")[1] for each in services["proxy"]["volumes"]}
    assert set(haproxy(r"crt (\S+)")) < mounted
    assert all((DEPLOY / each.split(":")[0]).exists() for each in services["proxy"]["volumes"] if "secrets" not in each)


def test_the_unit_has_a_folder_to_write_to_and_a_secret_for_either_way_to_sign_in(tmp_path: Path) -> None:
    """The account has no home of its own, and where lists are kept is in it."""
    unit = (DEPLOY / "guidance@.service").read_text(encoding="utf-8")
    lines = [line.partition("=") for line in unit.splitlines() if not line.startswith("#")]
    given = dict(each.split("=", 1) for name, _, rest in lines if name == "Environment" for each in rest.split())
    said = {name: rest for name, _, rest in lines}
    assert said["ProtectHome"] == "yes"
    assert given["HOME"] == f"%S/{said['StateDirectory']}"
    secret = said["LoadCredential"].partition(":")[0]
    assert {given[each] for each in settings.IN_FILES.values()} == {f"%d/{secret}"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {"HOME": str(tmp_path)}
    asked = [sys.executable, "-c", "from ui import settings; print(settings.data_folder())"]
    folder = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(folder).is_relative_to(tmp_path)


def test_each_is_held_in_and_what_it_names_is_there() -> None:
    whole = compose()
    for name, service in whole["services"].items():
        assert not re.search(r":latest$", service["image"])
        assert set(service.get("secrets", [])) <= set(whole["secrets"])
        assert set(service.get("depends_on", {})) <= set(whole["services"])
        if name != "db":
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
    for name in PROGRAMS:
        service = whole["services"][name]
        assert service["user"] == said("USER")[-1]
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).samefile(DEPLOY / "Containerfile")
        assert [each.split(":")[1] for each in service["volumes"]] == said("VOLUME") == said("WORKDIR")[-1:]


class Built(App):
    """The program as the build puts it together."""

    @property
    def command(self) -> list[str]:
        return [str(self.home / "env" / "bin" / "guidance"), "run", "--port", str(self.port)]


@pytest.mark.install
def test_what_is_copied_is_enough_to_build_and_start_it(tmp_path: Path) -> None:
    for path in copied():
        target = tmp_path / "src" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, target)
    (sync,) = [rest.split("/uv/bin/uv ")[1].split() for rest in said("RUN") if "uv sync" in rest]
    told = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    told |= {"UV_PROJECT_ENVIRONMENT": str(tmp_path / "env"), "UV_PYTHON_DOWNLOADS": "never"}
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run([uv, *sync], cwd=tmp_path / "src", env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(tmp_path / "src")
    running = Built(tmp_path, free_port(), also={logs.SETTING: "json"}, home=tmp_path)
    running.start()
    try:
        asked = json.loads(said("HEALTHCHECK")[0].partition("CMD ")[2])
        subprocess.run(asked, env={**told, "PORT": str(running.port)}, check=True)
    finally:
        running.stop()
