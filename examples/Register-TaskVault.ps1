#requires -Version 7.4
<#
.SYNOPSIS
    Registers a SecretStore vault for the account that this runs as, where nobody can log on to do it: a service account, SYSTEM.
.DESCRIPTION
    Register-SweepTask.ps1 -SetUpVault runs it as the account of the task, once. The store asks for no password: what is in it is closed
    by the account alone. One that is registered already stays as it is. Exit code 0: the vault is there. 2: it is not; the error says why.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Register-TaskVault.ps1 -Vault Team
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Vault
)
$ErrorActionPreference = 'Stop'
try {
    Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
    $registered = @(Get-SecretVault)
    if ($registered.Name -contains $Vault) { "The vault '$Vault' is registered for $([Environment]::UserName) already."; exit 0 }
    # There is one store for an account: what another vault keeps in it stays.
    if ($registered.ModuleName -notcontains 'Microsoft.PowerShell.SecretStore') {
        Reset-SecretStore -Authentication None -Interaction None -Force -WarningAction Ignore
    }
    Register-SecretVault -Name $Vault -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault:($registered.Count -eq 0)
    "The vault '$Vault' is registered for $([Environment]::UserName)."
}
catch {
    $_ | Out-String | Write-Error -ErrorAction Continue
    exit 2
}
