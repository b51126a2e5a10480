BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/DbRole.ps1
    $made = New-HoopDbRole -Vault Team -Role ReadOnly, ReadWrite -RotatePassword @reach
}

Describe 'Remove-HoopDbRole' {
    It 'removes nothing with -WhatIf' {
        Remove-HoopDbRole -Vault Team @look -WhatIf | Should -BeNullOrEmpty
        Test-HoopDbRole -Vault Team -Role ReadOnly, ReadWrite -Quiet @look | Should -BeTrue
    }

    It 'removes from all databases or from none' {
        $refused = Get-ErrorOf { Remove-HoopDbRole -Vault Team -Database postgres @reach -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Roles.RemovalTakesAll,*'
        Test-HoopDbRole -Vault Team -Role ReadOnly, ReadWrite -Quiet @look | Should -BeTrue
    }

    It 'says so before it asks a server for anything' {
        $nowhere = @{ HostName = '127.0.0.1'; Port = 9; NoVault = $true; Confirm = $false; ErrorAction = 'Stop' }
        $refused = Get-ErrorOf { Remove-HoopDbRole -Database postgres @nowhere }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Roles.RemovalTakesAll,*'
    }

    It 'says what becomes of the connection of a role' {
        $connection = $made[1] | New-HoopConnection -ConnectionPrefix leftover
        [void](Remove-HoopDbRole -Vault Team -Role ReadWrite @reach -WarningVariable said -WarningAction SilentlyContinue)
        "$said" | Should -Match "leftover-rw.*Remove-HoopConnection"
        $connection | Remove-HoopConnection -Confirm:$false
        $script:made = New-HoopDbRole -Vault Team -Role ReadOnly, ReadWrite @reach
    }

    It 'removes the role and its password, and leaves the others' {
        (Remove-HoopDbRole -Vault Team -Role ReadWrite @reach).State | Should -Be 'Removed'
        (Test-HoopDbRole -NoVault -Role ReadWrite @look).State | Should -Be 'Missing'
        Get-SecretInfo -Vault Team -Name "$($made[1].SecretName)*" | Should -BeNullOrEmpty
        Test-HoopDbRole -Vault Team -Role ReadOnly -Quiet @look | Should -BeTrue
    }

    It 'removes with -Adopt whatever the role is' {
        [void](New-HoopDbRole -Vault Team -Role Ddl -RotatePassword @reach)
        (Remove-HoopDbRole -Vault Team -Role Ddl -Adopt @reach).State | Should -Be 'Removed'
        (Test-HoopDbRole -NoVault -Role Ddl @look).State | Should -Be 'Missing'
    }

    It 'has nothing to do where there is no role' {
        [void](Remove-HoopDbRole -Vault Team @reach)
        Remove-HoopDbRole -Vault Team @reach | Where-Object State -EQ Removed | Should -BeNullOrEmpty
    }
}
