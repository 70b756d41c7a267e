"""Whether an address on the Internet answers: the one way in which this server asks another.

Addresses are typed by people who are not all to be trusted, so none of them reaches anything inside (see
`is_public`). A name is looked up once and the connection goes to what was found, whatever the name says a moment
later; every redirect is looked at anew. Nothing is sent but the question: no cookie, no password, no proxy of the
environment. Nothing is read but the head of the answer.
"""

import ipaddress
import socket
import ssl
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread, Timer
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
SECONDS = 5.0  # for one address, redirects and all
REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)
# "Not you", "not now" and "not like this" are answers; the page is there for a reader.
GONE = (404, 410, 451)
UNQUOTED = "%/:=&?~#+!$,;'@()*[]"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
SILENT = "did not answer"
HEADERS = {"User-Agent": "Halation link check", "Accept": "*/*", "Connection": "close"}


class Refused(Exception):
    """The address is none that we ask, or nobody there answered. Says so in words."""


def why_no_answer(address: str) -> str:
    """What is wrong with the address, as "did not answer" or "answered 404"; empty when nothing is."""
    until = time.monotonic() + SECONDS
    try:
        for method in ("HEAD", "GET"):
            # Some servers know no HEAD, and say so in many ways.
            status = _followed(method, address, until)
            if status < 400:
                return ""
    except Refused as refusal:
        return str(refusal)
    return f"answered {status}" if status in GONE or status >= 500 else ""


def _followed(method: str, address: str, until: float) -> int:
    for _hop in range(REDIRECTS + 1):
        status, target = _asked(method, address, until)
        if status not in MOVED or not target:
            return status
        address = urljoin(address, target)
    raise Refused("leads from one address to the next without end")


def _asked(method: str, address: str, until: float) -> tuple[int, str]:
    """The status, and where it leads when it is a redirect."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:  # UnicodeError is one
        raise Refused("is no address") from error
    if not host or not port or not is_port(port) or parts.scheme not in PORTS or parts.username is not None:
        raise Refused("is no address that we ask")
    found = _addresses(host, port, until)
    # The same words for what is nowhere and for what is inside: nobody learns here what there is inside.
    if not found or not all(map(is_public, found)):
        raise Refused(SILENT)
    try:
        return _answer(method, parts, host, port, found[0], until)
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(SILENT) from error


def is_port(port: int) -> bool:
    """Whether web pages are served there; no mail, no database."""
    return port in PORTS.values()


def is_public(address: str) -> bool:
    """Whether it is an address of the Internet at large: not of this machine, its network or its provider's."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64):
        return False  # another address inside this one
    return ip.is_global and not ip.is_multicast


def look_up(host: str, port: int) -> list[str]:
    """All that the name stands for; none when nobody is called so."""
    try:
        return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


def _addresses(host: str, port: int, until: float) -> list[str]:
    """As `look_up`, which knows no time limit of its own; none when the time is over first."""
    found: list[str] = []
    asking = Thread(target=lambda: found.extend(look_up(host, port)), daemon=True)
    asking.start()
    asking.join(max(0.0, until - time.monotonic()))
    return list(found)


def _answer(method: str, parts, host: str, port: int, ip: str, until: float) -> tuple[int, str]:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    wire = socket.create_connection((ip, port), timeout=left)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        wire = context.wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
    # A timeout of the socket begins anew with every byte; this one does not.
    hang_up = Timer(max(0.0, until - time.monotonic()), _shut, [wire])
    hang_up.daemon = True
    hang_up.start()
    try:
        if isinstance(wire, ssl.SSLSocket):
            wire.do_handshake()
        connection = HTTPConnection(host, port)
        connection.sock = wire
        path = quote(parts.path or "/", safe=UNQUOTED)
        query = f"?{quote(parts.query, safe=UNQUOTED)}" if parts.query else ""
        usual = port == PORTS[parts.scheme]
        connection.request(
            method, path + query, headers=HEADERS | {"Host": host if usual else f"{host}:{port}"}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        hang_up.cancel()
        wire.close()


def _shut(wire: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        wire.shutdown(socket.SHUT_RDWR)
