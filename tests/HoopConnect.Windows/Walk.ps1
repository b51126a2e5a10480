# A short walk through the cmdlets against the sandbox, each step with what came of it: Walk.ps1 <module folder> <the sandbox's info file>
param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string] $Info)
$ErrorActionPreference = 'Stop'
$repository = Split-Path (Split-Path $PSScriptRoot)

function Assert([string] $What, [bool] $Holds) {
    if (-not $Holds) { throw "It does not hold that $What." }
    "ok: $What"
}

Import-Module $Module
$manifest = Import-PowerShellDataFile (Join-Path $Module HoopConnect.psd1)
Assert "every cmdlet is there ($($manifest.CmdletsToExport.Count))" (
    @(Get-Command -Module HoopConnect).Count -eq $manifest.CmdletsToExport.Count)

$sandbox = Get-Content $Info -Raw | ConvertFrom-Json
$aws = @{
    EndpointUrl = $sandbox.endpointUrl
    AccessKey   = $sandbox.accessKeyId
    SecretKey   = $sandbox.secretAccessKey
    Region      = $sandbox.region
}
# Of the sandbox's authority, whose file is outside: this system has another form for its path.
$caFile = Join-Path (Split-Path $Info) ca.pem

Assert 'the databases of an account are found' (@(Find-HoopRdsInstance @aws -Account 222233334444).Count -gt 3)
Assert 'a policy is given' ((Get-HoopIamPolicy AwsConnect -AccountId 111122223333).Document -match 'Statement')
$token = Get-HoopRdsAuthToken -HostName db.abcdefghijkl.eu-west-1.rds.amazonaws.com -Port 5432 -UserName app @aws
$shown = $token | Out-String
Assert 'a token is made, and shown without itself' ($shown -match 'rds\.amazonaws' -and $shown -notmatch 'X-Amz')

$work = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "walk-$PID")
$env:HOOPCONNECT_STATE = Join-Path $work state
$env:HOOPCONNECT_STANDIN_VAULTS = Join-Path $work vaults
$tests = Join-Path $repository tests
Import-Module (Join-Path $tests HoopConnect.SecretManagement bin Release Microsoft.PowerShell.SecretManagement)
Register-SecretVault -Name Walk -ModuleName (Join-Path $tests Pester Vaults HoopConnect.TestVault) -DefaultVault -VaultParameters @{
    File = Join-Path $work Walk.xml
}

$run = @{ ConnectionPrefix = 'walk-{identifier}'; IngressCidr = '10.10.10.10/32'; AllowMasterReset = $true; CaFile = $caFile }
$run += @{ SslMode = 'VerifyCA'; Vault = 'Walk'; Confirm = $false }
$legacy = Find-HoopRdsInstance @aws -Account 222233334444 | Where-Object Identifier -EQ legacy
Assert 'a database is found' ($legacy.Engine -eq 'mariadb')
$first = $legacy | Invoke-HoopProvisioning @run @aws
Assert "MariaDB is provisioned over TLS ($($first.Message))" ($first.State -eq 'Completed')
$second = $legacy | Invoke-HoopProvisioning @run @aws
Assert 'the same again changes nothing' ($second.State -eq 'Completed' -and -not $second.Changed)
Assert 'the connections are in the vault' (@(Get-HoopConnection -Vault Walk).Count -eq @($first.Connections).Count)
Assert 'the jobs are on record' (@(Get-HoopProvisioningJob).Count -eq 2)
Get-HoopProvisioningJob | Out-String -Width 190
$export = Join-Path $work env.ps1
Export-HoopConnection -Name $first.Connections[0].Name -As PowerShell -Vault Walk -IncludePassword -Path $export | Out-Null
Assert 'a connection is exported' ((Get-Content $export -Raw) -match 'PASS')
Remove-Item $work -Recurse -Force
'The walk is over: everything held.'
