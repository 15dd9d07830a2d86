"""Facts that no kind compares, each with the reason. Every probe is read by a kind or stands here."""

from __future__ import annotations

from collections.abc import Mapping

LEFT_OUT: Mapping[str, str] = {
    "cloud-template": "who installed the cluster does not change; `plan` refuses such clusters",
    "docker-settings": "how many containers run changes all the time; `check` judges the settings before a run",
    "docker-under-dcos": "judged by the check docker-libraries at each step",
    "exhibitor-configuration": "which servers there are is compared by what serves; `check` judges the directories before a run",
    "journal-errors": "new errors are judged in each soak, by their age",
    "kernel-settings": "judged by the check host-requirements before a run",
    "marathon-deployments": "what is under way at one moment is over at the next; ended tasks and changed apps are compared",
    "marathon-groups": "apps and pods are compared one by one; a group holds nothing else that runs",
    "marathon-queue": "what waits at one moment runs at the next; instances are compared",
    "master-list": "part of the generated configuration; which masters there are is compared by what serves",
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
