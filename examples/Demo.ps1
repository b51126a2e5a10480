#requires -Version 7.4
<#
.SYNOPSIS
    The main job of HoopConnect on the sandbox: an AWS organisation on loopback with real PostgreSQL servers behind it.
.DESCRIPTION
    Finds the databases, provisions three of them (security group, master reset, roles, connections), proves each connection by logging in,
    and runs again to show that nothing changes. Started by `build.sh demo` and `build.ps1 demo`, which build what it needs.
    It works in a folder of its own and leaves nothing behind. Exit code 0 where every check held.
#>
[CmdletBinding()]
param(
    [string] $Configuration = 'Release'
)
$ErrorActionPreference = 'Stop'
$repository = Split-Path $PSScriptRoot

. $repository/build/Pwsh.ps1

# Vaults and state of the user stay as they are: the demo runs in a process whose home is a temporary one. (SecretStore reads HOME once.)
if (-not $env:HOOPCONNECT_DEMO_FOLDER) {
    $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "hoopconnect-demo-$PID")).FullName
    $saved = @{}
    foreach ($name in 'HOME', 'HOOPCONNECT_STATE', 'HOOPCONNECT_DEMO_FOLDER') {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
    }
    try {
        $env:HOME = $env:HOOPCONNECT_DEMO_FOLDER = $folder
        $env:HOOPCONNECT_STATE = Join-Path $folder state
        & $pwshProgram @pwshArguments -NoProfile -NonInteractive -File $PSCommandPath -Configuration $Configuration
        exit $LASTEXITCODE
    }
    finally {
        foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
        Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    }
}

# A SecretStore of the demo's own, where the modules are there and its folder can be chosen, which it cannot on Windows; else a
# stand-in of the tests for SecretManagement, with a vault that is gone with this process.
function Register-DemoVault {
    $modules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
    if (-not $IsWindows -and @(Get-Module -ListAvailable $modules | Select-Object -Unique Name).Count -eq $modules.Count) {
        Import-Module $modules -Global
        Reset-SecretStore -Authentication None -Interaction None -Force -WarningAction Ignore
        Register-SecretVault -Name Demo -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
        return
    }
    '== SecretManagement and SecretStore are not here: a stand-in for them has the vault of this demo (tests/HoopConnect.SecretManagement).'
    $env:HOOPCONNECT_STANDIN_VAULTS = $env:HOOPCONNECT_DEMO_FOLDER
    $standIn = Join-Path $repository tests HoopConnect.SecretManagement bin $Configuration Microsoft.PowerShell.SecretManagement
    Import-Module $standIn -Global
    Register-SecretVault -Name Demo -ModuleName (Join-Path $repository tests Pester Vaults HoopConnect.TestVault) -DefaultVault
}

$failures = 0
function Say([string] $Title) { "`n== $Title" }
function Check([string] $What, [bool] $Holds) {
    if (-not $Holds) { $script:failures++ }
    '   {0} {1}' -f ($Holds ? 'ok    ' : 'FAILED'), $What
}

# One statement as a connection of ours: the environment of the exported connection, and a small SQL client that reads it.
function Invoke-Statement([string] $Connection, [string] $Statement) {
    Export-HoopConnection -Name $Connection -As PowerShell -IncludePassword | Invoke-Expression
    $env:ENGINE = (Get-HoopConnection $Connection).Subtype
    $env:CA_FILE = $sandbox.caFile
    $said = dotnet $client $Statement
    [pscustomobject]@{ Accepted = $LASTEXITCODE -eq 0; Said = "$said" }
}

function Assert-Statement([string] $Connection, [string] $Statement, [bool] $Accepted) {
    $answer = Invoke-Statement $Connection $Statement
    Check "${Connection}: ${Statement}: $($answer.Said)" ($answer.Accepted -eq $Accepted)
}

# What an application's own deployment does, as the master user.
function Invoke-MasterStatement($Database, [string] $Statement) {
    $server = $sandbox.servers | Where-Object identifier -EQ $Database.Identifier
    $master = Get-Secret "HoopConnect-$($Database.AccountId)-$($Database.Region)-$($Database.Identifier)-master" -ErrorAction Ignore
    $env:ENGINE, $env:HOST, $env:PORT, $env:CA_FILE = $Database.Engine, $server.hostName, "$($server.port)", $sandbox.caFile
    $env:USER = $server.masterUserName
    $env:PASS = $master ? $master.GetNetworkCredential().Password : $server.masterPassword
    $env:DB = $Database.Engine -match 'postgres' ? 'postgres' : 'mysql'
    $said = dotnet $client $Statement
    if ($LASTEXITCODE -ne 0) { throw "$($Database.Identifier): ${Statement}: $said" }
}

# On MariaDB a schema is a database, and there is none that is always there.
function Get-TableName($Database, [string] $Name) { ($Database.Engine -match 'postgres' ? 'public.' : 'app.') + $Name }

# PostgreSQL, Aurora PostgreSQL, and MariaDB where the machine has it.
$databases = @('orders', 'shop', 'payments') + @(if (Get-Command mariadbd, /usr/sbin/mariadbd -ErrorAction Ignore) { 'legacy' })
$client = Join-Path $repository tests HoopConnect.SqlClient bin $Configuration net10.0 HoopConnect.SqlClient.dll
$program = Join-Path $repository tests HoopConnect.Sandbox bin $Configuration net10.0 HoopConnect.Sandbox.dll
$info = Join-Path $env:HOOPCONNECT_DEMO_FOLDER sandbox.json
$arguments = @($program, 'run', '--servers', ($databases -join ','), '--info', $info, '--parent', $PID)
$process = Start-Process dotnet -PassThru -ArgumentList $arguments `
    -RedirectStandardOutput "$info.out" -RedirectStandardError "$info.err"
try {
    while (-not (Test-Path $info)) {
        if ($process.HasExited) { throw "The sandbox did not start: $(Get-Content "$info.err" -Raw)" }
        Start-Sleep -Milliseconds 100
    }
    $sandbox = Get-Content $info -Raw | ConvertFrom-Json

    Import-Module (Join-Path $repository out HoopConnect)
    Register-DemoVault
    # Every cmdlet of this session talks to the sandbox.
    $PSDefaultParameterValues = @{
        '*-Hoop*:EndpointUrl' = $sandbox.endpointUrl
        '*-Hoop*:AccessKey'   = $sandbox.accessKeyId
        '*-Hoop*:SecretKey'   = $sandbox.secretAccessKey
    }

    Say 'Who we are'
    Test-HoopAwsAccess -Region $sandbox.region | Format-List | Out-String | ForEach-Object Trim

    Say 'Accounts of the organisation'
    Get-HoopAwsAccount -Region $sandbox.region | Out-String | ForEach-Object Trim

    Say 'Databases of all accounts, two regions (one account lets nobody in: an error, and the rest comes)'
    $found = Find-HoopRdsInstance -Account * -Region $sandbox.regions -ErrorAction SilentlyContinue -ErrorVariable refused |
        Sort-Object AccountId, Identifier
    $found | Out-String | ForEach-Object Trim
    $refused | ForEach-Object { "   $($_.FullyQualifiedErrorId): $($_.Exception.Message)" }
    $chosen = $found | Where-Object Identifier -In $databases
    foreach ($database in $chosen) {
        if ($database.Engine -notmatch 'postgres') { Invoke-MasterStatement $database 'CREATE DATABASE app' }
        Invoke-MasterStatement $database "CREATE TABLE $(Get-TableName $database parcels) (id serial PRIMARY KEY, label text)"
    }

    Say 'The plan, before anything is done (-WhatIf), for one of them'
    $run = @{
        ConnectionPrefix = 'demo-{identifier}'; IngressCidr = '10.10.10.10/32'; AllowMasterReset = $true
        CaFile = $sandbox.caFile; Region = $sandbox.region; Confirm = $false
    }
    $chosen | Where-Object Identifier -EQ shop | Invoke-HoopProvisioning @run -WhatIf | Out-Null

    Say 'The main job: security group, master reset, roles, connections'
    $first = $chosen | Invoke-HoopProvisioning @run
    $first | Out-String | ForEach-Object Trim
    Check 'every database is completed' (@($first | Where-Object State -EQ Completed).Count -eq $databases.Count)
    Get-HoopConnection | Out-String | ForEach-Object Trim

    Say 'Each connection, proved by logging in'
    foreach ($result in $first) {
        $ro, $rw = ('ro', 'rw').ForEach({ $suffix = $_; ($result.Connections | Where-Object Name -Like "*-$suffix").Name })
        $parcels, $later = (Get-TableName $result parcels), (Get-TableName $result made_afterwards)
        Assert-Statement $ro "SELECT count(*) FROM $parcels" $true
        Assert-Statement $ro "INSERT INTO $parcels (label) VALUES ('from ro')" $false
        Assert-Statement $rw "INSERT INTO $parcels (label) VALUES ('from rw')" $true
        Invoke-MasterStatement $result "CREATE TABLE $later (id int)"
        Assert-Statement $ro "SELECT count(*) FROM $later" $true
    }

    Say 'The same again changes nothing'
    $second = $chosen | Invoke-HoopProvisioning @run
    $unchanged = @($second | Where-Object { $_.State -eq 'Completed' -and -not $_.Changed })
    Check 'every database is completed and unchanged' ($unchanged.Count -eq $databases.Count)

    Say ($failures ? "$failures checks failed." : 'The demo held.')
}
finally {
    # Told to go, it takes its servers and their files with it.
    if (-not $process.HasExited) {
        if ($IsWindows) { $process.Kill() } else { /bin/kill $process.Id }
        [void]$process.WaitForExit(10000)
    }
}
exit [int]($failures -gt 0)
