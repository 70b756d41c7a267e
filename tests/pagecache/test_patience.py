"""A database that hangs holds Django's threads, and none of the server's."""

import threading
import time

import pytest

from pagecache.patience import Patient
from pagecache.tail import PATIENCE, Tail

SOON = 1.0  # second


@pytest.fixture
def log():
    log = Tail()
    log.ticks = lambda: 100.0
    return log


@pytest.fixture
def hung():
    """An application that waits until it is let go."""
    let_go = threading.Event()

    def application(environ, start_response):
        let_go.wait(30)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"at last"]

    application.let_go = let_go
    yield application
    let_go.set()


def ask(application, path="/", method="GET") -> tuple[str, bytes]:
    said = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    body = b"".join(application(environ, lambda status, headers, *_: said.append(status)))
    return said[0], body


def leave_waiting(log):
    log.asked_at, log.is_asking = log.ticks() - PATIENCE - 0.1, True


def test_what_django_answers_is_answered(log, hung):
    hung.let_go.set()
    assert ask(Patient(hung, threads=1, log=log)) == ("200 OK", b"at last")


def test_who_waits_is_asked_to_come_back_once_the_database_says_nothing(log, hung):
    patient = Patient(hung, threads=1, log=log)
    threading.Timer(0.2, leave_waiting, [log]).start()
    start = time.monotonic()
    status, _body = ask(patient)
    assert status.startswith("503")
    assert time.monotonic() - start < SOON


def test_who_sent_something_learns_whether_it_was_done(log, hung):
    patient = Patient(hung, threads=1, log=log)
    threading.Timer(0.2, leave_waiting, [log]).start()
    threading.Timer(0.6, hung.let_go.set).start()
    assert ask(patient, method="POST") == ("200 OK", b"at last")
    assert ask(patient, method="POST")[0].startswith("503")  # nothing was begun


def test_who_comes_then_does_not_wait_at_all(log, hung):
    leave_waiting(log)
    assert ask(Patient(hung, threads=1, log=log))[0].startswith("503")


def test_all_is_well_when_the_database_answers_again(log, hung):
    patient = Patient(hung, threads=1, log=log)
    threading.Timer(0.2, leave_waiting, [log]).start()
    ask(patient)
    log.is_asking = False
    hung.let_go.set()
    assert ask(patient) == ("200 OK", b"at last")


def test_styles_and_scripts_ask_no_database(log, hung):
    hung.let_go.set()
    leave_waiting(log)
    assert ask(Patient(hung, threads=1, log=log), "/static/css/site.css")[0] == "200 OK"


def test_an_error_of_django_is_an_error(log):
    def broken(environ, start_response):
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        ask(Patient(broken, threads=1, log=log))
