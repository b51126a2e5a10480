#requires -Version 7.4
<#
.SYNOPSIS
    Removes the expired session users of every PostgreSQL database with a tag, for a scheduled task or a CI job: no question is asked, and
    the exit code tells.
.DESCRIPTION
    Exit code 0: every expired user is gone. 1: a database could not be reached, none was found, or a user is left (locked where that was
    possible); the lines say which and why. 2: the sweep could not start. AWS credentials come from the environment, the profile or the
    role of the job, as for every cmdlet; the databases' master logins from the vault. A sweep that was cut off is ended by the next one.
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
try {
    Import-Module HoopConnect -ErrorAction Stop
    $settings = @{ Vault = $Vault }
    if ($CaFile) { $settings.CaFile = $CaFile }
    # An account that refuses or a database that fails is an error, and the others go on.
    $sweep = Find-HoopRdsInstance -Account $Account -Region $Region -Kind Instance, Cluster -Engine *postgres* -Tag $Tag |
        Where-Object { -not $_.ReplicaOf } | Tee-Object -Variable databases |
        Get-HoopSessionUser -Expired @settings |
        Remove-HoopSessionUser -Summary @settings -Confirm:$false -WhatIf:$Plan
    $ok = $?
}
catch {
    $_ | Out-String | Write-Error
    exit 2
}
if ($ok -and -not $databases) {
    Write-Error "No PostgreSQL database in '$Account' in $Region has these tags: nothing was done."
    $ok = $false
}
$sweep | Format-Table | Out-String -Width 200
$sweep.Remaining | Format-Table UserName, HostName, State, Message -Wrap | Out-String -Width 200
exit [int](-not $ok)
