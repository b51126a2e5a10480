#requires -Version 7.4
<#
.SYNOPSIS
    Provisions every database with a tag, for a scheduled task or a CI job: no question is asked, and the exit code tells.
.DESCRIPTION
    Exit code 0: every database is as it should be. 1: at least one failed, or none was found; the errors say which and why. 2: the run
    could not start.
    AWS credentials come from the environment, the profile or the role of the job, as for every cmdlet.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Provision-Unattended.ps1 -ConnectionPrefix 'prod-{identifier}' -Vault Team -Region eu-west-1
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Provision-Unattended.ps1 -ConnectionPrefix 'prod-{identifier}' -Vault Team -Region eu-west-1 -Plan
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ConnectionPrefix,
    [Parameter(Mandatory)] [string] $Vault,
    [Parameter(Mandatory)] [string] $Region,
    [string] $Account = '*',
    [hashtable] $Tag = @{ env = 'prod' },
    [string] $CaFile,
    # Shows what would be done and does nothing: the plan of a pull request.
    [switch] $Plan
)
try {
    Import-Module HoopConnect -ErrorAction Stop
    $settings = @{ ConnectionPrefix = $ConnectionPrefix; Vault = $Vault; Region = $Region }
    if ($CaFile) { $settings.CaFile = $CaFile }
    # An account that refuses or a database that fails is an error, and the others go on. Proxies and replicas lead to databases that are
    # in the list themselves.
    $results = Find-HoopRdsInstance -Account $Account -Region $Region -Kind Instance, Cluster -Engine *postgres* -Tag $Tag |
        Where-Object { -not $_.ReplicaOf } |
        Invoke-HoopProvisioning @settings -Confirm:$false -WhatIf:$Plan
    $ok = $?
}
catch {
    $_ | Out-String | Write-Error
    exit 2
}
if ($ok -and -not $results) {
    Write-Error "No database in '$Account' in $Region has these tags: nothing was done."
    $ok = $false
}
$results | Format-Table Identifier, State, Changed, Message -AutoSize | Out-String -Width 200
exit [int](-not $ok)
