"""Fixtures for pytest-testinfra: the hosts and containers of a stack of macvlan-fabric.

Reads fabric.json and ssh-config beside this file. Do not edit: generate all three again.
"""

import atexit
import json
import shutil
import tempfile
from pathlib import Path

import pytest
from testinfra.backend.ssh import SshBackend
from testinfra.host import Host, get_host

FOLDER = Path(__file__).parent
FABRIC = json.loads((FOLDER / "fabric.json").read_text(encoding="utf-8"))
SOCKETS = tempfile.mkdtemp(prefix="mf-")
atexit.register(shutil.rmtree, SOCKETS, ignore_errors=True)
# One connection to each host for all tests: a login takes much longer than a command.
SSH = {"ssh_config": str(FOLDER / "ssh-config"), "controlpath": SOCKETS + "/%%C"}


def needs_sudo(host):
    return FABRIC["hosts"][host]["ssh"]["user"] != "root"


class ContainerBackend(SshBackend):
    """Runs commands in a container, by ssh to its host: the backend docker:// knows this machine's containers only."""

    NAME = "macvlan-fabric"

    def __init__(self, name):
        host = FABRIC["containers"][name]["host"]
        super().__init__(host, **SSH)
        self.container = name
        self.docker = "sudo -n docker" if needs_sudo(host) else "docker"

    def run(self, command, *args, **kwargs):
        inside = self.get_command(command, *args)
        return self.run_ssh(self.quote(self.docker + " exec %s /bin/sh -c %s", self.container, inside))

    def get_pytest_id(self):
        return self.container


class Lab:
    """A stack: what its output says about it, and its hosts and containers as hosts of testinfra."""

    fabric = FABRIC

    def __init__(self):
        self._containers = {}

    def host(self, name):
        return get_host(f"ssh://{name}", **SSH, sudo=needs_sudo(name))

    def container(self, name):
        if name not in self._containers:
            backend = ContainerBackend(name)
            self._containers[name] = Host(backend)
            backend.set_host(self._containers[name])
        return self._containers[name]

    def addresses(self, name):
        """The addresses of a container on its segments, or that of a host on the LAN."""
        if name in FABRIC["hosts"]:
            return [FABRIC["hosts"][name]["address"]]
        attached = FABRIC["containers"][name]["attach"].values()
        return [address for attachment in attached for address in attachment["addresses"]]

    def reaches(self, source, target):
        """Whether every address of a host or container answers a host or container: one of three pings is enough.

        Pings leave from the container's network, but are sent by its host: a container may not be allowed to ping.
        """
        return all(self.answers(source, address) for address in self.addresses(target))

    def answers(self, source, address):
        container = FABRIC["containers"].get(source)
        host = self.host(container["host"] if container else source)
        inside = ""
        if container:
            pid = host.check_output("docker inspect --format '{{.State.Pid}}' %s", source)
            inside = f"nsenter --net --target {pid} "
        ping = host.run(inside + "ping -c 3 -W 2 %s", address)
        # 1: no answer. Without a route there is none either; all else, such as a missing program, is no proof.
        if ping.rc == 0 or ping.rc == 1 or "unreachable" in ping.stderr:
            return ping.rc == 0
        raise RuntimeError(f"{source}: cannot ping {address}: {ping.stderr.strip() or ping.rc}")


LAB = Lab()


@pytest.fixture(scope="session")
def lab():
    return LAB


@pytest.fixture(scope="session", params=list(FABRIC["hosts"]))
def lab_host(request):
    """Each host in turn."""
    return LAB.host(request.param)


@pytest.fixture(scope="session", params=list(FABRIC["containers"]))
def lab_container(request):
    """Each container in turn."""
    return LAB.container(request.param)
