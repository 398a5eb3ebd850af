"""Which URLs and addresses callbacks may go to."""

import pytest

from numberbank.callbacks.ssrf_guard import ForbiddenTarget, check_form, check_public, check_public_form

NOT_URLS = [
    "",
    "hooks.example.com",
    "//hooks.example.com/",
    "https://",
    "https:///path",
    "https://:443/",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:port/",
    "https://[::1/",
    "https://[not-an-address]/",
    "https://hooks example.com/",
    "https://hooks.example.com/a b",
    "https://hooks.example.com/\r\nx: y",
    "https://hooks.example.com/\t",
    "https://hooks.example.com/\0",
    "https://hooks..example.com/",
    f"https://{'a' * 64}.example.com/",
    "https://user:password@hooks.example.com/",
    "https://user@hooks.example.com/",
]

INWARD = [
    *("http://hooks.example.com/", "http://93.184.216.34/"),
    *("https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/"),
    *("https://printer.local/", "https://metadata.google.internal/"),
    *("https://127.0.0.1/", "https://127.1/", "https://127.0.0.1./", "https://0177.0.0.1/", "https://0x7f.0.0.1/"),
    *("https://2130706433/", "https://0x7f000001/", "https://017700000001/", "https://127.0.1/"),
    *("https://0.0.0.0/", "https://0/", "https://10.1.2.3/", "https://172.16.0.1/", "https://192.168.1.1/"),
    *("https://100.64.0.1/", "https://100.100.100.200/", "https://169.254.169.254/", "https://2852039166/"),
    *("https://192.0.0.192/", "https://168.63.129.16/", "https://198.18.0.1/", "https://255.255.255.255/"),
    *("https://224.0.0.1/", "https://240.0.0.1/", "https://192.0.2.1/"),
    *("https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/"),
    *("https://[fd00:ec2::254]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://[fec0::1]/"),
    *("https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:169.254.169.254]/"),
    *("https://[::127.0.0.1]/", "https://[::10.0.0.1]/"),
    *("https://[64:ff9b::127.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[64:ff9b:1::a00:1]/"),
    *("https://[2002:7f00:1::]/", "https://[2002:a00:1::1]/", "https://[2001:0:0:0:0:0:80ff:fffe]/"),
]

OUTWARD = [
    *("https://hooks.example.com/", "https://hooks.example.com:8443/path?query=1", "https://HOOKS.EXAMPLE.COM"),
    *("https://93.184.216.34/", "https://[2606:2800:220:1:248:1893:25c8:1946]/", "https://[64:ff9b::5db8:d822]/"),
    *(
        "https://bücher.example/",
        "https://localhost.example.com/",
        "https://internal.example.com/",
        "https://1.example/",
    ),
]


@pytest.mark.parametrize("url", NOT_URLS)
def test_what_cannot_be_called_is_refused_everywhere(url: str) -> None:
    with pytest.raises(ForbiddenTarget):
        check_form(url)
    with pytest.raises(ForbiddenTarget):
        check_public_form(url)


@pytest.mark.parametrize("url", INWARD)
def test_what_leads_inward_is_refused_outside_a_sandbox(url: str) -> None:
    with pytest.raises(ForbiddenTarget):
        check_public_form(url)

    check_form(url.replace("https:", "http:"))


@pytest.mark.parametrize("url", OUTWARD)
def test_what_leads_outward_is_accepted(url: str) -> None:
    check_public_form(url)


@pytest.mark.parametrize("address", ["10.0.0.1", "fe80::1%2", "::ffff:192.168.0.1", "64:ff9b::7f00:1", "::1"])
def test_one_address_inside_is_enough(address: str) -> None:
    with pytest.raises(ForbiddenTarget):
        check_public(["93.184.216.34", address])

    check_public(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
