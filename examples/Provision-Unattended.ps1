<#
.SYNOPSIS
    Provisions every database with a tag, for a scheduled task or a CI job: no question is asked, and the exit code tells.
.DESCRIPTION
    Exit code 0: every database is as it should be. 1: at least one failed; the errors say which and why. 2: the run could not start.
    AWS credentials come from the environment, the profile or the role of the job, as for every cmdlet.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Provision-Unattended.ps1 -ConnectionPrefix prod -Vault Team -Region eu-west-1
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Provision-Unattended.ps1 -ConnectionPrefix prod -Vault Team -Region eu-west-1 -Plan
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
$ErrorActionPreference = 'Stop'
try {
    Import-Module HoopConnect
    $settings = @{ ConnectionPrefix = $ConnectionPrefix; Vault = $Vault; Region = $Region }
    if ($CaFile) { $settings.CaFile = $CaFile }
    # An account that refuses or a database that fails is reported, and the others go on.
    $ErrorActionPreference = 'Continue'
    $results = @(
        # Proxies and replicas lead to databases that are in the list themselves.
        Find-HoopRdsInstance -Account $Account -Region $Region -Kind Instance, Cluster -Engine *postgres* -Tag $Tag -ErrorVariable refused |
            Where-Object { -not $_.ReplicaOf } |
            Invoke-HoopProvisioning @settings -Confirm:$false -WhatIf:$Plan
    )
}
catch {
    $_ | Out-String | Write-Error -ErrorAction Continue
    exit 2
}
$results | Format-Table Identifier, State, Changed, Message -AutoSize | Out-String -Width 200
# A cmdlet sets no exit code of its own.
exit [int](($results.State -contains 'Failed') -or $refused.Count -gt 0)
