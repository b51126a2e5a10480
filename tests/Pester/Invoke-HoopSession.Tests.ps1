BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
    [void](New-HoopConnection -ConnectionPrefix session -Role ReadOnly @lab)
    $session = @{ Connection = 'session-ro'; Vault = 'Team' }
}

Describe 'Invoke-HoopSession' {
    BeforeEach { $before = Get-ChildItem Env: | ForEach-Object { "$($_.Name)=$($_.Value)" } }
    AfterEach {
        Get-ChildItem Env: | ForEach-Object { "$($_.Name)=$($_.Value)" } | Should -Be $before -Because 'every variable is put back'
    }

    It 'has the credentials in the environment of the block and of what the block starts' {
        Invoke-HoopSession @session { $env:HOST, $env:PORT, $env:USER, $env:PASS, $env:PGPASSWORD } |
            Should -Be 'lab.example.com', '5432', 'hoop_ro', $password, $password
        $child = '-NoProfile', '-NonInteractive', '-Command', '$env:PGUSER + $env:PASS.Length'
        Invoke-HoopSession @session { & $pwshProgram @pwshArguments @child } | Should -Be "hoop_ro$($password.Length)"
    }

    It 'gives back output as it comes, and stops with its reader' {
        $script:made = 0
        Invoke-HoopSession @session { 1..100000 | ForEach-Object { $script:made++; $_ } } | Select-Object -First 2 | Should -Be 1, 2
        $script:made | Should -BeLessThan 10
    }

    It 'gives back the exit code of the block''s program' {
        Invoke-HoopSession @session { & $pwshProgram @pwshArguments -NoProfile -NonInteractive -Command 'exit 3' }
        $LASTEXITCODE | Should -Be 3
    }

    It 'binds the block''s parameters and leaves it the caller''s variables' {
        $mine = 'seen'
        Invoke-HoopSession @session -ArgumentList 'one', 2 { param($first, [int] $second) "$first $($second + 1) $mine" } |
            Should -Be 'one 3 seen'
    }

    It 'lets what the block throws through as it is' {
        $thrown = Get-ErrorOf { Invoke-HoopSession @session { throw 'boom' } }
        "$thrown" | Should -Be 'boom'
    }

    It 'writes the errors of the block to its own error stream' {
        $given = Invoke-HoopSession @session { Write-Error soft -ErrorAction Continue; 'after' } 2>&1
        "$($given[0])" | Should -Be 'soft'
        $given[0] | Should -BeOfType ([Management.Automation.ErrorRecord])
        $given[1] | Should -Be 'after'
    }

    It 'lets the block leave a loop of the caller' {
        $seen = foreach ($i in 1..3) { $i; Invoke-HoopSession @session { break } }
        $seen | Should -Be 1
    }

    It 'ends a script with the code of the block''s exit' {
        $script = "`$env:HOME = '$env:HOME'; Import-Module `$modulePath; Invoke-HoopSession session-ro -Vault Team { exit 7 }"
        [void](Invoke-CleanPwsh $script -AllowFailure)
        $LASTEXITCODE | Should -Be 7
    }

    It 'refuses a second session in the process, and the first goes on' {
        $given = Invoke-HoopSession @session {
            try { Invoke-HoopSession @session { 'inner' } -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            $env:PORT
        }
        $given | Should -Be 'HoopConnect.Session.Busy,HoopConnect.PowerShell.Commands.InvokeHoopSessionCommand', '5432'
    }

    It 'refuses one of another runspace too' {
        $given = Invoke-HoopSession @session {
            $modulePath |
                ForEach-Object -Parallel {
                    Import-Module $_
                    try { Invoke-HoopSession session-ro -Vault Team { 'inner' } -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
                }
        }
        $given | Should -BeLike 'HoopConnect.Session.Busy,*'
    }

    It 'runs the block once for each connection of the pipeline, and takes the connection itself' {
        [void](New-HoopConnection -ConnectionPrefix session -Role ReadWrite @lab)
        Get-HoopConnection 'session-r?' -Vault Team | Invoke-HoopSession -ScriptBlock { $env:PGUSER } | Should -Be 'hoop_ro', 'hoop_ro'
        Invoke-HoopSession -Connection (Get-HoopConnection session-ro -Vault Team) -Vault Team { $env:HOST } | Should -Be 'lab.example.com'
    }

    It 'takes no other object for a connection' {
        "$(Get-ErrorOf { Invoke-HoopSession -Connection (Get-Item $TestDrive) { 'ran' } -ErrorAction Stop })" |
            Should -Match 'neither a connection'
    }

    It 'runs nothing and reads no password with -WhatIf' {
        Invoke-HoopSession @session { 'ran' } -WhatIf | Should -BeNullOrEmpty
    }

    It 'says that a connection is not there, and that its password is not' {
        (Get-ErrorOf { Invoke-HoopSession nowhere -Vault Team { 'ran' } -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.NotFound,*'
        $lost = $lab.Clone()
        $lost.SecretName = 'HoopConnect-pester-nothing'
        [void](New-HoopConnection -ConnectionPrefix lost -Role ReadOnly @lost)
        (Get-ErrorOf { Invoke-HoopSession lost-ro -Vault Team { 'ran' } -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.SecretMissing,*'
    }

    Context 'with a policy' {
        BeforeAll {
            . $PSScriptRoot/DbRole.ps1
            $policyFile = Join-Path $TestDrive policies.hcl
            Set-Content $policyFile @'
policy "session" {
  engine              = "postgres"
  plugin_config_entry = "pester-session-granter"
  instances           = ["postgres"]
  grant_privileges    = ["SELECT", "REFERENCES"]
}
'@
            $dsn = "postgres://$($server.masterUserName):$([Uri]::EscapeDataString($server.masterPassword))" +
                "@$($server.hostName):$($server.port)/postgres?sslrootcert=$([Uri]::EscapeDataString($sandbox.caFile))"
            Set-Secret -Vault Team -Name pester-session-granter -Secret $dsn
            $aws = Get-SandboxAws us-east-1
            $asked = @{ Policy = 'session'; PolicyFile = $policyFile }
            # Who can log in with what is in the environment.
            $login = {
                $secure = ConvertTo-SecureString $env:PGPASSWORD -AsPlainText
                (
                    Get-HoopMasterCredential -HostName $env:HOST -Port $env:PORT -CaFile $env:PGSSLROOTCERT -DbCredential (
                        [pscredential]::new($env:USER, $secure)
                    )
                ).UserName
            }
        }

        It 'makes no user and runs nothing with -WhatIf' {
            Invoke-HoopSession @asked -Vault Team { 'ran' } -WhatIf | Should -BeNullOrEmpty
        }

        It 'makes the user on the way, and its credentials log in' {
            $user = (Import-HoopPolicy $policyFile).UserName
            Invoke-HoopSession @asked -Vault Team $login | Should -Be $user
            Import-HoopPolicy $policyFile | Invoke-HoopSession -Vault Team -ScriptBlock { $env:PGDATABASE } | Should -Be 'postgres'
        }

        It 'takes the granter as a DSN, as a server with a login, and as a database of RDS' {
            $secure = ConvertTo-SecureString $dsn -AsPlainText
            Invoke-HoopSession @asked -Vault Team -Dsn $secure { $env:USER } | Should -BeLike '_hoop_session_user_*'
            $granter = @{ HostName = $server.hostName; Port = $server.port; CaFile = $sandbox.caFile; DbCredential = $reach.DbCredential }
            Invoke-HoopSession @asked -Vault Team @granter { $env:USER } | Should -BeLike '_hoop_session_user_*'
            $database = Find-HoopRdsInstance reports -Account 444455556666 @aws
            $database | Invoke-HoopSession @asked -Vault Team -CaFile $sandbox.caFile -DbCredential $reach.DbCredential $login |
                Should -BeLike '_hoop_session_user_*'
        }

        It 'makes the user of a connection that names a policy, and reads the policy anew each time' {
            [void](New-HoopConnection @asked -Name by-policy -Vault Team)
            $first = Invoke-HoopSession by-policy -Vault Team $login
            $first | Should -Be (Import-HoopPolicy $policyFile).UserName
            Set-Content $policyFile ((Get-Content $policyFile -Raw) -replace 'REFERENCES', 'TRIGGER')
            Invoke-HoopSession by-policy -Vault Team $login | Should -Not -Be $first
            Move-Item $policyFile "$policyFile.moved"
            (Get-ErrorOf { Invoke-HoopSession by-policy -Vault Team { 'ran' } -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -BeLike 'HoopConnect.Policy.*'
            Invoke-HoopSession by-policy -PolicyFile "$policyFile.moved" -Vault Team { 'ran' } | Should -Be 'ran'
        }
    }

    It 'runs the block as oneself, with a token that the AWS credentials make' {
        $person = Get-SandboxPerson
        $orders = Find-HoopRdsInstance orders @person
        $seen = $orders | Invoke-HoopSession -ByToken @person { $env:USER, $env:PGUSER, $env:PGDATABASE, $env:PGPASSWORD, $env:PORT }
        $seen[0..2] | Should -Be jane, jane, postgres
        $seen[3] | Should -Match "^$([regex]::Escape($orders.HostName)):$($orders.Port)/.*&DBUser=jane&.*X-Amz-Signature="
        $seen[4] | Should -Be $orders.Port
        $named = Invoke-HoopSession -InputObject $orders.Arn -ByToken -UserName report -Database app @person { "$env:USER $env:DB" }
        $named | Should -Be 'report app'
        $orders | Invoke-HoopSession -ByToken -WhatIf @person { throw 'it ran' }
        $aws = Get-SandboxAws
        (Get-ErrorOf { Find-HoopRdsInstance shop @aws | Invoke-HoopSession -ByToken @aws { } -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IamAuthentication.NoUserName,*'
        $billing = Find-HoopRdsInstance billing @person
        (Get-ErrorOf { $billing | Invoke-HoopSession -ByToken @person { } -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.NoIamAuthentication,*'
    }
}
