<#
.SYNOPSIS
    Removes the expired session users of every PostgreSQL database with a tag, for a scheduled task or a CI job: no question is asked, and the
    exit code tells.
.DESCRIPTION
    Exit code 0: every expired user is gone. 1: a database could not be reached, or a user is left (locked where that was possible); the lines
    say which and why. 2: the sweep could not start. AWS credentials come from the environment, the profile or the role of the job, as for every
    cmdlet; the databases' master logins from the vault. A sweep that was cut off is ended by the next one.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sweep-SessionUsers.ps1 -Vault Team -Region eu-west-1
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sweep-SessionUsers.ps1 -Vault Team -Region eu-west-1 -Plan
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Vault,
    [Parameter(Mandatory)] [string] $Region,
    [string] $Account = '*',
    [hashtable] $Tag = @{ env = 'prod' },
    [string] $CaFile,
    # Shows what would be done and does nothing.
    [switch] $Plan
)
$ErrorActionPreference = 'Stop'
try {
    Import-Module HoopConnect
    $settings = @{ Vault = $Vault }
    if ($CaFile) { $settings.CaFile = $CaFile }
    # An account that refuses or a database that fails is reported, and the others go on.
    $ErrorActionPreference = 'Continue'
    $sweep = Find-HoopRdsInstance -Account $Account -Region $Region -Kind Instance, Cluster -Engine *postgres* -Tag $Tag -ErrorVariable refused |
        Where-Object { -not $_.ReplicaOf } |
        Get-HoopSessionUser -Expired @settings -ErrorVariable unread |
        Remove-HoopSessionUser -Summary @settings -ErrorVariable unswept -Confirm:$false -WhatIf:$Plan
}
catch {
    $_ | Out-String | Write-Error -ErrorAction Continue
    exit 2
}
$sweep | Format-Table | Out-String -Width 200
$sweep.Remaining | Format-Table UserName, HostName, State, Message -Wrap | Out-String -Width 200
# A cmdlet sets no exit code of its own.
exit [int](($sweep.State -contains 'Failed') -or ($sweep.State -contains 'Incomplete') -or ($refused.Count + $unread.Count + $unswept.Count -gt 0))
