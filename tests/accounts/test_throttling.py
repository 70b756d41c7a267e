import pytest
from django.test import RequestFactory

from accounts import throttling


@pytest.mark.parametrize(
    ("meta", "behind_proxy", "network"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, False, "2001:db8:1:2::/64"),
        ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, False, "::ffff:192.0.2.7"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.9"}, True, "203.0.113.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "<script>"}, True, "unknown"),
        ({"REMOTE_ADDR": ""}, False, "unknown"),
    ],
)
def test_where_a_request_comes_from(settings, meta, behind_proxy, network):
    settings.TRUST_PROXY = behind_proxy
    assert throttling.network(RequestFactory().get("/", **meta)) == network
