#!/bin/sh
# Installs the MariaDB server and client programs that the sandbox starts, from Debian's packages. The -core packages have the programs
# only: no service, no account, no data, nothing on port 3306. Quick when they are there already; says so and goes on where it cannot.
set -eu

if command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ] && command -v mariadb >/dev/null 2>&1; then
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "mariadb/restore.sh: MariaDB is not installed, and this is not root on Debian: the tests that need it are skipped." >&2
    echo "Install the packages mariadb-server-core and mariadb-client-core (or what has mariadbd and mariadb) to run them." >&2
    exit 0
fi

install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends mariadb-server-core mariadb-client-core >/dev/null
}
install 2>/dev/null || { apt-get update -q >/dev/null && install; } ||
    echo "mariadb/restore.sh: apt-get could not install MariaDB: the tests that need it are skipped." >&2
