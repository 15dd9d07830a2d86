"""Secrets by reference: each place is read, and each thing that is wrong with it is named without the value."""

from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import msgspec
import pytest

from dcos_upgrade.adapters.secret_reference import Reference, Secret, SecretReference, read_secrets, reference
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Usage

VALUE = "correct horse"


class KeyringOfOne(keyring.backend.KeyringBackend):
    """Implements keyring's backend with one entry."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return VALUE if (service, username) == ("dcos", "core") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError


class LockedKeyring(KeyringOfOne):
    """A backend that cannot be opened."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("the collection is locked")


def nobody(what: str) -> str:
    raise Refused(f"nobody can be asked for the {what}")


def read(text: str, base: Path = Path("/")) -> str:
    (found,) = read_secrets([reference(text, base, what="sudo password")], nobody).values()
    return found.value


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{VALUE}\n")
    path.chmod(0o600)
    return path


def test_a_variable_a_file_and_a_keyring_give_the_same(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUDO_WORD", VALUE)
    keyring.set_keyring(KeyringOfOne())

    places = ("env:SUDO_WORD", f"file:{kept}", "file:password", "keyring:dcos/core")

    assert [read(place, kept.parent) for place in places] == [VALUE] * 4


def test_a_person_is_asked_once_for_each_thing():
    asked: list[str] = []

    def ask(what: str) -> str:
        asked.append(what)
        return VALUE

    here = Path("/")
    twice = [reference("prompt", here, what=what) for what in ("passphrase", "sudo password", "passphrase")]

    assert set(read_secrets(twice, ask)) == set(twice)
    assert asked == ["passphrase", "sudo password"]


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("env:NOT_SET_ANYWHERE", Refused, "not there"),
        ("file:nowhere", Usage, "there is no file of the sudo password"),
        ("keyring:dcos/stranger", Refused, "not there"),
        ("prompt", Refused, "nobody can be asked"),
    ],
)
def test_what_is_not_there_is_named_with_its_place(tmp_path: Path, text: str, kind: type[DcosUpgradeError], says: str):
    keyring.set_keyring(KeyringOfOne())

    with pytest.raises(kind, match=says):
        read(text, tmp_path)


def test_a_file_that_others_can_read_is_refused(kept: Path):
    kept.chmod(0o640)

    with pytest.raises(Refused) as refused:
        read(f"file:{kept}")

    assert refused.value.next_command == f"chmod 600 {kept}"


def test_a_keyring_that_cannot_be_opened_says_so():
    keyring.set_keyring(LockedKeyring())

    with pytest.raises(Refused) as refused:
        read("keyring:dcos/core")

    assert refused.value.evidence == "the collection is locked"


def test_two_lines_are_no_password(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUDO_WORD", f"{VALUE}\nrm -rf /")

    with pytest.raises(Refused, match="one line") as refused:
        read("env:SUDO_WORD")

    assert VALUE not in f"{refused.value.what} {refused.value.where} {refused.value.evidence}"


def test_a_value_in_the_place_of_a_reference_is_not_repeated():
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(VALUE, Reference)

    assert VALUE not in str(wrong.value)


def test_a_secret_does_not_show_itself():
    secret = Secret(VALUE)

    assert VALUE not in f"{secret!r} {secret} {[secret]}"
    assert secret.scrub(b"you said correct horse!") == b"you said ***!"


def test_a_reference_reads_as_it_was_written():
    assert str(SecretReference(kind="keyring", place="dcos/core")) == "keyring:dcos/core"
