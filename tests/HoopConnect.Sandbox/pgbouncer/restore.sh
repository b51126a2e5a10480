#!/bin/sh
# Installs pgbouncer, a transaction pooler that the sandbox puts before PostgreSQL, from Debian's package. Its service is not started:
# the tests start one of their own on loopback. Quick when it is there already; says so and goes on where it cannot.
set -eu

if command -v pgbouncer >/dev/null 2>&1 || [ -x /usr/sbin/pgbouncer ]; then
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "pgbouncer/restore.sh: pgbouncer is not installed, and this is not root on Debian: the tests that need it are skipped." >&2
    exit 0
fi

# Debian asks this before it starts the service of a package.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends pgbouncer >/dev/null; }
install 2>/dev/null || { apt-get update -q >/dev/null && install; } ||
    echo "pgbouncer/restore.sh: apt-get could not install pgbouncer: the tests that need it are skipped." >&2
