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
        $role = [pscustomobject]@{
            AccountId = '111122223333'; Identifier = 'piped'; Arn = $arn; Engine = 'postgres'; HostName = 'lab.example.com'; Port = 6432
            SslMode = 'VerifyCA'
            CaFile = $null
            UserName = 'hoop_rw'
            Role = 'ReadWrite'
            State = 'Created'
            VaultName = 'Team'
            SecretName = $secretName
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
        (Get-ErrorOf { New-HoopConnection -ConnectionPrefix taken -Role ReadOnly @other -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.NameTaken,*'
    }

    It 'leads to the database that is named, and takes an ARN for no other' {
        (New-HoopConnection -ConnectionPrefix start -Role ReadOnly @lab -Database sales).Database | Should -Be sales
        (New-HoopConnection -ConnectionPrefix start -Role ReadOnly @lab).Database | Should -Be postgres
        $other = $lab.Clone()
        $other.Arn = 'sales'
        (Get-ErrorOf { New-HoopConnection -ConnectionPrefix odd -Role ReadOnly @other -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Discovery.InvalidArn,*'
        Get-HoopConnection 'odd-*' -Vault Team | Should -BeNullOrEmpty
    }

    It 'makes names of a template' {
        $role = [pscustomobject]@{
            AccountId = '111122223333'; Region = 'eu-west-1'; Identifier = 'lab'; Arn = $arn; Engine = 'postgres'
            HostName = 'lab.example.com'; Role = 'ReadOnly'; VaultName = 'Team'; SecretName = $secretName; Database = 'app_db'
        }
        $made = $role | New-HoopConnection -ConnectionPrefix '{database}-{region}-{identifier}'
        $made.Name, $made.Database | Should -Be 'app-db-eu-west-1-lab-ro', 'app_db'
        (Get-ErrorOf { $role | New-HoopConnection -ConnectionPrefix '{tag:env}' -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.ValueMissing,*'
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
    Context 'for a policy' {
        BeforeAll {
            $policyFile = Join-Path $TestDrive policies.hcl
            Set-Content $policyFile @'
policy "pg-homolog" {
  engine              = "postgres"
  plugin_config_entry = "pg-homolog-credentials"
  instances           = ["dellstore", "dellstore.store", "testdb"]
  grant_privileges    = ["SELECT", "UPDATE"]
}
'@
            Set-Secret -Vault Team -Name pg-homolog-credentials `
                -Secret 'postgres://granter:not%2Freal@lab.example.com:6543/postgres?sslmode=verify-ca'
        }

        It 'keeps the policy''s name and the server of its granter, and no password' {
            $made = New-HoopConnection -Policy pg-homolog -PolicyFile $policyFile -Vault Team
            $made.Name, $made.HostName, $made.Port, $made.Database, $made.UserName |
                Should -Be 'pg-homolog', 'lab.example.com', 6543, 'dellstore', '_hoop_session_user_bb0465c4'
            $made.Policy, $made.PolicyFile, $made.SslMode, $made.Role | Should -Be 'pg-homolog', $policyFile, 'VerifyCA', $null
            Get-Secret -Vault Team -Name HoopConnect-connection-pg-homolog -AsPlainText | Out-String | Should -Not -Match 'not.?.?.?real'
        }

        It 'takes policies from the pipeline, and a name of its own' {
            (Import-HoopPolicy $policyFile | New-HoopConnection -Name staging -Vault Team).Policy | Should -Be 'pg-homolog'
            (Get-HoopConnection staging -Vault Team).PolicyFile | Should -Be $policyFile
        }

        It 'takes policies from the pipeline as they are, and a database of theirs' {
            (Import-HoopPolicy $policyFile | New-HoopConnection -Vault Team).Name | Should -Be 'pg-homolog'
            (Import-HoopPolicy $policyFile | New-HoopConnection -Name second -Database testdb -Vault Team).Database | Should -Be testdb
            $refused = Get-ErrorOf {
                Import-HoopPolicy $policyFile | New-HoopConnection -Name third -Database elsewhere -Vault Team -ErrorAction Stop
            }
            $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connection.DatabaseNotEntered,*'
            $plan = Invoke-CleanPwsh "Import-Module `$modulePath; Remove-HoopConnection second -Vault Team -WhatIf"
            $plan -join ' ' | Should -Match 'the policy pg-homolog and its granter in pg-homolog-credentials stay'
        }

        It 'never exports the granter' {
            $refused = Get-ErrorOf {
                New-HoopConnection -Policy pg-homolog -PolicyFile $policyFile -Vault Team |
                    Export-HoopConnection -IncludePassword -ErrorAction Stop
            }
            $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connection.NeedsSession,*'
            "$refused" | Should -Not -Match 'real'
        }

        It 'says that the policy, its file or its granter is not there' {
            (Get-ErrorOf { New-HoopConnection -Policy pg-homolog -Vault Team -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -BeLike 'HoopConnect.Policy.NoFile,*'
            (Get-ErrorOf { New-HoopConnection -Policy other -PolicyFile $policyFile -Vault Team -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -BeLike 'HoopConnect.Policy.NotFound,*'
            Remove-Secret -Vault Team -Name pg-homolog-credentials
            (
                Get-ErrorOf { New-HoopConnection -Policy pg-homolog -PolicyFile $policyFile -Vault Team -ErrorAction Stop }
            ).FullyQualifiedErrorId |
                Should -BeLike 'HoopConnect.Granter.NotFound,*'
        }
    }
}
