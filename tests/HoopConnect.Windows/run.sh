#!/usr/bin/env bash
# run.sh FOLDER: runs the xunit tests and a walk through the cmdlets, as they are built, as programs of Windows under Wine 10, for what
# Linux cannot show; FOLDER gets the results of the tests (tests.xml) and what both said. For root on Debian. Wine comes from the suite
# trixie, from where apt has its packages, into a folder of its own, and .NET and PowerShell for Windows from NuGet. The checkout is below
# an overlay, so that nothing is written to it. Folder, mounts and processes are gone at the end, however it ends.
# What Wine cannot do, and is therefore left out, is in left-out.txt.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tests=tests/HoopConnect.Tests/bin/Release/net10.0

fail() { echo "test-windows: $*" >&2; exit 2; }

# A program of Windows, or of Wine, in the folder's Debian.
in_wine() {
    chroot "$root/debian" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 XDG_RUNTIME_DIR=/tmp WINEDEBUG=-all \
        WINEDLLOVERRIDES=mshtml= DOTNET_EnableWriteXorExecute=0 'DOTNET_ROOT=Z:\laid\dotnet' "$@" </dev/null
}

# What runs where mounts and processes end with it.
inside() {
    DEBOOTSTRAP_DIR=$root/tools/usr/share/debootstrap "$root/tools/usr/sbin/debootstrap" --variant=minbase --include=wine,wine64 \
        trixie "$root/debian" "$1" >"$root/debootstrap.log" 2>&1 || { tail -n 20 "$root/debootstrap.log" >&2; fail 'there is no Wine'; }
    mkdir -p "$root/debian/laid" "$root/debian$checkout" "$root/overlay"
    mount -t proc proc "$root/debian/proc"
    mount --rbind /dev "$root/debian/dev"
    mount --bind "$root/work" "$root/debian/laid"
    mount -t overlay overlay -o "lowerdir=$checkout,upperdir=$root/written,workdir=$root/overlay" "$root/debian$checkout"
    # What it makes of its registry is there for the next program once its server has ended.
    { in_wine wineboot --init && in_wine wineserver --wait; } >"$root/wine.log" 2>&1 ||
        { cat "$root/wine.log" >&2; fail 'Wine does not start'; }

    local status=0
    in_wine wine "$checkout/$tests/HoopConnect.Tests.exe" @@ 'Z:\laid\tests.rsp' >"$root/work/tests.log" 2>&1 || status=1
    tail -n 3 "$root/work/tests.log"
    in_wine wine /laid/pwsh/HoopConnect.Windows.exe "Z:$checkout/tests/HoopConnect.Windows/Walk.ps1" "Z:$checkout/out/HoopConnect" \
        'Z:\laid\sandbox.json' 2>&1 | tee "$root/work/walk.log" || status=1
    return $status
}

if [[ ${1-} == --inside ]]; then
    root=$2
    inside "$3"
    exit
fi

[[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || fail 'this is not root on Debian, from whose packages Wine comes'
mirrors() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main'; }
[[ $(mirrors) ]] || apt-get update -q >/dev/null
mirror=$(mirrors | sort -u | head -n 1)
[[ $mirror ]] || fail 'apt has no packages of Debian'

root=$(mktemp -d /var/tmp/hoopconnect-wine-XXXXXX)
sandbox=
finish() {
    [[ ! $sandbox ]] || kill "$sandbox" 2>/dev/null || true
    wait
    rm -rf --one-file-system "$root"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$root/tools" "$root/work" "$root/written/$tests"
(cd "$root" && apt-get download -q debootstrap && dpkg -x debootstrap_*.deb tools) >"$root/apt.log" 2>&1 ||
    { cat "$root/apt.log" >&2; fail 'debootstrap cannot be had'; }
echo '== .NET and PowerShell for Windows'
dotnet build "$checkout/tests/HoopConnect.Windows" -c Release -v quiet -nodeReuse:false -t:Lay "-p:LayOut=$root/work" \
    "-p:Tests=$checkout/$tests"
mv "$root/work/tests/HoopConnect.Tests.exe" "$root/written/$tests"
# The names in left-out.txt, as xunit's runner takes them: an argument a line.
{
    printf -- '%s\n' -noLogo -noColor -xml 'Z:\laid\tests.xml'
    sed -n 's/^HoopConnect\..*/-method-\n&/p' "$checkout/tests/HoopConnect.Windows/left-out.txt"
} >"$root/work/tests.rsp"

# AWS and the servers of the walk are outside, as they are for a user.
bash "$checkout/tests/HoopConnect.Sandbox/mariadb/restore.sh"
dotnet "$checkout/tests/HoopConnect.Sandbox/bin/Release/net10.0/HoopConnect.Sandbox.dll" run --servers legacy,billing \
    --info "$root/work/sandbox.json" --parent $$ >"$root/sandbox.log" 2>&1 &
sandbox=$!
until [[ -s $root/work/sandbox.json ]]; do
    kill -0 "$sandbox" 2>/dev/null || { cat "$root/sandbox.log" >&2; fail 'the sandbox does not start'; }
    sleep 0.2
done
cp "$(sed -n 's/.*"caFile": "\(.*\)",/\1/p' "$root/work/sandbox.json")" "$root/work/ca.pem"

echo '== the xunit tests and the walk, under Wine'
status=0
unshare --mount --pid --fork --kill-child --mount-proc bash "${BASH_SOURCE[0]}" --inside "$root" "$mirror" || status=$?
mkdir -p "${1:?}"
for file in tests.xml tests.log walk.log; do
    [[ ! -e $root/work/$file ]] || cp "$root/work/$file" "$1"
done
exit $status
