# Runs the module's tests as its users get it: pwsh -NoProfile -File tests/Pester/Run.ps1 [-Path files or folder] [-Output Detailed]
# All of them run in two processes side by side, each with a home and a sandbox of its own. Ends with the number of failures as its exit
# code.
[CmdletBinding()]
param(
    [string[]] $Path = @(),
    [ValidateSet('None', 'Normal', 'Detailed')] [string] $Output = 'Normal'
)
$pester = dotnet msbuild (Join-Path $PSScriptRoot Pester.csproj) -restore -t:Find -getProperty:PesterModule -nologo
if ($LASTEXITCODE -ne 0) { throw "Pester could not be restored: $pester" }
Import-Module @($pester)[-1]

$beside = $null
if (-not $Path) {
    # These start processes all the time, each of which imports the module, and take as long as all others.
    $apart = 'Documentation', 'Examples' | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" }
    $Path = Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 -Recurse | ForEach-Object FullName | Where-Object { $_ -notin $apart }
    . $PSScriptRoot/../../build/Pwsh.ps1
    $arguments = $pwshArguments + '-NoProfile', '-NonInteractive', '-File', $PSCommandPath, '-Path', ($apart -join ','), '-Output', $Output
    $start = [Diagnostics.ProcessStartInfo]::new($pwshProgram, [string[]]$arguments)
    $start.RedirectStandardOutput = $true
    $beside = [Diagnostics.Process]::Start($start)
    $said = $beside.StandardOutput.ReadToEndAsync()
}

# After that: it gives the tests a home folder of their own, where no package is.
. $PSScriptRoot/Common.ps1
$configuration = New-PesterConfiguration
# pwsh -File hands a list over as one text.
$configuration.Run.Path = $Path -split ','
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Output
$configuration.Output.CIFormat = 'None'
try {
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    # The sandbox ends with this process; its folder goes now.
    if ($env:HOOPCONNECT_TEST_HOME) { Remove-Item $env:HOOPCONNECT_TEST_HOME -Recurse -Force -ErrorAction Ignore }
    if ($beside) {
        $said.GetAwaiter().GetResult()
        $beside.WaitForExit()
    }
}
$elsewhere = $beside ? $beside.ExitCode : 0
if (-not $result -or -not $result.TotalCount) {
    'Pester ran no test: Failed: 1, Passed: 0, Skipped: 0'
    exit 1
}
foreach ($wrong in @($result.Failed) + @($result.FailedBlocks) + @($result.FailedContainers)) {
    "FAILED: $($wrong.ExpandedPath ?? $wrong.Item)"
    $wrong.ErrorRecord | ForEach-Object { "$_"; ($_.ScriptStackTrace -split "`n")[0] }
}
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
$counts = "Failed: $failed, Passed: $($result.PassedCount), Skipped: $($result.SkippedCount)"
"Pester $((Get-Module Pester).Version) on PowerShell $($PSVersionTable.PSVersion): $counts, $([int]$result.Duration.TotalSeconds) s"
exit [Math]::Min($failed + $elsewhere, 255)
