#!/bin/bash
# Installs what logins by token need, from Debian's packages: botocore, whose tokens ours are compared with; PostgreSQL, which is built with
# PAM (no cluster is made, nothing listens); and three plugins, unpacked and not installed, since installing them would change this
# machine's own logins: libpam-script's module, and MariaDB's auth_pam and simple_password_check. They go to
# /usr/local/lib/hoopconnect-sandbox with the script that asks the sandbox; /etc/pam.d/rds names them. Quick when all is there; says
# so and goes on where it cannot.
set -euo pipefail
cd "$(dirname "$0")"

parts=/usr/local/lib/hoopconnect-sandbox
service=/etc/pam.d/rds
mark='# Made by the sandbox of HoopConnect for database servers that it starts; it may go with /usr/local/lib/hoopconnect-sandbox.'
export DEBIAN_FRONTEND=noninteractive

have_botocore() { /usr/bin/python3 -c 'import botocore' >/dev/null 2>&1; }
have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
have_parts() {
    [[ -r $parts/pam_script.so && -r $parts/auth_pam_v1.so && -r $parts/simple_password_check.so && -r $service ]] &&
        cmp -s pam_script_auth "$parts/pam_script_auth" && grep -qF "$parts/pam_script.so" "$service"
}

if have_botocore && have_postgres && have_parts; then
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1 || [[ $(id -u) != 0 ]]; then
    echo "iam/restore.sh: some of botocore, PostgreSQL and the PAM plugins is not installed, and this is not root on Debian:" \
        "the tests that need it are skipped." >&2
    exit 0
fi

# The lists of a fresh machine are empty or old.
updated=
apt() {
    "$@" >/dev/null 2>&1 && return
    [[ $updated ]] || { apt-get update -q >/dev/null && updated=yes; }
    "$@" >/dev/null
}

install_postgres() {
    mkdir -p /etc/postgresql-common
    [[ -e /etc/postgresql-common/createcluster.conf ]] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    apt apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold postgresql
}

# unpack PACKAGE FILE: puts one file of a package that is not installed beside the script.
unpack() {
    local folder
    folder=$(mktemp -d)
    chmod 755 "$folder"
    if (cd "$folder" && apt apt-get download -q "$1") && dpkg -x "$folder/$1"_*.deb "$folder/x"; then
        install -m 644 "$(find "$folder/x" -name "$2")" "$parts/$2"
    fi
    rm -rf "$folder"
}

install_parts() {
    if [[ -e $service ]] && ! grep -qF "$mark" "$service"; then
        echo "iam/restore.sh: there is a $service that is not the sandbox's: it stays as it is, and logins by token are not tested." >&2
        return
    fi
    mkdir -p "$parts"
    unpack libpam-script pam_script.so
    unpack mariadb-server auth_pam_v1.so
    unpack mariadb-server simple_password_check.so
    install -m 755 pam_script_auth "$parts/pam_script_auth"
    printf '%s\nauth required %s/pam_script.so dir=%s\naccount required pam_permit.so\n' "$mark" "$parts" "$parts" >"$service"
}

have_botocore || apt apt-get install -y -q --no-install-recommends python3-botocore || true
have_postgres || install_postgres || true
have_parts || install_parts || true
have_botocore && have_postgres && have_parts ||
    echo "iam/restore.sh: not all could be installed: the tests that need the rest are skipped." >&2
