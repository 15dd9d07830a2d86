#!/bin/bash
# The address by which DC/OS knows this node.
cat /run/dcos-lab/address
