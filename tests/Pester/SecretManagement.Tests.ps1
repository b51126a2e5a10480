# The contract of SecretManagement that the module and its tests rely on: held by the stand-in (tests/HoopConnect.SecretManagement) and,
# where it is installed, by SecretManagement itself. Each runs in a process of its own, since both have the same name and the same types.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $implementations = @('the stand-in') + @(if (Test-RealVault) { 'SecretManagement itself' })
}

BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe '<_>' -ForEach $implementations {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive "vaults $($_ -replace '\W')")).FullName
        $standIn = $_ -eq 'the stand-in'
        $modules = (Join-Path $repository tests HoopConnect.SecretManagement bin Release) + [IO.Path]::PathSeparator
        $contract = Join-Path $PSScriptRoot Vaults Contract.ps1
        $lines = Invoke-CleanPwsh @"
            `$env:HOME = '$folder'
            `$env:HOOPCONNECT_STANDIN_VAULTS = `$$standIn ? '$folder' : ''
            `$env:PSModulePath = `$$standIn ? '$modules' + `$env:PSModulePath : `$env:PSModulePath.Replace('$modules', '')
            & '$contract' '$folder'
"@
        # What -WhatIf would do is a line before the answer.
        $facts = $lines.Where({ $_ -eq '{' }, 'SkipUntil') | ConvertFrom-Json
    }

    It 'is the one that is meant' { $facts.version -eq '0.0.1' | Should -Be $standIn }

    It 'has the cmdlets, with each parameter in its place' {
        # As SecretManagement 1.1.2 has them.
        $recorded = Get-Content (Join-Path $PSScriptRoot Vaults Parameters.txt)
        Compare-Object $recorded $facts.parameters | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'registers vaults, the first one as the default' {
        $facts.vaults | Should -Be 'First HoopConnect.TestVault True', 'Second HoopConnect.TestVault False'
        $facts.vaultModulePath, $facts.vaultParameters, $facts.tested | Should -Be $true, $true, $true
        $facts.vaultTaken | Should -Be RegisterSecretVaultInvalidVaultName
        $facts.vaultNames | Should -Be First
        $facts.vaultDefault | Should -Be Second
        $facts.unregistered | Should -Be First, Forgetful, Locked, Plain
        $facts.unregisteredTwice | Should -Not -BeNullOrEmpty
    }

    It 'says that there is no such vault' {
        $facts.vaultUnknown, $facts.vaultUnknownSet, $facts.vaultUnknownInfo, $facts.vaultUnknownRemove |
            Should -Be (@('GetSecretVaultNotFound') * 4)
    }

    It 'gives back each kind of secret' {
        $facts.login | Should -Be 'PSCredential u placeholder'
        $facts.textIsSecure | Should -Be 'SecureString plain'
        $facts.textAsPlainText, $facts.secureAsPlainText | Should -Be plain, placeholder
        $facts.bytes | Should -Be 'Byte[] 1 2 3'
        $facts.types | Should -Be @(
            'Bytes ByteArray First', 'Login PSCredential First', 'Secure SecureString First', 'Table Hashtable First', 'Text String First')
    }

    It 'finds a secret in any vault, and writes to the default one, where none is named' {
        $facts.foundInAnyVault | Should -Be u
        $facts.inDefault | Should -Be Second
        $facts.caseOfNames | Should -Be u
        $facts.copied | Should -Be plain
        $facts.tableIsSecure | Should -Be SecureString
    }

    It 'tells what is not there from what fails' {
        $facts.missing | Should -Be GetSecretNotFound
        $facts.missingInfo | Should -Be 0
        $facts.missingRemove | Should -Not -BeNullOrEmpty
    }

    It 'writes over a secret unless it is told not to, and changes nothing with -WhatIf' {
        $facts.noClobber | Should -Be SetSecretCommandAlreadyExistsWithNoClobber
        $facts.notClobbered, $facts.whatIf | Should -Be plain, plain
        $facts.removed | Should -BeFalse
    }

    It 'keeps metadata: texts, numbers and dates' {
        $facts.metadata | Should -Be 'a 1 Int32 2025-01-02T03:04:05'
        $facts.metadataAnew | Should -Be 'text b'
        $facts.metadataStays | Should -Be b
    }

    It 'gives the name as a vault keeps it that keeps names in lower case' {
        $facts.lowerInfo | Should -BeExactly hoopconnect-mixed
        $facts.lowerSecret | Should -Be u
    }

    It 'has a vault without metadata keep the secret when metadata come after it, and lose it when they come with it' {
        $facts.plainInfo | Should -Not -BeNullOrEmpty
        $facts.plainKept | Should -Be u
        $facts.plainTogether | Should -BeTrue
        $facts.plainLost | Should -Be GetSecretNotFound
    }

    It 'says that a vault is locked, and has it unlocked for the process' {
        $facts.lockedRead | Should -Be GetSecretException
        $facts.lockedType, $facts.lockedWrite | Should -Be PasswordRequiredException, PasswordRequiredException
        $facts.unlocked | Should -Be u
    }

    It 'believes a vault that says nothing and keeps nothing' {
        $facts.forgetfulSet | Should -Be taken
        $facts.forgetfulGet | Should -Be GetSecretNotFound
    }
}
