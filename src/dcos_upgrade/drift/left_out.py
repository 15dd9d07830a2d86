"""Facts that no kind compares, each with the reason. Every probe is read by a kind or stands here."""

from __future__ import annotations

from collections.abc import Mapping

LEFT_OUT: Mapping[str, str] = {
    "agent-containers": "containers are compared by the tasks that they hold",
    "agent-flags": "attributes and roles are compared as Mesos lists them; other flags come with the release",
    "agent-id": "agents are compared by the id under which Mesos lists them",
    "clock-synchronised": "judged by the check host-requirements before a run",
    "cloud-template": "who installed the cluster does not change; `plan` refuses such clusters",
    "docker-settings": "how many containers run changes all the time; `check` judges the settings before a run",
    "docker-under-dcos": "judged by the check docker-libraries at each step",
    "exhibitor-configuration": "which servers there are is compared by what serves; `check` judges the directories before a run",
    "inodes": "files come and go; room on the disks is compared",
    "journal-errors": "new errors are judged in each soak, by their age",
    "kernel-settings": "judged by the check host-requirements before a run",
    "local-changes": "what lies under /opt/mesosphere is replaced; the site's own files are compared",
    "marathon-deployments": "what is under way at one moment is over at the next; ended tasks and changed apps are compared",
    "marathon-environment": "the site's own files are compared by their digests",
    "marathon-flags": "they come with the release",
    "marathon-groups": "apps and pods are compared one by one; a group holds nothing else that runs",
    "marathon-metrics": "figures of one moment, and counters that begin anew with each process",
    "marathon-queue": "what waits at one moment runs at the next; instances are compared",
    "master-list": "part of the generated configuration; which masters there are is compared by what serves",
    "mesos-files": "nothing is decided by it",
    "mesos-flags": "they come with the release",
    "mesos-health": "judged where it is asked; it says how things are now",
    "mesos-maintenance": "judged where it is asked; windows come and go",
    "mesos-system": "figures of one moment",
    "metronome-info": "it comes with the release",
    "mounts": "judged by the check host-requirements before a run",
    "processor": "judged by the check host-requirements before a run",
    "programs": "judged by the check host-requirements before a run",
    "selinux": "judged by the check host-requirements before a run",
    "system-services": "judged by the check host-requirements before a run",
    "vendor-checks-cluster": "judged where they are asked; they say how things are now",
    "vendor-checks-node": "judged where they are asked; they say how things are now",
    "zookeeper-mntr": "counters that begin anew with each process",
    "zookeeper-directories": "files of ZooKeeper come and go all the time; the hop to 1.9 moves them",
}
