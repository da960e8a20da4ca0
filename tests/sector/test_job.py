"""A job in parts: resumed by the same command, refused where it is another, and right whoever is ended in between. With real processes."""

import os
import signal
import ssl
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.knowledge import bundle
from guidance.sector import folder, job
from guidance.sector.engine import HOST, Cluster, EngineError, Here, Workers
from guidance.sector.folder import JobError
from tests.sector.made import assessed, files, of_today, random_cases, written

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PARTS = 6


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sector") / "dataset"
    assert len(written(folder, random_cases(5, 2 * PARTS), 2).parts) == PARTS
    return folder


@pytest.fixture(scope="module")
def whole(source, tmp_path_factory):
    """The files of a result that nothing interrupted."""
    out = tmp_path_factory.mktemp("whole")
    assert not assessed(source, out).failed
    return files(out)


def test_what_is_done_is_not_done_again_and_the_rest_is(source, whole, tmp_path):
    assessed(source, tmp_path)
    for number in (1, 4):
        (tmp_path / "done" / f"{number:05}.json").unlink()
    (tmp_path / "activity" / "part-00001.parquet").unlink()
    before = (tmp_path / "activity" / "part-00000.parquet").stat().st_mtime_ns
    told: list[int] = []
    assert len(assessed(source, tmp_path, progress=told.append).done) == PARTS
    assert told == [PARTS - 2, 1, 1]
    assert (tmp_path / "activity" / "part-00000.parquet").stat().st_mtime_ns == before
    assert files(tmp_path) == whole


def test_after_a_power_cut_what_the_disk_lost_is_done_again(source, whole, tmp_path):
    assessed(source, tmp_path)
    (tmp_path / "activity" / "part-00001.parquet").write_bytes(b"")
    (tmp_path / "counts" / "part-00002.parquet").unlink()
    (tmp_path / "done" / "00004.json").write_bytes(b"")
    told: list[int] = []
    assert len(assessed(source, tmp_path, progress=told.append).done) == PARTS
    assert told == [PARTS - 3, 1, 1, 1]
    assert files(tmp_path) == whole


def test_another_job_or_something_else_in_the_folder_is_refused(source, tmp_path):
    assessed(source, tmp_path / "result")
    before = files(tmp_path / "result")
    with pytest.raises(JobError, match=r"another job \(its as_at differs\)"):
        assessed(source, tmp_path / "result", day=date(2027, 4, 1))
    assert files(tmp_path / "result") == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear Sir")
    with pytest.raises(JobError, match="holds something that is no result"):
        assessed(source, tmp_path / "letters")
    assert [each.name for each in (tmp_path / "letters").iterdir()] == ["letter.txt"]


def test_a_damaged_part_is_named_and_the_others_are_done(source, tmp_path):
    copy = tmp_path / "dataset"
    described = written(copy, random_cases(5, 2 * PARTS), 2)
    file = copy / "activities" / described.parts[2].file
    file.write_bytes(file.read_bytes()[:100])
    outcome = assessed(copy, tmp_path / "result")
    assert list(outcome.failed) == [2]
    assert "part-00002.parquet: the file was changed or damaged" in outcome.failed[2]
    assert len(outcome.done) == PARTS - 1
    assert not [name for name in files(tmp_path / "result") if "00002" in name]


def test_a_worker_with_other_code_or_another_bundle_refuses(source, tmp_path, monkeypatch):
    described = job.dataset.described(source)
    asked = job.Job(dataset="", knowledge=of_today().sha256, version="", as_at=None, code="0" * 64)
    task = job.Task(job=asked, dataset=source, out=tmp_path, part=described.parts[0])
    with pytest.raises(JobError, match="another version of the program"):
        job.assess_part(task)
    right = asked.model_copy(update={"code": folder.code()})
    (tmp_path / f"knowledge-{of_today().sha256[:12]}.json").write_text(
        of_today().text.replace("organisation", "organization", 1)
    )
    with pytest.raises(JobError, match="knowledge-"):
        job.assess_part(task.model_copy(update={"job": right}))
    assert [name for name in files(tmp_path) if not name.startswith("knowledge-")] == []


def test_what_a_case_is_treated_as_is_told_by_the_knowledge_of_the_bundle_alone(source, tmp_path):
    other = bundle.read(of_today().text.replace(of_today().hash, "0" * 64))
    with pytest.raises(JobError, match=r"this is other knowledge; name its folder with --knowledge, or leave --treat-as out"):
        job.run(source, tmp_path / "result", other, None, Here(), lambda _: None, (knowledge.OWN,))
    assert not (tmp_path / "result").exists()


def test_the_driver_is_killed_and_the_same_command_does_the_rest(source, whole, tmp_path):
    out = tmp_path / "result"
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.sector.made import assessed\n"
        "assessed(Path(sys.argv[1]), Path(sys.argv[2]), progress=lambda _: print(flush=True))"
    )
    driver = subprocess.Popen([sys.executable, "-c", program, source, out], cwd=ROOT, stdout=subprocess.PIPE)
    assert driver.stdout
    for _ in range(3):  # that none was done before, and that two are
        assert driver.stdout.readline()
    driver.kill()
    driver.wait()
    driver.stdout.close()
    assert len(assessed(source, out).done) == PARTS
    assert files(out) == whole


def test_a_full_disk_names_the_part_and_leaves_nothing_half(source, whole, tmp_path):
    """Once the folder is made ready no file may grow beyond what a marker takes: the tables of no part fit."""
    out = tmp_path / "result"
    program = (
        "import resource, sys\nfrom pathlib import Path\nfrom tests.sector.made import assessed\n"
        "full = lambda _: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "failed = assessed(Path(sys.argv[1]), Path(sys.argv[2]), progress=full).failed\n"
        "print(*(f'{number} {why}' for number, why in failed.items()), sep=chr(10))"
    )
    done = subprocess.run([sys.executable, "-c", program, source, out], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    left = files(out)
    named = {int(line.split()[0]): line for line in done.stdout.splitlines()}
    assert list(named) == list(range(PARTS))
    assert all("File too large" in line for line in named.values()), named
    assert not [name for name in left if "part-" in name or name.startswith("done/")]
    assert not [name for name in left if "/." in name or name.startswith(".")]
    assert not assessed(source, out).failed
    assert files(out) == whole


def listening(process):
    """The addresses on which a process and those it started can be reached."""
    for each in (process, *process.children(recursive=True)):
        yield from (found.laddr.ip for found in each.net_connections("inet") if found.status == "LISTEN")


def test_worker_processes_give_the_same_bytes_and_nobody_else_reaches_them(source, whole, tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    import psutil

    reached: set[str] = set()
    outcome = assessed(source, tmp_path, Workers(2), progress=lambda _: reached.update(listening(psutil.Process())))
    assert not outcome.failed
    assert files(tmp_path) == whole
    assert reached == {"127.0.0.1"}


def test_a_worker_is_killed_and_every_part_is_done_all_the_same(source, whole, tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, local_directory=tmp_path / "scratch"
    ) as cluster:
        killed: list[int] = []

        def kill(_: int) -> None:
            if not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        outcome = assessed(source, tmp_path / "result", Cluster(cluster.scheduler_address), progress=kill)
    assert killed
    assert not outcome.failed
    assert files(tmp_path / "result") == whole


SCHEDULER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, local_directory=sys.argv[1]) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def test_the_scheduler_is_lost_and_the_same_command_does_the_rest(source, whole, tmp_path):
    """What was not done is named, with what to do; nothing half is left, and what was done counts."""
    psutil = pytest.importorskip("psutil")
    pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    program, out = tmp_path / "scheduler.py", tmp_path / "result"
    program.write_text(SCHEDULER)
    command = [sys.executable, program, tmp_path / "scratch"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        everything = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        done: list[int] = []

        def lose(number: int) -> None:
            done.append(number)
            if len(done) == 2:  # one part is done: the first is told of before any
                for each in reversed(everything):
                    each.kill()

        outcome = assessed(source, out, Cluster(address), progress=lose)
    assert outcome.failed
    assert set(outcome.failed.values()) == {"the scheduler was lost before it was done; give the same command again"}
    assert len(outcome.done) + len(outcome.failed) == PARTS
    assert not [name for name in files(out) if "/." in name or name.startswith(".")]
    assert not assessed(source, out).failed
    assert files(out) == whole


def signed(folder: Path) -> tuple[Path, Path, Path]:
    """An authority, and a certificate and key that it signed."""
    ca, key, asked, cert = (folder / name for name in ("ca.pem", "key.pem", "asked.pem", "cert.pem"))
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-batch", "-subj"]
    signing = [*new, "/CN=authority", "-x509", "-days", "2", "-keyout", str(folder / "ca-key.pem"), "-out", str(ca)]
    asking = [*new, "/CN=localhost", "-keyout", str(key), "-out", str(asked)]
    by = ["-CA", str(ca), "-CAkey", str(folder / "ca-key.pem"), "-CAcreateserial"]
    signs = ["openssl", "x509", "-req", "-in", str(asked), *by, "-days", "2", "-out", str(cert)]
    for command in (signing, asking, signs):
        subprocess.run(command, check=True, capture_output=True)
    return ca, cert, key


def test_a_cluster_is_reached_by_a_certificate_and_not_without(source, whole, tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    (tmp_path / "tls").mkdir()
    ca, cert, key = signed(tmp_path / "tls")
    files_of = {
        f"tls_{who}_{what}": str(file)
        for who in ("scheduler", "worker", "client")
        for what, file in (("cert", cert), ("key", key))
    }
    security = distributed.Security(require_encryption=True, tls_ca_file=str(ca), **files_of)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", protocol="tls://", dashboard_address=None, security=security,
        local_directory=tmp_path / "scratch",
    ) as cluster:  # fmt: skip
        address = cluster.scheduler_address
        outcome = assessed(source, tmp_path / "result", Cluster(address, ca, cert, key))
        assert not outcome.failed
        host, port = address.removeprefix("tls://").split(":")
        with pytest.raises((ssl.SSLError, ConnectionError, TimeoutError)):
            handshake(host, int(port), ca)
    assert files(tmp_path / "result") == whole


def handshake(host: str, port: int, ca: Path) -> None:
    """Asks a server for an answer, without a certificate of one's own."""
    import socket

    context = ssl.create_default_context(cafile=str(ca))
    context.check_hostname = False
    with socket.create_connection((host, port), timeout=20) as plain, context.wrap_socket(plain) as wrapped:
        wrapped.sendall(b"\0" * 64)
        if not wrapped.recv(1):
            raise ConnectionError("refused")


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://scheduler.example:8786", "tls://10.0.0.1:8786", "ws://127.0.0.1:1", "here"]
)
def test_a_scheduler_that_others_could_reach_is_refused(address):
    with pytest.raises(EngineError, match=r"expected tls://|needs a PEM file"):
        Cluster(address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_a_scheduler_of_this_machine_needs_no_certificate(address):
    assert Cluster(address).address == address


def refuse(number: int) -> None:
    if number == 2:
        raise ValueError("two is refused")
    if number == 3:
        raise KeyError("three")


def test_every_item_comes_back_once_with_what_went_wrong():
    assert dict(Here().each(refuse, range(5))) == {0: "", 1: "", 2: "two is refused", 3: "KeyError: 'three'", 4: ""}


def end(number: int) -> None:
    if number == 1:
        os._exit(1)
    time.sleep(0)


def test_two_jobs_at_once_share_no_port_and_are_reached_on_this_machine_alone():
    pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    import psutil

    first, second = (Workers(1).each(refuse, [0, 1]) for _ in range(2))
    assert next(first)[1] == next(second)[1] == ""
    here = [psutil.Process(), *psutil.Process().children(recursive=True)]
    listening = [each.laddr for one in here for each in one.net_connections("inet") if each.status == psutil.CONN_LISTEN]
    assert listening
    assert {each.ip for each in listening} <= {HOST}
    assert 8787 not in {each.port for each in listening}
    assert len(list(first)) == len(list(second)) == 1


def test_what_ends_every_worker_is_named_and_the_rest_is_done():
    pytest.importorskip("distributed", reason="Dask is not installed: pip install .[sector]")
    found = dict(Workers(1).each(end, range(12)))
    assert found.pop(1).startswith("every worker that took it ended")
    assert found == dict.fromkeys([0, *range(2, 12)], "")
