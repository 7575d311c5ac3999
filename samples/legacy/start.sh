#!/bin/sh
set -eu
mkdir -p /var/lib/report/out
exec /opt/report/bin/report "$@"
