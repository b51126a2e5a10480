#requires -Version 5.1
<#
.SYNOPSIS
    Registers Sweep-SessionUsers.ps1, or another script, as a scheduled task of Windows, every night or every few minutes.
.DESCRIPTION
    Runs in PowerShell 7 and in Windows PowerShell 5.1, as administrator. The task runs PowerShell 7 by its own path, whether or not
    somebody is logged on, as a group managed service account or as SYSTEM, which need no password here; the vault and the AWS credentials
    are those of that account. Its last result is the script's exit code: 0 all gone, 1 something is left, 2 it could not start.
    A vault is registered for one account, and nobody can log on as this one: with -SetUpVault a task without a trigger runs
    Register-TaskVault.ps1 as the account, once, and is taken away again.
.EXAMPLE
    ./Register-SweepTask.ps1 -Vault Team -Region eu-west-1 -UserId 'DOMAIN\svc-hoop$' -SetUpVault
.EXAMPLE
    $events = @{ Script = './Sync-IdentityCenter.ps1'; TaskName = 'HoopConnect events'; EveryMinutes = 5 }
    $events.Argument = '-QueueUrl https://sqs.eu-west-1.amazonaws.com/111122223333/identity-center'
    ./Register-SweepTask.ps1 -Vault Team -Region eu-west-1 -UserId 'DOMAIN\svc-hoop$' @events
.EXAMPLE
    $nightly = @{ Script = './Provision-Unattended.ps1'; TaskName = 'HoopConnect roles'; Argument = '-ConnectionPrefix prod-{identifier}' }
    ./Register-SweepTask.ps1 -Vault Team -Region eu-west-1 -UserId SYSTEM @nightly
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)] [string] $Vault,
    [Parameter(Mandatory = $true)] [string] $Region,
    # A group managed service account (its name ends with $), or SYSTEM.
    [Parameter(Mandatory = $true)] [string] $UserId,
    [datetime] $At = '03:00',
    # Every so many minutes from then on, instead of every night.
    [ValidateRange(0, 1439)] [int] $EveryMinutes = 0,
    [string] $TaskName = 'HoopConnect session users',
    [string] $Script = (Join-Path $PSScriptRoot 'Sweep-SessionUsers.ps1'),
    # More of the script's command line.
    [string] $Argument = '',
    # Where PowerShell 7 is not this one, and not where its installer puts it.
    [string] $Pwsh = '',
    [switch] $SetUpVault
)
$ErrorActionPreference = 'Stop'
$isSystem = 'SYSTEM', 'NT AUTHORITY\SYSTEM', 'S-1-5-18' -contains $UserId

# This PowerShell where it is 7 (the process is called dotnet where it came as a .NET tool), else the one that is installed.
function Find-Pwsh {
    if ($PSVersionTable.PSEdition -eq 'Core') { return Join-Path $PSHOME 'pwsh.exe' }
    $installed = Join-Path $env:ProgramFiles 'PowerShell\7\pwsh.exe'
    if (Test-Path -LiteralPath $installed) { return $installed }
    $found = Get-Command pwsh.exe -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($found) { return $found.Path }
    throw 'There is no PowerShell 7 on this machine. Install it from its MSI for all users.'
}

function Assert-Pwsh([string] $Path) {
    if ($Path -match '[\\/]WindowsApps[\\/]') {
        throw "'$Path' is PowerShell from the Microsoft Store: its path changes with each update, and neither SYSTEM nor a service " +
            'account can start it. Install it from its MSI for all users, or name one that is with -Pwsh.'
    }
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { throw "There is no PowerShell 7 at '$Path'. Name it with -Pwsh." }
    $version = (Get-Item -LiteralPath $Path).VersionInfo.FileVersion
    if ($version -match '^(\d+\.\d+)' -and [version]$Matches[1] -lt [version]'7.4') {
        throw "'$Path' is PowerShell $version; 7.4 is needed."
    }
    if (-not $isSystem -and $env:SystemDrive -and $Path -like "$env:SystemDrive\Users\*") {
        throw "'$Path' lies in a user's profile, where '$UserId' cannot start it. Install PowerShell for all users, or name one with -Pwsh."
    }
}

function New-Action([string] $File, [string] $More) {
    New-ScheduledTaskAction -Execute $Pwsh -Argument "-NoProfile -NonInteractive -File `"$File`" -Vault `"$Vault`" $More".TrimEnd()
}

# Runs the script that registers the vault, as the account, and waits for its exit code.
function Invoke-VaultTask($Principal) {
    $name = "$TaskName (vault)"
    $setUp = @{
        TaskName  = $name
        Action    = New-Action (Join-Path $PSScriptRoot 'Register-TaskVault.ps1') ''
        Principal = $Principal
        Settings  = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Minutes 5)
    }
    Register-ScheduledTask @setUp -Force | Out-Null
    try {
        Start-ScheduledTask -TaskName $name
        # SCHED_S_TASK_RUNNING, SCHED_S_TASK_HAS_NOT_RUN, SCHED_S_TASK_QUEUED
        $underWay = 0x41301, 0x41303, 0x41325
        $deadline = (Get-Date).AddMinutes(5)
        do {
            Start-Sleep -Milliseconds 500
            $result = (Get-ScheduledTaskInfo -TaskName $name).LastTaskResult
        } while ($underWay -contains $result -and (Get-Date) -lt $deadline)
        if ($result -ne 0) {
            throw "The vault '$Vault' could not be registered for '$UserId': Register-TaskVault.ps1 ended with $result. " +
                'SecretManagement and SecretStore have to be installed for all users (Install-PSResource -Scope AllUsers).'
        }
    }
    finally {
        Unregister-ScheduledTask -TaskName $name -Confirm:$false
    }
}

if (-not $Pwsh) { $Pwsh = Find-Pwsh }
Assert-Pwsh $Pwsh
$Script = (Get-Item -LiteralPath $Script).FullName
# Both run whether or not somebody is logged on: without a logon type a task would wait for its user.
$logonType = if ($isSystem) { 'ServiceAccount' } else { 'Password' }
$principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType $logonType -RunLevel Limited
$trigger = if ($EveryMinutes) { New-ScheduledTaskTrigger -Once -At $At -RepetitionInterval (New-TimeSpan -Minutes $EveryMinutes) }
else { New-ScheduledTaskTrigger -Daily -At $At }
$when = if ($EveryMinutes) { "every $EveryMinutes minutes" } else { "daily at $($At.ToString('HH:mm'))" }
$task = @{
    TaskName  = $TaskName
    Action    = New-Action $Script "-Region $Region $Argument"
    Trigger   = $trigger
    Principal = $principal
    # One at a time; a second sweep would only wait for the first.
    Settings  = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 2)
}
if ($SetUpVault -and $PSCmdlet.ShouldProcess("$TaskName (vault)", "Run once: $Pwsh Register-TaskVault.ps1 -Vault $Vault as $UserId")) {
    Invoke-VaultTask $principal
}
if ($PSCmdlet.ShouldProcess($TaskName, "Register: $Pwsh $Script, $when as $UserId")) {
    Register-ScheduledTask @task -Force
}
