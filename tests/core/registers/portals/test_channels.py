"""core/registers/portals/channel.py, core/registers/portals/local.py: what every channel keeps to,
and what each does."""

import hashlib

import pytest

from core.registers.portal import Portal
from core.registers.portals.channel import Parcel, Receipt, Undelivered, channel_of, channels
from core.registers.portals.local import FOLDERS, lay
from tests.core.registers.portals.conftest import SETTINGS

pytestmark = pytest.mark.django_db
#: Settings that a channel must refuse, with the field that is wrong.
WRONG = [
    ("folder", {"folder": ""}, "folder"),
    ("folder", {"folder": "../../etc"}, "folder"),
    ("folder", {"folder": "/etc"}, "folder"),
    ("folder", {"folder": "a/b"}, "folder"),
    ("embed", {}, "page"),
    ("embed", {"page": "javascript:alert(1)"}, "page"),
    ("embed", {"page": "https://a.example; script-src *"}, "page"),
    ("embed", {"page": "https://user@a.example/"}, "page"),
    ("embed", {"page": "https://*/"}, "page"),
    ("embed", {"page": "https://[a/"}, "page"),
    ("embed", {"page": "www.a.example"}, "page"),
]


@pytest.fixture
def parcel(group, tmp_path):
    def run(channel, data=b"one"):
        path = tmp_path / "built.zip"
        path.write_bytes(data)
        portal = Portal(
            register="power_list", seat=group.chengguan, channel=channel, settings=SETTINGS[channel]
        )
        return Parcel("list-1.zip", portal, path, hashlib.sha256(data).hexdigest())

    return run


@pytest.mark.parametrize("name", channels())
class TestEveryChannel:
    def test_it_is_found_by_its_name_and_says_what_it_does(self, name, parcel):
        channel = channel_of(parcel(name).portal)
        assert channel.name == name and channel.title and channel.hint

    def test_it_takes_its_own_settings_and_they_survive_being_kept(self, name, parcel):
        form = channels()[name].form(SETTINGS[name])
        assert form.is_valid() and form.cleaned_data == SETTINGS[name]

    def test_to_deliver_twice_is_as_good_as_once(self, name, parcel):
        given = parcel(name)
        first, second = (channels()[name].deliver(given) for _each in range(2))
        assert first == second
        if first is not None:
            assert isinstance(first, Receipt) and first.number and len(first.number) <= 200


@pytest.mark.parametrize(("name", "given", "field"), WRONG)
def test_what_a_channel_cannot_take_is_said_beside_the_field(name, given, field):
    assert list(channels()[name].form(given).errors) == [field]


def test_a_channel_that_is_gone_is_told():
    with pytest.raises(Undelivered):
        channel_of(Portal(channel="telex"))


def test_the_folder_holds_the_whole_package_and_the_receipt_is_what_stands_there(parcel, place):
    given = parcel("folder")
    receipt = channels()["folder"].deliver(given)
    folder = place / FOLDERS / "chengguan" / "sheng-bianban"
    assert [each.name for each in folder.iterdir()] == ["list-1.zip"]
    assert (folder / "list-1.zip").read_bytes() == b"one"
    assert (receipt.number, receipt.note) == (given.sha256, "list-1.zip")


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(parcel, place):
    place.mkdir()
    (place / FOLDERS).write_text("a file stands here")
    with pytest.raises(Undelivered, match="无法写入"):
        channels()["folder"].deliver(parcel("folder"))


def test_half_a_package_is_never_seen_under_its_name(tmp_path, monkeypatch):
    source, target = tmp_path / "a", tmp_path / "there" / "b"
    source.write_bytes(b"whole")

    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.registers.portals.local.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        lay(source, target)
    assert list(target.parent.iterdir()) == []


def test_what_no_machine_takes_waits_for_a_person(parcel):
    assert [channels()[name].deliver(parcel(name)) for name in ("by-hand", "embed")] == [None] * 2
