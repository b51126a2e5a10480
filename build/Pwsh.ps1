# How to start another process of the PowerShell that runs this: & $pwshProgram @pwshArguments -NoProfile -File some.ps1
# Its program is in $PSHOME; a PowerShell that came as a .NET tool has none there on Linux and macOS, and dotnet starts its assembly.
$pwshProgram = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
$pwshArguments = @()
if (-not (Test-Path $pwshProgram)) {
    $pwshProgram = 'dotnet'
    $pwshArguments = @(Join-Path $PSHOME pwsh.dll)
}
