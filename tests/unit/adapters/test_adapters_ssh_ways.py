"""Ways to a node: keys with passphrases and certificates, an agent, host keys of every standing, bastions one behind the other."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import asyncssh
import pytest
from fakes.sshd import Sshd, key_at, public

from dcos_upgrade.adapters.secret_reference import Secret, SecretReference
from dcos_upgrade.adapters.ssh import SshSessions
from dcos_upgrade.adapters.ssh_settings import Keys, SshSettings
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable

pytestmark = pytest.mark.filterwarnings("ignore:Warning. bcrypt.kdf")
"""The passphrases of these keys are quick to try on purpose."""

NODE = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)
OTHER = Node(id=NodeId("m2"), address="127.0.0.1", role=Role.MASTER)
WORD = "correct horse"
PLACE = SecretReference(kind="env", place="SSH_WORD", what="passphrase")


@pytest.fixture
async def sshd(tmp_path: Path) -> AsyncIterator[Sshd]:
    here = Sshd(tmp_path)
    await here.start()
    yield here
    await here.stop()


async def visit(settings: SshSettings, *nodes: Node, word: str = WORD, seconds: float = 5.0) -> list[bytes]:
    sessions = SshSessions(settings, secrets={PLACE: Secret(word)}, connect_timeout=seconds)
    try:
        visits = (sessions.run(node, b"echo here\n", seconds=10) for node in nodes or (NODE,))
        return [output.stdout for output in await asyncio.gather(*visits)]
    finally:
        await sessions.close()


async def told(settings: SshSettings, word: str = WORD, *, seconds: float = 5.0) -> DcosUpgradeError:
    with pytest.raises((Refused, Unreachable)) as told:
        await visit(settings, word=word, seconds=seconds)
    error = told.value
    assert isinstance(error, DcosUpgradeError)
    assert error.next_command or isinstance(error, Unreachable)
    return error


# --- identities ----------------------------------------------------------------------------------


@pytest.fixture
def locked(sshd: Sshd) -> Path:
    """The operator's key with a passphrase."""
    path = sshd.directory / "locked"
    sshd.user_key = key_at(path, passphrase=WORD)
    return path


async def test_a_passphrase_opens_its_identity(sshd: Sshd, locked: Path):
    assert await visit(sshd.settings(keys=Keys(identity=locked, passphrase=PLACE))) == [b"here\n"]


async def test_a_wrong_passphrase_is_named_and_not_shown(sshd: Sshd, locked: Path):
    error = await told(sshd.settings(keys=Keys(identity=locked, passphrase=PLACE)), word="battery staple")

    assert "passphrase" in error.what
    assert error.where == str(locked)
    assert "battery" not in f"{error.what}{error.evidence}{error.next_command}"


async def test_an_identity_with_a_passphrase_that_nobody_told_names_both_ways_out(sshd: Sshd, locked: Path):
    error = await told(sshd.settings(keys=Keys(identity=locked)))

    assert "has a passphrase" in error.what
    assert "ssh-add" in error.next_command and "passphrase: prompt" in error.next_command


@pytest.fixture
def certified(sshd: Sshd) -> Path:
    """A key that only its certificate lets in."""
    sshd.authority = asyncssh.generate_private_key("ssh-ed25519")
    key = key_at(sshd.directory / "certified")
    certificate = sshd.authority.generate_user_certificate(key, "operator", principals=["core"])
    certificate.write_certificate(str(sshd.directory / "certified-cert.pub"))
    return sshd.directory / "certified"


def beside(identity: Path) -> Path:
    return identity.with_name(f"{identity.name}-cert.pub")


async def test_a_certificate_beside_the_identity_is_shown(sshd: Sshd, certified: Path):
    await visit(sshd.settings(keys=Keys(identity=certified)))

    assert sshd.logins == {("core", "certificate")}


async def test_a_certificate_elsewhere_is_shown_when_it_is_named(sshd: Sshd, certified: Path):
    elsewhere = sshd.directory / "of-this-week"
    beside(certified).rename(elsewhere)

    await visit(sshd.settings(keys=Keys(identity=certified, certificate=elsewhere)))

    assert sshd.logins == {("core", "certificate")}


async def test_a_certificate_that_does_not_let_in_is_named(sshd: Sshd, certified: Path):
    sshd.authority = None

    error = await told(sshd.settings(keys=Keys(identity=certified)))

    assert f"certificate {certified}-cert.pub" in error.evidence


async def test_a_certificate_that_cannot_be_read_is_named(sshd: Sshd, certified: Path):
    beside(certified).write_text("nonsense\n")

    error = await told(sshd.settings(keys=Keys(identity=certified)))

    assert error.where == f"{certified}-cert.pub"


# --- the agent -----------------------------------------------------------------------------------


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL)
    while not listens(path):
        assert process.poll() is None
    yield path
    process.terminate()
    process.wait()


def listens(path: Path) -> bool:
    """Its socket is there a moment before anybody can be asked."""
    with closing(socket.socket(socket.AF_UNIX)) as client:
        return client.connect_ex(str(path)) == 0


def add(agent: Path, key: Path) -> None:
    subprocess.run(["ssh-add", "-q", str(key)], env=os.environ | {"SSH_AUTH_SOCK": str(agent)}, check=True)


async def test_an_agent_at_a_socket_of_its_own(sshd: Sshd, agent: Path):
    add(agent, sshd.directory / "id")

    assert await visit(sshd.settings(keys=Keys(agent=agent)), NODE, OTHER) == [b"here\n"] * 2


async def test_the_agent_of_the_environment(sshd: Sshd, agent: Path, monkeypatch: pytest.MonkeyPatch):
    add(agent, sshd.directory / "id")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(agent))

    assert await visit(sshd.settings(keys=Keys(agent=True))) == [b"here\n"]


async def test_of_many_keys_only_the_identity_is_shown(sshd: Sshd, agent: Path):
    """A server ends after six keys that it does not know; ``identity`` says which one it is, and its file stays locked."""
    for number in range(12):
        key_at(sshd.directory / f"other{number}")
        add(agent, sshd.directory / f"other{number}")
    add(agent, sshd.directory / "id")
    (sshd.directory / "id").unlink()

    assert await visit(sshd.settings(keys=Keys(identity=sshd.directory / "id", agent=agent))) == [b"here\n"]


async def test_an_identity_that_is_not_in_the_agent_is_read_from_its_file(sshd: Sshd, agent: Path):
    assert await visit(sshd.settings(keys=Keys(identity=sshd.directory / "id", agent=agent))) == [b"here\n"]


async def test_an_agent_without_a_key_says_so(sshd: Sshd, agent: Path):
    error = await told(sshd.settings(keys=Keys(agent=agent)))

    assert "holds no key" in error.what
    assert "ssh-add" in error.next_command


async def test_no_agent_at_all_says_so(sshd: Sshd, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)

    error = await told(sshd.settings(keys=Keys(agent=True)))
    nobody = await told(sshd.settings(keys=Keys(agent=sshd.directory / "nobody")))

    assert "SSH_AUTH_SOCK" in error.what
    assert "does not answer" in nobody.what


# --- host keys -----------------------------------------------------------------------------------


async def test_an_unknown_host_is_added_only_after_its_fingerprint_was_compared(sshd: Sshd):
    sshd.know()

    error = await told(sshd.settings())

    assert "not known" in error.what
    assert sshd.host_key.get_fingerprint() in error.evidence
    compare, _, add_it = error.next_command.partition("; if it is the same: ")
    assert "compare with the console" in compare
    assert add_it == f"ssh-keyscan -p {sshd.port} 127.0.0.1 >> {sshd.directory}/known_hosts"


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
async def test_a_changed_host_key_is_not_an_unknown_one(sshd: Sshd, kind: str):
    before = asyncssh.generate_private_key(kind)
    sshd.know(f"[127.0.0.1]:{sshd.port} {public(before)}")

    error = await told(sshd.settings())

    assert "installed anew, or somebody is in between" in error.what
    assert error.exit_code == 3
    assert sshd.host_key.get_fingerprint() in error.evidence
    assert "ssh-keygen -R" in error.next_command


async def test_a_revoked_host_key_is_refused_however_it_is_named(sshd: Sshd):
    known = f"[127.0.0.1]:{sshd.port} {public(sshd.host_key)}"
    for revoked in ("*", "127.0.0.1", f"[127.0.0.1]:{sshd.port}"):
        sshd.know(f"@revoked {revoked} {public(sshd.host_key)}", known)

        error = await told(sshd.settings())

        assert "revoked" in error.what


async def test_what_is_revoked_by_port_holds_for_a_key_that_is_known_without_one(sshd: Sshd):
    known = f"127.0.0.1 {public(sshd.host_key)}"
    sshd.know(f"@revoked [127.0.0.1]:{sshd.port} {public(sshd.host_key)}", known)

    error = await told(sshd.settings())

    assert "revoked" in error.what


async def signed(sshd: Sshd, authority: asyncssh.SSHKey, *principals: str, until: str = "forever") -> None:
    """From now on the host has this certificate, and nobody knows its key."""
    await sshd.stop()
    sshd.host_certificate = authority.generate_host_certificate(
        sshd.host_key, "m1", principals=principals, valid_before=until if until != "forever" else 0xFFFFFFFFFFFFFFFF
    )
    await sshd.start()
    sshd.know(f"@cert-authority 127.0.0.* {public(authority)}", f"@cert-authority [127.0.0.*]:* {public(authority)}")


@pytest.fixture
def authority() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


async def test_a_host_key_that_an_authority_signed_is_good(sshd: Sshd, authority: asyncssh.SSHKey):
    await signed(sshd, authority, "127.0.0.1")

    assert await visit(sshd.settings()) == [b"here\n"]


async def test_a_host_that_has_no_certificate_where_an_authority_is_expected_is_unknown(
    sshd: Sshd, authority: asyncssh.SSHKey
):
    sshd.know(f"@cert-authority * {public(authority)}")

    error = await told(sshd.settings())

    assert "not known" in error.what
    assert f"{sshd.host_key.get_fingerprint()} and no certificate" in error.evidence


async def test_a_certificate_of_another_authority_names_it(sshd: Sshd, authority: asyncssh.SSHKey):
    stranger = asyncssh.generate_private_key("ssh-ed25519")
    await signed(sshd, stranger, "127.0.0.1")
    sshd.know(f"@cert-authority * {public(authority)}")

    error = await told(sshd.settings())

    assert "authority that is not in known_hosts" in error.what
    assert stranger.get_fingerprint() in error.evidence


@pytest.mark.parametrize(("principal", "until"), [("m2.example", "forever"), ("127.0.0.1", "20180101")])
async def test_a_certificate_for_another_host_or_of_yesterday_does_not_hold(
    sshd: Sshd, authority: asyncssh.SSHKey, principal: str, until: str
):
    await signed(sshd, authority, principal, until=until)

    error = await told(sshd.settings())

    assert "does not hold for this host" in error.what


async def test_a_revoked_authority_is_refused(sshd: Sshd, authority: asyncssh.SSHKey):
    await signed(sshd, authority, "127.0.0.1")
    sshd.know(f"@cert-authority * {public(authority)}", f"@revoked * {public(authority)}")

    error = await told(sshd.settings())

    assert "revoked" in error.what


async def test_every_known_hosts_file_counts_and_a_missing_one_is_named(sshd: Sshd):
    empty, missing = sshd.directory / "empty", sshd.directory / "missing"
    empty.touch()
    own = sshd.directory / "known_hosts"

    assert await visit(sshd.settings(known_hosts=(empty, own))) == [b"here\n"]
    assert (await told(sshd.settings(known_hosts=(own, missing)))).where == str(missing)


def hash_names(known_hosts: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(known_hosts)], check=True, capture_output=True)


async def test_a_hashed_name_is_known(sshd: Sshd):
    hash_names(sshd.directory / "known_hosts")
    assert "|1|" in (sshd.directory / "known_hosts").read_text()

    assert await visit(sshd.settings()) == [b"here\n"]


# --- bastions ------------------------------------------------------------------------------------


@pytest.fixture
async def bastions(sshd: Sshd, tmp_path: Path) -> AsyncIterator[tuple[Sshd, Sshd]]:
    """Two of them, known by the same file as the node."""
    both = (Sshd(tmp_path / "outer"), Sshd(tmp_path / "inner"))
    for each in both:
        await each.start()
    sshd.know(*(f"[127.0.0.1]:{each.port} {public(each.host_key)}" for each in (sshd, *both)))
    yield both
    for each in both:
        await each.stop()


async def test_a_chain_of_bastions_leads_to_the_node_each_with_its_own_user_and_key(
    sshd: Sshd, bastions: tuple[Sshd, Sshd]
):
    outer, inner = bastions

    here = await visit(sshd.settings(bastions=(outer.as_bastion("first"), inner.as_bastion("second"))))

    assert here == [b"here\n"]
    assert (outer.carried, inner.carried) == ([inner.port], [sshd.port])
    assert [each.logins for each in (outer, inner, sshd)] == [
        {("first", "key")},
        {("second", "key")},
        {("core", "key")},
    ]


async def test_all_nodes_behind_a_bastion_share_one_connection_to_it(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions

    await visit(sshd.settings(bastions=(outer.as_bastion(),)), NODE, OTHER)

    assert (len(outer.connections), len(sshd.connections)) == (1, 2)


async def test_a_bastion_that_was_restarted_is_connected_to_again(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    known = (sshd.directory / "known_hosts").read_text()
    sessions = SshSessions(sshd.settings(bastions=(outer.as_bastion(),)))
    await sessions.run(NODE, b"true\n", seconds=5)
    await outer.stop()
    await outer.start()
    (sshd.directory / "known_hosts").write_text(known)

    output = await sessions.run(NODE, b"echo again\n", seconds=5)
    await sessions.close()

    assert output.stdout == b"again\n"


async def test_a_bastion_with_another_host_key_is_refused_as_the_bastion(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    sshd.know(f"[127.0.0.1]:{sshd.port} {public(sshd.host_key)}")

    error = await told(sshd.settings(bastions=(outer.as_bastion(),)))

    assert error.where == f"jump@127.0.0.1:{outer.port}"
    assert sshd.logins == set()


async def test_a_node_behind_a_bastion_is_verified_too(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    sshd.know(f"[127.0.0.1]:{outer.port} {public(outer.host_key)}")

    error = await told(sshd.settings(bastions=(outer.as_bastion(),)))

    assert error.where == f"core@127.0.0.1:{sshd.port}"
    assert sshd.host_key.get_fingerprint() in error.evidence


async def test_a_bastion_that_lets_nothing_through_is_for_its_owner(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    outer.carries = False

    error = await told(sshd.settings(bastions=(outer.as_bastion(),)))

    assert isinstance(error, Refused)
    assert f"jump@127.0.0.1:{outer.port} lets no connection through" in error.what


async def test_a_node_that_the_bastion_does_not_reach_is_unreachable(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    await sshd.stop()

    error = await told(sshd.settings(bastions=(outer.as_bastion(),)))

    assert isinstance(error, Unreachable)
    assert "does not reach the node" in error.what


async def test_a_bastion_that_is_down_is_named_as_the_bastion(sshd: Sshd, bastions: tuple[Sshd, Sshd]):
    outer, _ = bastions
    await outer.stop()

    error = await told(sshd.settings(bastions=(outer.as_bastion(),)))

    assert "bastion does not answer" in error.what


# --- time ----------------------------------------------------------------------------------------


async def test_a_slow_login_is_waited_for_within_its_time(sshd: Sshd):
    sshd.slow = 0.5

    assert await visit(sshd.settings(), seconds=5) == [b"here\n"]

    error = await told(sshd.settings(), seconds=0.3)
    assert isinstance(error, Unreachable)
    assert "0.3 s" in error.evidence


async def test_a_port_that_accepts_and_says_nothing_is_told_from_one_that_does_not_answer(sshd: Sshd):
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    error = await told(sshd.settings(port=listener.sockets[0].getsockname()[1]), seconds=0.3)
    listener.close()

    assert error.evidence == "the connection was accepted, and nothing was said within 0.3 s"


async def test_a_server_that_gives_up_after_too_many_keys_is_a_refused_key(sshd: Sshd, agent: Path):
    for number in range(12):
        key_at(sshd.directory / f"other{number}")
        add(agent, sshd.directory / f"other{number}")

    error = await told(sshd.settings(keys=Keys(agent=agent)))

    assert "refuses the SSH key of user core" in error.what
    assert "the keys of the agent" in error.evidence
