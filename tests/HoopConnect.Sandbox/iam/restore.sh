#!/bin/sh
# Installs what the tests of IAM authentication measure against, from Debian's packages: botocore, whose tokens ours are compared with.
# Quick when it is there already; says so and goes on where it cannot.
set -eu

if /usr/bin/python3 -c 'import botocore' >/dev/null 2>&1; then
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "iam/restore.sh: botocore is not installed, and this is not root on Debian: the tests that need it are skipped." >&2
    echo "Install the package python3-botocore to run them." >&2
    exit 0
fi

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-botocore >/dev/null; }
install 2>/dev/null || { apt-get update -q >/dev/null && install; } ||
    echo "iam/restore.sh: apt-get could not install python3-botocore: the tests that need it are skipped." >&2
