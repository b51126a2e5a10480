# The vaults of SecretManagement, as the cmdlets use them.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $hasSecretStore = Test-RealVault
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestVault
    Import-HoopConnect
}

Describe 'A vault' {
    It 'that is not registered is an error with the names there are' {
        $unknown = Get-ErrorOf { Get-HoopConnection -Vault Nowhere -ErrorAction Stop }
        $unknown.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Vault.NotRegistered,*'
        $unknown.Exception.Message | Should -Match "'Nowhere'.*Team"
        $unknown.CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'cannot be had without the module, and the error has the line that installs it' {
        $lines = Invoke-CleanPwsh @'
            Import-Module $modulePath
            # As on a machine where SecretManagement is not installed.
            $env:PSModulePath = Join-Path $PSHOME Modules
            try { Get-HoopConnection -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }
'@
        $lines[0] | Should -BeLike 'HoopConnect.Vault.ModuleMissing,*'
        $lines -join ' ' | Should -Match 'Install-PSResource Microsoft.PowerShell.SecretManagement'
    }

    It 'that is locked is an error, and its entries are there once it is unlocked' {
        Register-TestVault Locked @{ Password = 'placeholder' }
        try {
            $locked = Get-ErrorOf { Get-HoopConnection -Vault Locked -ErrorAction Stop }
            $locked.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Vault.Locked,*'
            $locked.ErrorDetails.RecommendedAction | Should -Match "Unlock-SecretVault -Name 'Locked'"
            Unlock-SecretVault Locked -Password (ConvertTo-SecureString placeholder -AsPlainText)
            [void](New-HoopConnection locked -Role ReadOnly -HostName db.example -SecretName HoopConnect-locked -Vault Locked)
            (Get-HoopConnection -Vault Locked).Name | Should -Be locked-ro
        }
        finally { Unregister-SecretVault Locked }
    }

    It 'that keeps names in small letters gives all that was stored' {
        Register-TestVault Lower @{ LowerCase = $true }
        try {
            [void](New-HoopConnection Lower -Role ReadOnly -HostName db.example -SecretName HoopConnect-Lower -Vault Lower)
            (Get-SecretInfo -Vault Lower).Name | Should -BeExactly 'hoopconnect-connection-lower-ro'
            (Get-HoopConnection -Vault Lower).Name | Should -BeExactly 'Lower-ro'
            (Get-HoopConnection LOWER-RO -Vault Lower).Name | Should -BeExactly 'Lower-ro'
        }
        finally { Unregister-SecretVault Lower }
    }

    It 'says nothing of itself with -Verbose' {
        $said = Get-HoopConnection 'x*' -Vault Team -Verbose 4>&1 | Out-String
        $said | Should -Not -Match 'SecretManagement|Performing the operation'
    }

    It 'that says nothing and keeps nothing is an error' {
        Register-TestVault Forgetful @{ Forgetful = $true }
        try {
            $connection = @{ Role = 'ReadOnly'; HostName = 'db.example'; SecretName = 'HoopConnect-lost'; Vault = 'Forgetful' }
            $lost = Get-ErrorOf { New-HoopConnection lost @connection -ErrorAction Stop }
            $lost.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Vault.*'
        }
        finally { Unregister-SecretVault Forgetful }
    }

    It 'that refuses metadata keeps the secret all the same' {
        Register-TestVault NoMetadata @{ NoMetadata = $true }
        try {
            [void](New-HoopConnection bare -Role ReadOnly -HostName db.example -SecretName HoopConnect-bare -Vault NoMetadata)
            (Get-HoopConnection bare-ro -Vault NoMetadata).HostName | Should -Be db.example
        }
        finally { Unregister-SecretVault NoMetadata }
    }

    It 'that is a locked SecretStore never asks, whatever it is set to' -Skip:(-not $hasSecretStore) {
        # In a process and a home of its own: the store is one for all vaults.
        $lines = Invoke-CleanPwsh @"
            `$env:HOME = Join-Path '$TestDrive' locked
            [void](New-Item -ItemType Directory `$env:HOME)
            Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
            `$password = ConvertTo-SecureString 'the-store-password' -AsPlainText -Force
            Reset-SecretStore -Scope CurrentUser -Authentication Password -Password `$password -Interaction Prompt ``
                -PasswordTimeout 1 -Force -Confirm:`$false -WarningAction Ignore
            Register-SecretVault -Name Locked -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
            Import-Module `$modulePath
            Unlock-SecretStore -Password `$password -PasswordTimeout 3
            "open: `$(@(Get-HoopConnection).Count)"
            Start-Sleep -Seconds 4
            try { Get-HoopConnection -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }
"@
        $lines[0] | Should -Be 'open: 0'
        $lines[1] | Should -BeLike 'HoopConnect.Vault.Locked,*'
        $lines[2] | Should -Match "Unlock-SecretVault -Name 'Locked'"
        $lines -join ' ' | Should -Not -Match 'Enter password'
    }

    It 'loses none of the ten entries that each of four processes writes at the same time' {
        # A vault that writes its whole file each time loses many of them alone, a SecretStore about half.
        $writers = 1..4 | ForEach-Object -Parallel {
            $script = @"
                Import-Module '$using:modulePath'
                foreach (`$entry in 1..10) {
                    New-HoopConnection "writer-$_-`$entry" -Role ReadOnly -HostName db.example ``
                        -SecretName "HoopConnect-writer-$_" -Vault Team -ErrorAction Stop | Out-Null
                }
                'wrote ten'
"@
            . $using:repository/build/Pwsh.ps1
            & $pwshProgram @pwshArguments -NoProfile -NonInteractive -Command $script 2>&1 | ForEach-Object { "$_" }
        } -ThrottleLimit 4
        $writers | Should -Be (@('wrote ten') * 4)
        $stored = Invoke-CleanPwsh '(Get-SecretInfo -Vault Team -Name HoopConnect-connection-writer-*).Name'
        ($stored | Sort-Object -Unique).Count | Should -Be 40
    }

    It 'is not written to when the plan is only shown' {
        New-HoopConnection shown -Role ReadOnly -HostName db.example -SecretName HoopConnect-shown -Vault Team -WhatIf
        Get-SecretInfo -Vault Team -Name '*shown*' | Should -BeNullOrEmpty
    }

    It 'that keeps no metadata keeps the secret all the same' {
        # The least that an extension of SecretManagement can be: one file, no Set-SecretInfo.
        $folder = Join-Path $TestDrive PlainVault
        $extension = Join-Path $folder PlainVault.Extension
        [void](New-Item -ItemType Directory $extension)
        New-ModuleManifest (
            Join-Path $folder PlainVault.psd1
        ) -NestedModules ./PlainVault.Extension -FunctionsToExport @() -Tags SecretManagement
        New-ModuleManifest (
            Join-Path $extension PlainVault.Extension.psd1
        ) -RootModule PlainVault.Extension.psm1 -FunctionsToExport Get-Secret,
            Set-Secret, Remove-Secret, Get-SecretInfo, Test-SecretVault
        Set-Content (Join-Path $extension PlainVault.Extension.psm1) @'
            function PathOf($Name, $Parameters) { Join-Path $Parameters.Folder "$Name.xml" }
            function Get-Secret {
                param($Name, $VaultName, $AdditionalParameters) if (Test-Path (PathOf $Name $AdditionalParameters)) {
                    Import-Clixml (PathOf $Name $AdditionalParameters)
                }
            }
            function Set-Secret {
                param($Name, $Secret, $VaultName, $AdditionalParameters) $Secret | Export-Clixml (PathOf $Name $AdditionalParameters)
            }
            function Remove-Secret { param($Name, $VaultName, $AdditionalParameters) Remove-Item (PathOf $Name $AdditionalParameters) }
            function Get-SecretInfo {
                param($Filter, $VaultName, $AdditionalParameters)
                Get-ChildItem $AdditionalParameters.Folder -Filter *.xml | Where-Object BaseName -Like $Filter |
                    ForEach-Object {
                        [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($_.BaseName, 'PSCredential', $VaultName)
                    }
            }
            function Test-SecretVault { param($VaultName, $AdditionalParameters) $true }
'@
        $store = New-Item -ItemType Directory (Join-Path $TestDrive store)
        Register-SecretVault -Name Plain -ModuleName $folder -VaultParameters @{ Folder = $store.FullName }
        try {
            foreach ($mode in 'VerifyFull', 'VerifyCA') {
                # The second time it is written over: SecretManagement would take it out when it cannot keep the metadata.
                [void](
                    New-HoopConnection plain -Role ReadOnly -HostName db.example -SecretName HoopConnect-plain -SslMode $mode -Vault Plain
                )
                (Get-HoopConnection plain-ro -Vault Plain).SslMode | Should -Be $mode
            }
            Remove-HoopConnection plain-ro -Vault Plain -Confirm:$false
            Get-HoopConnection -Vault Plain | Should -BeNullOrEmpty
        }
        finally {
            Unregister-SecretVault Plain
        }
    }
}
