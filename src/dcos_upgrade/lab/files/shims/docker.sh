#!/bin/bash
# A Docker whose daemon answers, unless the lab says that it hangs. Where the lab says so, DC/OS's libltdl comes before the system's and the client is not loaded.
case ":${LD_LIBRARY_PATH:-}:" in
    *:/opt/mesosphere/lib:*)
        if [ -e /run/dcos-lab/mishap.libltdl-conflict ]; then
            echo 'docker: relocation error: docker: symbol lt_dlopen, version LIBLTDL_2 not defined in file libltdl.so.7' >&2
            exit 127
        fi
        ;;
esac
[ ! -e /run/dcos-lab/mishap.docker-hangs ] || exec sleep 3600
if [ "${1:-}" = info ]; then
    printf '%s\n' 'Containers: 0' ' Running: 0' 'Storage Driver: overlay' 'Cgroup Driver: cgroupfs' \
        'Docker Root Dir: /var/lib/docker' 'Live Restore Enabled: false'
    exit 0
fi
[ "${1:-}" = version ] || exit 0
case "$*" in
    *GitCommit*) field=GitCommit ;;
    *Platform.Name*) field=Platform.Name ;;
    *) field=Version ;;
esac
while read -r name value; do
    [ "$name" != "$field" ] || echo "$value"
done </run/dcos-lab/docker
