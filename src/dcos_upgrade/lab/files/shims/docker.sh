#!/bin/bash
# A Docker whose daemon answers. Where the lab says so, DC/OS's libltdl comes before the system's and the client is not loaded.
case ":${LD_LIBRARY_PATH:-}:" in
    *:/opt/mesosphere/lib:*)
        if [ -e /run/dcos-lab/mishap.libltdl-conflict ]; then
            echo 'docker: relocation error: docker: symbol lt_dlopen, version LIBLTDL_2 not defined in file libltdl.so.7' >&2
            exit 127
        fi
        ;;
esac
[ "${1:-}" = version ] || exit 0
case "$*" in
    *GitCommit*) field=GitCommit ;;
    *Platform.Name*) field=Platform.Name ;;
    *) field=Version ;;
esac
while read -r name value; do
    [ "$name" != "$field" ] || echo "$value"
done </run/dcos-lab/docker
