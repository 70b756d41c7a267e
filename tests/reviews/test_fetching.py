"""The one way in which this server asks another: what it refuses to ask, and how little it takes from who answers."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from reviews import fetching
from reviews.fetching import is_public, why_no_answer


@contextmanager
def server(*answers: bytes, pause: float = 0) -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that says these things, one a connection and the last for ever: its port, and what it
    was asked. `pause`: seconds between two bytes."""
    asked: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        for number in range(1000):
            try:
                wire, _ = listening.accept()
            except OSError:
                return
            with wire:
                asked.append(wire.recv(65536))
                said = answers[min(number, len(answers) - 1)]
                try:
                    for byte in [said[n : n + 1] for n in range(len(said))] if pause else [said]:
                        wire.sendall(byte)
                        time.sleep(pause)
                except OSError:
                    pass

    Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        listening.close()


def says(status: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.fixture
def outside(monkeypatch):
    """As if every name stood for this machine, and this machine were another: returns what was looked up."""
    looked_up: list[str] = []

    def look_up(host, port):
        looked_up.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(fetching, "look_up", look_up)
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(fetching, "is_port", lambda port: True)
    return looked_up


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "moss", "",
    ],
)  # fmt: skip
def test_what_is_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"])
def test_what_is_outside_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "https://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://0x7f.1/", "http://127.1/", "http://0/",
    ],
)  # fmt: skip
def test_nothing_of_this_machine_is_asked_however_it_is_spelt(address, monkeypatch):
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_a, **_k: 1 / 0)
    assert why_no_answer(address) == "did not answer"


def test_one_address_inside_among_others_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(fetching, "look_up", lambda *_: ["8.8.8.8", "10.0.0.1"])
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_a, **_k: 1 / 0)
    assert why_no_answer("http://example.org/") == "did not answer"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "//example.org/", "http://", "",
        "http://ann:secret@example.org/", "http://example.org:22/", "http://example.org:x/", "http://[::1/", "http://.../",
        "http://" + "a" * 300 + ".org/",
    ],
)  # fmt: skip
def test_some_addresses_are_not_asked_at_all(address, monkeypatch):
    monkeypatch.setattr(fetching, "look_up", lambda *_: 1 / 0)
    assert why_no_answer(address) in ("is no address that we ask", "is no address")


@pytest.mark.usefixtures("outside")
class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "trouble"),
        [
            (200, ""), (204, ""), (304, ""), (401, ""), (403, ""), (429, ""), (999, ""), (404, "answered 404"),
            (410, "answered 410"), (500, "answered 500"), (503, "answered 503"),
        ],
    )  # fmt: skip
    def test_are_good_or_bad(self, status, trouble):
        with server(says(status)) as (port, _):
            assert why_no_answer(f"http://example.org:{port}/moss") == (
                trouble if status != 999 else "answered 999"
            )

    def test_of_a_server_that_knows_no_head_are_asked_for_once_more(self):
        with server(says(405), says(200)) as (port, asked):
            assert why_no_answer(f"http://example.org:{port}/") == ""
        assert [line.split(b" ")[0] for line in asked] == [b"HEAD", b"GET"]

    def test_are_asked_for_with_nothing_but_the_question(self):
        with server(says(200, **{"Set-Cookie": "a=b"})) as (port, asked):
            why_no_answer(f"http://example.org:{port}/möss?q=a b#there")
            why_no_answer(f"http://example.org:{port}/")
        lines = asked[0].decode().split("\r\n")
        assert lines[0] == "HEAD /m%C3%B6ss?q=a%20b HTTP/1.1"
        assert sorted(line.partition(":")[0] for line in lines[1:] if line) == [
            "Accept", "Accept-Encoding", "Connection", "Host", "User-Agent",
        ]  # fmt: skip
        assert b"ookie" not in b"".join(asked)

    def test_that_are_nonsense_are_none(self):
        for nonsense in (b"", b"moss\r\n\r\n", b"HTTP/1.1 moss\r\n\r\n", b"\x00" * 70_000):
            with server(nonsense) as (port, _):
                assert why_no_answer(f"http://example.org:{port}/") == "did not answer"

    def test_nobody_there_is_none(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        assert why_no_answer(f"http://example.org:{port}/") == "did not answer"

    def test_that_drip_are_not_waited_for(self, monkeypatch):
        monkeypatch.setattr(fetching, "SECONDS", 0.5)
        began = time.monotonic()
        with server(says(200, Moss="x" * 1000), pause=0.05) as (port, _):
            assert why_no_answer(f"http://example.org:{port}/") == "did not answer"
        assert time.monotonic() - began < 3

    def test_of_any_length_are_not_read(self):
        with server(says(404), says(200, **{"Content-Length": "99999999999"})) as (port, _):
            assert why_no_answer(f"http://example.org:{port}/") == ""


class TestRedirects:
    def test_are_followed(self, outside):
        with (
            server(says(200)) as (port, _),
            server(says(301, Location=f"http://example.net:{port}/")) as (first, _),
        ):
            assert why_no_answer(f"http://example.org:{first}/") == ""
        assert outside == ["example.org", "example.net"]

    def test_are_followed_three_times_and_no_more(self, outside):
        with server(says(302, Location="/again")) as (port, asked):
            assert (
                why_no_answer(f"http://example.org:{port}/")
                == "leads from one address to the next without end"
            )
        assert len(asked) == 4

    @pytest.mark.parametrize(
        "inside", ["http://10.0.0.1/", "http://[::1]/", "file:///etc/passwd", "http://example.org:x/"]
    )
    def test_lead_nowhere_inside(self, outside, monkeypatch, inside):
        real = {"10.0.0.1": ["10.0.0.1"], "::1": ["::1"]}
        monkeypatch.setattr(fetching, "look_up", lambda host, port: real.get(host, ["127.0.0.1"]))
        with server(says(302, Location=inside)) as (port, asked):
            said = why_no_answer(f"http://example.org:{port}/")
        assert said in ("did not answer", "is no address", "is no address that we ask")
        assert len(asked) == 1


def test_a_name_that_means_something_else_a_moment_later_is_not_believed(monkeypatch):
    """It is looked up once a question, and the connection goes to what was found."""
    answers = iter(["8.8.8.8", "127.0.0.1"])
    connected: list[str] = []

    def connect(address, timeout):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching, "look_up", lambda host, port: [next(answers)])
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    assert why_no_answer("http://example.org/") == "did not answer"
    assert connected == ["8.8.8.8"]


def test_a_name_that_nobody_answers_for_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    monkeypatch.setattr(fetching, "look_up", lambda *_: time.sleep(5) or [])
    began = time.monotonic()
    assert why_no_answer("http://example.org/") == "did not answer"
    assert time.monotonic() - began < 2
