#requires -Version 7.4
<#
.SYNOPSIS
    Brings the users of every database with a tag into line with groups of IAM Identity Center, for a scheduled task or a CI job: no
    question is asked, and the exit code tells.
.DESCRIPTION
    Exit code 0: every user is as the directory says. 1: a database, a user or a message failed, no database was found, or the run was
    stopped since too many users would have gone; the lines say which and why. 2: the run could not start. AWS credentials come from the
    environment, the profile or the role of the job, of the account of Identity Center; the databases' master logins from the vault. A run
    that was cut off is ended by the next one.
    With -QueueUrl it looks only at the people of the events that wait in that queue of SQS, every few minutes, and deletes what it has
    done. A run without it, every night, heals what no event told of.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sync-IdentityCenter.ps1 -Vault Team -Region eu-west-1
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sync-IdentityCenter.ps1 -Vault Team -Region eu-west-1 -Plan
.EXAMPLE
    $queue = 'https://sqs.eu-west-1.amazonaws.com/111122223333/identity-center'
    pwsh -NoProfile -NonInteractive -File Sync-IdentityCenter.ps1 -Vault Team -Region eu-west-1 -QueueUrl $queue
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Vault,
    [Parameter(Mandatory)] [string] $Region,
    [string] $Account = '*',
    [hashtable] $Tag = @{ env = 'prod' },
    # Which role each group gives.
    [hashtable] $GroupMap = @{ DBA = 'hoop_ddl'; Analysts = 'hoop_ro' },
    [string] $QueueUrl,
    [string] $CaFile,
    # Shows what would be done and does nothing.
    [switch] $Plan
)
try {
    Import-Module HoopConnect -ErrorAction Stop
    $settings = @{ GroupMap = $GroupMap; Vault = $Vault; Region = $Region; Confirm = $false; WhatIf = $Plan }
    if ($CaFile) { $settings.CaFile = $CaFile }
    # An account that refuses is an error, and the others go on.
    $which = @{ Account = $Account; Region = $Region; Tag = $Tag; Kind = 'Instance', 'Cluster' }
    $which.Engine = '*postgres*', '*mysql*', 'mariadb'
    $databases = Find-HoopRdsInstance @which |
        Where-Object { -not $_.ReplicaOf -and $_.IamDatabaseAuthenticationEnabled }
    $ok = $?
}
catch {
    $_ | Out-String | Write-Error
    exit 2
}
if ($ok -and -not $databases) {
    Write-Error "No database with IAM authentication in '$Account' in $Region has these tags: nothing was done."
    exit 1
}
if ($QueueUrl -and -not $ok) {
    Write-Error 'Not every database was found: the messages stay in the queue until they can be done everywhere.'
    exit 1
}
try {
    if ($QueueUrl) { $users = Sync-HoopIdentityCenterGroup -QueueUrl $QueueUrl -TargetDatabase $databases @settings }
    else { $users = $databases | Sync-HoopIdentityCenterGroup @settings }
    $ok = $? -and $ok
}
catch {
    $_ | Out-String | Write-Error
    # What the run was stopped for before it changed anything is for a person to look at.
    exit ($_.FullyQualifiedErrorId -match 'TooManyRemovals|EmptyGroup' ? 1 : 2)
}
$users | Where-Object State -NE Unchanged | Format-Table | Out-String -Width 200
$users | Group-Object State -NoElement | Format-Table | Out-String -Width 200
exit [int](-not $ok)
