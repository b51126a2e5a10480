BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/DbRole.ps1
    [void](New-HoopDbRole -Vault Team -Role ReadOnly -RotatePassword @reach)
}

Describe 'Test-HoopDbRole' {
    It 'finds a role that is as it should be, and logs in with the stored password' {
        (Test-HoopDbRole -Vault Team -Role ReadOnly @look).State | Should -Be 'InSync'
        Test-HoopDbRole -Vault Team -Role ReadOnly -Quiet @look | Should -BeTrue
    }

    It 'says that a stored password does not log in' {
        [void](New-HoopDbRole -NoVault -Role ReadOnly -RotatePassword @reach)
        Test-HoopDbRole -Vault Team -Role ReadOnly -Quiet @look | Should -BeFalse
        (Get-ErrorOf { Test-HoopDbRole -Vault Team -Role ReadOnly @look -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Roles.NoWorkingSecret,*'
        # Without a vault the passwords are taken as they are.
        Test-HoopDbRole -NoVault -Role ReadOnly -Quiet @look | Should -BeTrue
        [void](New-HoopDbRole -Vault Team -Role ReadOnly -RotatePassword @reach)
    }

    It 'refuses a login that does not work' {
        $wrong = $look.Clone()
        $wrong.DbCredential = [pscredential]::new($server.masterUserName, (ConvertTo-SecureString 'not this one' -AsPlainText))
        (Get-ErrorOf { Test-HoopDbRole -NoVault @wrong -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.MasterCredential.Refused,*'
    }
}
