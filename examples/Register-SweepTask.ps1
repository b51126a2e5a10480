<#
.SYNOPSIS
    Registers Sweep-SessionUsers.ps1 as a scheduled task of Windows, every night.
.DESCRIPTION
    The task runs as a group managed service account, which needs no password here; the vault and the AWS credentials are those of that
    account. Its last result is the script's exit code: 0 all gone, 1 something is left, 2 it could not start.
.EXAMPLE
    ./Register-SweepTask.ps1 -Vault Team -Region eu-west-1 -UserId 'DOMAIN\svc-hoop$'
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Vault,
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $UserId,
    [datetime] $At = '03:00',
    [string] $TaskName = 'HoopConnect session users',
    [string] $Script = (Join-Path $PSScriptRoot Sweep-SessionUsers.ps1)
)
$ErrorActionPreference = 'Stop'
# The PowerShell that runs this: the process is called dotnet where it came as a .NET tool.
$pwsh = Join-Path $PSHOME pwsh.exe
$task = @{
    TaskName  = $TaskName
    Action    = New-ScheduledTaskAction -Execute $pwsh `
        -Argument "-NoProfile -NonInteractive -File `"$Script`" -Vault `"$Vault`" -Region $Region"
    Trigger   = New-ScheduledTaskTrigger -Daily -At $At
    Principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType Password -RunLevel Limited
    # One at a time; a second sweep would only wait for the first.
    Settings  = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 2)
}
if ($PSCmdlet.ShouldProcess($TaskName, "Register: $pwsh $Script, daily at $($At.ToString('HH:mm')) as $UserId")) {
    Register-ScheduledTask @task -Force
}
