"""Names of regions."""

from importlib import resources

import phonenumbers
import pytest

from numberbank.domain.regions import is_region, region_name


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("US", "United States"),
        ("GB", "United Kingdom"),
        ("KR", "South Korea"),
        ("AU", "Australia"),
        ("CI", "Côte d'Ivoire"),
        ("XK", "Kosovo"),
    ],
)
def test_a_region_has_its_common_english_name(region: str, name: str) -> None:
    assert region_name(region) == name


def test_the_table_holds_exactly_the_regions_of_libphonenumber() -> None:
    lines = resources.files("numberbank.data").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()

    codes = [line.split(",")[0] for line in lines[1:]]

    assert codes == sorted(phonenumbers.SUPPORTED_REGIONS)


def test_no_two_regions_share_a_name() -> None:
    names = [region_name(region) for region in phonenumbers.SUPPORTED_REGIONS]

    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", ["AQ", "ZZ", "us", "USA", "U", "", "001"])
def test_a_code_without_telephone_numbers_is_no_region(code: str) -> None:
    assert not is_region(code)


def test_each_region_of_libphonenumber_is_one() -> None:
    assert all(is_region(region) for region in phonenumbers.SUPPORTED_REGIONS)


def test_a_region_that_the_table_lacks_is_named_by_its_code() -> None:
    assert region_name("ZZ") == "ZZ"
