#!/usr/bin/env bash
# Starts build.ps1, which has the tasks of the project, with the PowerShell of this machine, or, where there is none or one older
# than 7.4, with the one that .config/dotnet-tools.json names. `./build.sh help` lists the tasks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

command -v dotnet >/dev/null 2>&1 || { echo "build.sh: 'dotnet' is not on PATH: install the .NET SDK 10" >&2; exit 2; }
if [[ $(pwsh -NoProfile -NonInteractive -Command '$PSVersionTable.PSVersion -ge "7.4"' 2>/dev/null) == True ]]; then
    exec pwsh -NoProfile -NonInteractive -File build.ps1 "$@"
fi
dotnet tool restore >/dev/null || { dotnet tool restore >&2; exit 2; }
exec dotnet tool run pwsh -- -NoProfile -NonInteractive -File build.ps1 "$@"
