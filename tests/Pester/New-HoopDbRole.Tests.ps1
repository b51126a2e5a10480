BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/DbRole.ps1
}

Describe 'New-HoopDbRole' {
    It 'shows every statement with -WhatIf and makes nothing' {
        $text = Invoke-CleanPwsh @"
Import-Module `$modulePath
`$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText
`$login = [pscredential]::new('$($server.masterUserName)', `$password)
`$at = @{ HostName = '$($server.hostName)'; Port = $($server.port); CaFile = '$($sandbox.caFile)'; DbCredential = `$login }
New-HoopDbRole @at -NoVault -Role Ddl -WhatIf
"@ | Out-String
        $text | Should -Match '(?s)What if: .*CREATE ROLE "hoop_ddl".*PASSWORD ''\*{8}'''
        (Test-HoopDbRole -NoVault -Role Ddl @look).State | Should -Be 'Missing'
    }

    It 'makes the roles, keeps their passwords in the vault, and changes nothing the second time' {
        $made = New-HoopDbRole -Vault Team @reach
        $made.UserName | Should -Be 'hoop_ro', 'hoop_rw', 'hoop_ddl'
        $made.State | Should -Be 'Created', 'Created', 'Created'
        $made.PasswordChanged | Should -Be $true, $true, $true
        $made.Login | Should -Be $null, $null, $null
        (Get-Secret -Vault Team -Name $made[0].SecretName).UserName | Should -Be 'hoop_ro'
        $made | Out-String -Width 250 | Should -Match 'Identifier\s+UserName\s+State'

        $again = New-HoopDbRole -Vault Team @reach
        $again.State | Should -Be 'InSync', 'InSync', 'InSync'
        $again.PasswordChanged | Should -Be $false, $false, $false
    }

    It 'gives the password on the object where no vault keeps it, and prints it nowhere' {
        $made = New-HoopDbRole -NoVault -Role ReadOnly -RotatePassword @reach
        $password = $made.Login.Password.Reveal()
        $password.Length | Should -BeGreaterOrEqual 25
        $printed = ($made | Format-List * | Out-String -Width 4096) + ($made | ConvertTo-Json -Depth 5)
        $printed | Should -Not -Match ([regex]::Escape($password))
        # The vault's password no longer works, and that is told rather than changed.
        $refused = Get-ErrorOf { New-HoopDbRole -Vault Team -Role ReadOnly @reach -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Roles.NoWorkingSecret,*'
        (New-HoopDbRole -Vault Team -Role ReadOnly -RotatePassword @reach).PasswordChanged | Should -BeTrue
    }

    It 'leaves one role that is refused alone and brings the others into line' {
        [void](New-HoopDbRole -NoVault -Role ReadOnly -RotatePassword @reach)
        $rows = New-HoopDbRole -Vault Team @reach -ErrorAction SilentlyContinue -ErrorVariable problems
        $rows.UserName | Should -Be 'hoop_ro', 'hoop_rw', 'hoop_ddl'
        $rows.State | Should -Be 'Failed', 'InSync', 'InSync'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Roles.NoWorkingSecret,*'
        (New-HoopDbRole -Vault Team -Role ReadOnly -RotatePassword @reach).State | Should -Be 'Updated'
    }

    It 'takes the databases by names and wildcards, and refuses one that is not there' {
        $made = New-HoopDbRole -Vault Team -Database 'POST*' @reach
        $made.State | Should -Be 'InSync', 'InSync', 'InSync'
        $made.Databases | Should -Be 'postgres', 'postgres', 'postgres'
        $gone = Get-ErrorOf { New-HoopDbRole -Vault Team -Database nowhere, postgres @reach -ErrorAction Stop }
        $gone.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.NotFound,*'
        $none = Get-ErrorOf { New-HoopDbRole -Vault Team -ExcludeDatabase '*' @reach -ErrorAction Stop }
        $none.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.NoneChosen,*'
        Test-HoopDbRole -Vault Team -Database postgres -Quiet @look | Should -BeTrue
    }

    It 'says that no master credential is known' {
        $error_ = Get-ErrorOf {
            New-HoopDbRole -HostName $server.hostName -Port $server.port -CaFile $sandbox.caFile -Vault Team -ErrorAction Stop
        }
        $error_.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.MasterCredential.NotFound,*'
    }
}
