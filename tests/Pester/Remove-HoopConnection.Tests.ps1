BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
}

Describe 'Remove-HoopConnection' {
    BeforeEach { foreach ($role in 'ReadOnly', 'ReadWrite') { [void](New-HoopConnection -ConnectionPrefix remove -Role $role @lab) } }

    It 'removes the connection and leaves the password' {
        Remove-HoopConnection remove-ro -Vault Team -Confirm:$false
        (Get-HoopConnection 'remove-*').Name | Should -Be 'remove-rw'
        Get-Secret -Vault Team -Name $secretName | Should -Not -BeNullOrEmpty
    }

    It 'takes connections from the pipeline' {
        Get-HoopConnection 'remove-*' | Remove-HoopConnection -Confirm:$false
        Get-HoopConnection 'remove-*' | Should -BeNullOrEmpty
    }

    It 'removes nothing with -WhatIf' {
        Remove-HoopConnection 'remove-*' -WhatIf
        @(Get-HoopConnection 'remove-*').Count | Should -Be 2
    }

    It 'removes the others where one name is not there' {
        Remove-HoopConnection nowhere, remove-ro, remove-rw -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable missing
        Get-HoopConnection 'remove-*' | Should -BeNullOrEmpty
        $missing.Count | Should -Be 1
    }

    It 'says that a name is not there' {
        (Get-ErrorOf { Remove-HoopConnection nowhere -Confirm:$false -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.NotFound,*'
    }
}
