#!/bin/bash
# An ipset without sets.
exit 0
