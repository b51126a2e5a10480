# What a user of SecretManagement sees of it, as JSON: run in a process of its own for each module of that name, on the vaults of
# HoopConnect.TestVault. SecretManagement.Tests.ps1 says what it must be.
param([Parameter(Mandatory)] [string] $Folder)
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.SecretManagement
$testVault = Join-Path $PSScriptRoot HoopConnect.TestVault

function Register-Vault([string] $Name, [hashtable] $Habit = @{}) {
    Register-SecretVault $testVault $Name -VaultParameters (@{ File = Join-Path $Folder "$Name.xml" } + $Habit)
}

# The id of the error that a command ends with, or what it gave.
function Get-Outcome([scriptblock] $Command) {
    try { & $Command } catch { $_.FullyQualifiedErrorId -replace ',.*' }
}

function Get-Text($Secret) { [Net.NetworkCredential]::new('', $Secret).Password }

$facts = [ordered]@{}
$facts.version = "$((Get-Module Microsoft.PowerShell.SecretManagement).Version)"
$commands = Get-Command -Module Microsoft.PowerShell.SecretManagement -CommandType Cmdlet | Sort-Object Name
$facts.commands = $commands.Name
$common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
$facts.parameters = foreach ($command in $commands) {
    foreach ($set in $command.ParameterSets | Sort-Object Name) {
        foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common | Sort-Object Name) {
            $how = $parameter.Position -lt 0 ? 'named' : $parameter.Position
            $how = @($how) + ($parameter.IsMandatory ? 'mandatory' : 'optional') + ($parameter.ValueFromPipeline ? 'pipeline' : @())
            "$($command.Name) $($set.Name): $($parameter.Name) $($parameter.ParameterType.Name) $how"
        }
    }
}

Register-Vault First
Register-Vault Second
$facts.vaults = Get-SecretVault | ForEach-Object { "$($_.Name) $($_.ModuleName) $($_.IsDefault)" }
$facts.vaultModulePath = (Get-SecretVault First).ModulePath -eq $testVault
$facts.vaultParameters = (Get-SecretVault First).VaultParameters.File -eq (Join-Path $Folder First.xml)
$facts.vaultTaken = Get-Outcome { Register-Vault First }
$facts.vaultUnknown = Get-Outcome { Get-Secret any -Vault Nowhere }
$facts.vaultUnknownSet = Get-Outcome { Set-Secret any -Secret x -Vault Nowhere }
$facts.vaultUnknownInfo = Get-Outcome { Get-SecretInfo any -Vault Nowhere }
$facts.vaultUnknownRemove = Get-Outcome { Remove-Secret any -Vault Nowhere }
$facts.vaultNames = (Get-SecretVault F*).Name
$facts.tested = Test-SecretVault First
Set-SecretVaultDefault Second
$facts.vaultDefault = (Get-SecretVault | Where-Object IsDefault).Name

$credential = [pscredential]::new('u', (ConvertTo-SecureString 'placeholder' -AsPlainText))
Set-Secret -Vault First -Name Login -Secret $credential
Set-Secret -Vault First -Name Text -Secret 'plain'
Set-Secret -Vault First -Name Bytes -Secret ([byte[]](1, 2, 3))
Set-Secret -Vault First -Name Table -Secret @{ key = 'plain' }
Set-Secret -Vault First -Name Secure -SecureStringSecret $credential.Password
Set-Secret -Name InDefault -Secret 'plain'
$facts.login = Get-Secret Login -Vault First | ForEach-Object { "$($_.GetType().Name) $($_.UserName) $(Get-Text $_.Password)" }
$facts.textIsSecure = Get-Secret Text -Vault First | ForEach-Object { "$($_.GetType().Name) $(Get-Text $_)" }
$facts.textAsPlainText = Get-Secret Text -Vault First -AsPlainText
$facts.secureAsPlainText = Get-Secret Secure -Vault First -AsPlainText
$facts.bytes = "$((Get-Secret Bytes -Vault First).GetType().Name) $(Get-Secret Bytes -Vault First)"
$facts.types = Get-SecretInfo -Vault First | ForEach-Object { "$($_.Name) $($_.Type) $($_.VaultName)" }
$facts.foundInAnyVault = (Get-Secret Login).UserName
$facts.inDefault = (Get-SecretInfo InDefault).VaultName
$facts.caseOfNames = (Get-Secret login -Vault First).UserName
$facts.missing = Get-Outcome { Get-Secret Nothing -Vault First }
$facts.missingInfo = @(Get-SecretInfo Nothing -Vault First).Count
$facts.missingRemove = Get-Outcome { Remove-Secret Nothing -Vault First }
$facts.noClobber = Get-Outcome { Set-Secret -Vault First -Name Text -Secret 'other' -NoClobber }
$facts.notClobbered = Get-Secret Text -Vault First -AsPlainText
Set-Secret -Vault First -Name Text -Secret 'other' -WhatIf
$facts.whatIf = Get-Secret Text -Vault First -AsPlainText
Get-SecretInfo Bytes -Vault First | Remove-Secret
$facts.removed = (Get-SecretInfo -Vault First).Name -contains 'Bytes'
Get-SecretInfo Table -Vault First | Set-Secret -Vault Second
$facts.copied = (Get-Secret Table -Vault Second -AsPlainText).key
$facts.tableIsSecure = (Get-Secret Table -Vault Second).key.GetType().Name

$when = [datetime]::new(2025, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)
Set-SecretInfo -Vault First -Name Login -Metadata @{ text = 'a'; number = 1; when = $when }
$facts.metadata = (Get-SecretInfo Login -Vault First).Metadata |
    ForEach-Object { "$($_.text) $($_.number) $($_.number.GetType().Name) $($_.when.ToUniversalTime().ToString('s'))" }
Set-Secret -Vault First -Name Login -Secret $credential -Metadata @{ text = 'b' }
$facts.metadataAnew = (Get-SecretInfo Login -Vault First).Metadata | ForEach-Object { "$($_.Keys) $($_.text)" }
Set-Secret -Vault First -Name Login -Secret $credential
$facts.metadataStays = (Get-SecretInfo Login -Vault First).Metadata.text

Register-Vault Lower @{ LowerCase = $true }
Set-Secret -Vault Lower -Name HoopConnect-Mixed -Secret $credential
$facts.lowerInfo = (Get-SecretInfo HoopConnect-Mixed -Vault Lower).Name
$facts.lowerSecret = (Get-Secret HoopConnect-Mixed -Vault Lower).UserName

Register-Vault Plain @{ NoMetadata = $true }
Set-Secret -Vault Plain -Name Kept -Secret $credential
$facts.plainInfo = Get-Outcome { Set-SecretInfo -Vault Plain -Name Kept -Metadata @{ text = 'a' } }
$facts.plainKept = (Get-Secret Kept -Vault Plain).UserName
Set-Secret -Vault Plain -Name Lost -Secret $credential -Metadata @{ text = 'a' } -ErrorAction SilentlyContinue -ErrorVariable refused
$facts.plainTogether = $refused.Count -gt 0
$facts.plainLost = Get-Outcome { Get-Secret Lost -Vault Plain }

Register-Vault Locked @{ Password = 'placeholder' }
$facts.lockedRead = Get-Outcome { Get-Secret any -Vault Locked }
$facts.lockedType = try { Get-SecretInfo -Vault Locked } catch { $_.Exception.GetType().Name }
$facts.lockedWrite = try { Set-Secret -Vault Locked -Name any -Secret $credential } catch { $_.Exception.GetType().Name }
Unlock-SecretVault Locked -Password $credential.Password
Set-Secret -Vault Locked -Name any -Secret $credential
$facts.unlocked = (Get-Secret any -Vault Locked).UserName

Register-Vault Forgetful @{ Forgetful = $true }
$facts.forgetfulSet = Get-Outcome { Set-Secret -Vault Forgetful -Name any -Secret $credential; 'taken' }
$facts.forgetfulGet = Get-Outcome { Get-Secret any -Vault Forgetful }

Unregister-SecretVault Second
Get-SecretVault Lower | Unregister-SecretVault
$facts.unregistered = (Get-SecretVault).Name | Sort-Object
$facts.unregisteredTwice = Get-Outcome { Unregister-SecretVault Second }
$facts | ConvertTo-Json -Depth 4
