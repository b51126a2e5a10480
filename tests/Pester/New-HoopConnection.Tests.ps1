BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
}

Describe 'New-HoopConnection' {
    It 'stores a connection, and the same one again as it was' {
        $made = New-HoopConnection -ConnectionPrefix new- -Role ReadOnly @lab
        $made.Name | Should -Be 'new-ro'
        $made.UserName | Should -Be 'hoop_ro'
        $made.Port | Should -Be 5432
        $made.Tags['hoop.dev/aws-connect.dbarn'] | Should -Be $arn
        (New-HoopConnection -ConnectionPrefix new -Role ReadOnly @lab).Created | Should -Be $made.Created
    }

    It 'takes roles from the pipeline by the names of their properties' {
        $role = [pscustomobject]@{ AccountId = '111122223333'; Identifier = 'piped'; Arn = $arn; Engine = 'postgres'; HostName = 'lab.example.com'; Port = 6432
            SslMode = 'VerifyCA'; CaFile = $null; UserName = 'hoop_rw'; Role = 'ReadWrite'; State = 'Created'; VaultName = 'Team'; SecretName = $secretName
        }
        $made = $role | New-HoopConnection
        $made.Name | Should -Be 'piped-111122223333-rw'
        $made.Port | Should -Be 6432
        $made.SslMode | Should -Be 'VerifyCA'
    }

    It 'stores nothing with -WhatIf' {
        $quiet = $lab.Clone()
        $quiet.Remove('Confirm')
        New-HoopConnection -ConnectionPrefix whatif -Role Ddl @quiet -WhatIf | Should -BeNullOrEmpty
        Get-HoopConnection 'whatif-*' -Vault Team | Should -BeNullOrEmpty
    }

    It 'does not take over a name that leads elsewhere' {
        [void](New-HoopConnection -ConnectionPrefix taken -Role ReadOnly @lab)
        $other = $lab.Clone()
        $other.Arn = "${arn}2"
        (Get-ErrorOf { New-HoopConnection -ConnectionPrefix taken -Role ReadOnly @other -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connection.NameTaken,*'
    }

    It 'refuses what cannot be while it binds: <parameter> <value>' -ForEach @(
        @{ parameter = 'ConnectionPrefix'; value = 'two words' }
        @{ parameter = 'ConnectionPrefix'; value = 'under_score' }
        @{ parameter = 'Port'; value = 70000 }
    ) {
        $arguments = @{ $parameter = $value }
        $refused = Get-ErrorOf { New-HoopConnection -Role ReadOnly @lab @arguments -ErrorAction Stop }
        $refused.CategoryInfo.Category | Should -Be 'InvalidData'
        "$refused" | Should -Match $value
    }
}
