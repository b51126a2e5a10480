BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/SessionUser.ps1
    Clear-TestUser
    $databases = 1..4 | ForEach-Object { "sweep$_" }
    foreach ($database in $databases) {
        Invoke-MasterSql "CREATE DATABASE $database" | Out-Null
        Invoke-MasterSql 'CREATE TABLE t (i int)' $database | Out-Null
    }
}

AfterAll {
    Clear-TestUser
    foreach ($database in $databases) { Invoke-MasterSql "DROP DATABASE $database WITH (FORCE)" | Out-Null }
}

Describe 'Remove-HoopSessionUser' {
    It 'shows every statement with -WhatIf and removes nothing' {
        New-TestUser 1 -Last 2 -Database $databases[0]
        Get-HoopSessionUser @look | Remove-HoopSessionUser -WhatIf | Should -BeNullOrEmpty
        Get-HoopSessionUser @look | Remove-HoopSessionUser -Summary -WhatIf | Should -BeNullOrEmpty
        Get-UserCount | Should -Be 2
        $text = Invoke-CleanPwsh @"
Import-Module `$modulePath
`$look = @{ HostName = '$($server.hostName)'; Port = $($server.port); CaFile = '$($sandbox.caFile)' }
`$look.DbCredential = [pscredential]::new('$($server.masterUserName)', (ConvertTo-SecureString '$masterPassword' -AsPlainText))
Get-HoopSessionUser @look | Remove-HoopSessionUser -WhatIf
"@ | Out-String
        $text | Should -Match ("(?s)What if: .*remove 2 session users.*ALTER ROLE ""${prefix}00000001"" NOLOGIN.*pg_terminate_backend.*" +
            "DROP OWNED BY .*DROP ROLE ""${prefix}00000001"", ""${prefix}00000002""")
    }

    It 'removes what comes down the pipeline, a row for each, with the login of the listing' {
        $rows = Get-HoopSessionUser @look | Remove-HoopSessionUser -Confirm:$false
        $rows.State | Should -Be Removed, Removed
        $rows[0].UserName, $rows[0].Policy, $rows[0].Databases, $rows[0].Message |
            Should -Be "${prefix}00000001", 'reading', $databases[0], ''
        $rows | Out-String -Width 200 | Should -Match 'UserName\s+State\s+Policy\s+Server\s+Message'
        Get-UserCount | Should -Be 0
    }

    It 'gives what a user owns to a role without rights, and its code to nobody with -DropCode' {
        New-TestUser 1 -Last 2 -Database $databases[0]
        foreach ($user in "${prefix}00000001", "${prefix}00000002") {
            Invoke-MasterSql "CREATE SCHEMA ""of$user"" AUTHORIZATION CURRENT_USER" $databases[0] | Out-Null
            Invoke-MasterSql "GRANT CREATE, USAGE ON SCHEMA ""of$user"" TO $user" $databases[0] | Out-Null
            $mine = "SET ROLE $user; CREATE TABLE ""of$user"".t (i int); " +
                "CREATE FUNCTION ""of$user"".g() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'"
            Invoke-MasterSql $mine $databases[0] -AsMember $user | Out-Null
        }
        $users = Get-HoopSessionUser @look
        ($users[0] | Remove-HoopSessionUser -Confirm:$false).State | Should -Be Removed
        Invoke-MasterSql "SELECT ""of${prefix}00000001"".g()" $databases[0] | Should -Match 'hoop_removed_\d+'
        ($users[1] | Remove-HoopSessionUser -DropCode -Confirm:$false).State | Should -Be Removed
        $functions = "SELECT count(*) || ' functions' FROM pg_proc WHERE pronamespace = '""of${prefix}00000002""'::regnamespace"
        Invoke-MasterSql $functions $databases[0] |
            Should -Match '0 functions'
        { $users[1] | Remove-HoopSessionUser -ReassignTo $server.masterUserName -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'HoopConnect.Roles.ReassignToTooPowerful*'
    }

    It 'sweeps the owner of what an earlier user left once it owns nothing, and shows it with -WhatIf' {
        $owned = Invoke-MasterSql "SELECT tableowner::text FROM pg_tables WHERE schemaname = 'of${prefix}00000001'" $databases[0]
        $owner = [regex]::Match("$owned", 'hoop_removed_\d+').Value
        $left = "SELECT count(*) || ' left' FROM pg_roles WHERE rolname = '$owner'"
        Invoke-MasterSql $left | Should -Match '1 left'
        Invoke-MasterSql "DROP SCHEMA ""of${prefix}00000001"" CASCADE" $databases[0] | Out-Null
        New-TestUser 1
        $text = Invoke-CleanPwsh @"
Import-Module `$modulePath
`$secret = ConvertTo-SecureString '$masterPassword' -AsPlainText
`$look = @{ HostName = '$($server.hostName)'; Port = $($server.port); CaFile = '$($sandbox.caFile)' }
`$look.DbCredential = [pscredential]::new('$($server.masterUserName)', `$secret)
Get-HoopSessionUser @look | Remove-HoopSessionUser -WhatIf
"@ | Out-String
        $text | Should -Match "drop empty owner: DROP ROLE ""$owner"""
        Invoke-MasterSql $left | Should -Match '1 left'
        (Get-HoopSessionUser @look | Remove-HoopSessionUser -Confirm:$false).State | Should -Be Removed
        Invoke-MasterSql $left | Should -Match '0 left'
    }

    It 'gives one object for the sweep with -Summary, and says what remains' {
        New-TestUser 1 -Last 3 -Database $databases
        New-TestUser 4 -Unmarked
        $users = Get-HoopSessionUser @look -Expired
        $sweep = $users | Remove-HoopSessionUser -Summary -Confirm:$false
        @($sweep).Count | Should -Be 1
        $sweep.Servers, $sweep.Users, $sweep.Removed, $sweep.Refused, $sweep.Locked, $sweep.Failed, $sweep.State |
            Should -Be 1, 4, 3, 1, 0, 0, 'Completed'
        $sweep.Remaining.UserName | Should -Be "${prefix}00000004"
        $sweep.Remaining.Message | Should -Match '-Adopt'
        $sweep | Out-String -Width 200 | Should -Match 'State\s+Servers\s+Users\s+Removed'
        ($users | Remove-HoopSessionUser -Adopt -Confirm:$false).State | Should -Be Missing, Missing, Missing, Removed
    }

    It 'leaves a user that was extended after it was listed' {
        New-TestUser 1
        $listed = Get-HoopSessionUser @look -Expired
        Invoke-MasterSql "ALTER ROLE ${prefix}00000001 VALID UNTIL '2999-01-01'" | Out-Null
        ($listed | Remove-HoopSessionUser -Confirm:$false).State | Should -Be InUse
        (Get-HoopSessionUser @look).Locked | Should -BeFalse
        # One that is chosen for another reason goes whether it lives or not.
        (Get-HoopSessionUser @look | Remove-HoopSessionUser -Confirm:$false).State | Should -Be Removed
    }

    It 'takes objects that were serialised, with a login of their own' {
        New-TestUser 1
        $file = Join-Path $TestDrive users.json
        Get-HoopSessionUser @look | ConvertTo-Json -Depth 3 -AsArray | Set-Content $file
        Get-Content $file -Raw | Should -Not -Match ([regex]::Escape($masterPassword))
        (Get-Content $file | ConvertFrom-Json | Remove-HoopSessionUser -DbCredential $master -Confirm:$false).State | Should -Be Removed
        (Get-ErrorOf { [pscustomobject]@{ UserName = 'x' } | Remove-HoopSessionUser -Confirm:$false -ErrorAction Stop }).Exception.Message |
            Should -Match 'HostName'
    }

    It 'is one failure and a row for each user where a server cannot be reached' {
        $lost = 1..3 |
            ForEach-Object { [pscustomobject]@{ UserName = "${prefix}0000000$_"; HostName = '127.0.0.1'; Port = 9; Engine = 'postgres' } }
        $rows = $lost |
            Remove-HoopSessionUser -DbCredential $master -SslMode Disable -Confirm:$false -ErrorAction SilentlyContinue `
                -ErrorVariable failed
        $rows.State | Should -Be Failed, Failed, Failed
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.Unreachable,*'
        ($lost | Remove-HoopSessionUser -DbCredential $master -SslMode Disable -Summary -Confirm:$false -ErrorAction Ignore).State |
            Should -Be Failed
    }

    It 'has the vault forget the passwords of users that are gone, and of no other' {
        New-TestUser 1
        New-TestUser 2 -ValidUntil 2999-01-01
        $key = "HoopConnect-$($server.hostName -replace '-', '--' -replace '\.', '-')-$($server.port)"
        foreach ($entry in '00000001', '00000001-previous', '00000001-pending-20250101T000000000Z-abcdefgh', '00000002', '00000001-ana') {
            Set-Secret -Vault Team -Name "$key-$entry" -Secret (
                [pscredential]::new('u', (ConvertTo-SecureString 'placeholder' -AsPlainText))
            )
        }
        (Get-HoopSessionUser @look -Expired | Remove-HoopSessionUser -Vault Team -Confirm:$false).State | Should -Be Removed
        (Get-SecretInfo -Vault Team -Name "$key-0000*").Name | Should -Be "$key-00000001-ana", "$key-00000002"
        Get-SecretInfo -Vault Team -Name "$key-0000*" | Remove-Secret
        Clear-TestUser
    }

    It 'is ended by the next run where its process was killed in the middle' {
        New-TestUser 1 -Last 400 -Database $databases
        $script = Join-Path $TestDrive sweep.ps1
        Set-Content $script @"
Import-Module '$modulePath'
`$look = @{ HostName = '$($server.hostName)'; Port = $($server.port); CaFile = '$($sandbox.caFile)' }
`$look.DbCredential = [pscredential]::new('$($server.masterUserName)', (ConvertTo-SecureString '$masterPassword' -AsPlainText))
Get-HoopSessionUser @look -Expired | Remove-HoopSessionUser -ThrottleLimit 1 -Confirm:`$false
"@
        # Another transaction has the privileges of one table in hand: the sweep waits for it in the middle of its work, and is killed
        # there.
        $holder = Start-MasterSql 'GRANT SELECT ON t TO PUBLIC; SELECT pg_sleep(600)' $databases[2]
        $arguments = $pwshArguments + @('-NoProfile', '-NonInteractive', '-File', $script)
        $process = Start-Process $pwshProgram -PassThru -ArgumentList $arguments -RedirectStandardOutput (Join-Path $TestDrive sweep.log)
        try {
            $deadline = [datetime]::UtcNow.AddMinutes(5)
            $waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'HoopConnect' AND wait_event_type = 'Lock'"
            while ([int](Invoke-MasterSql $waiting) -eq 0) {
                if ($process.HasExited -or [datetime]::UtcNow -gt $deadline) {
                    throw "The sweep did not come that far: $(Get-Content (Join-Path $TestDrive sweep.log) -Raw)"
                }
            }
        }
        finally {
            if (-not $process.HasExited) { $process.Kill(); $process.WaitForExit() }
            $sleeping = "query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()"
            Invoke-MasterSql "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE $sleeping" | Out-Null
            if (-not $holder.WaitForExit(20000)) { $holder.Kill() }
        }
        $process.ExitCode | Should -Not -Be 0
        [int](Invoke-MasterSql "SELECT count(*) FROM pg_roles WHERE rolname LIKE '\_hoop\_%' AND NOT rolcanlogin") | Should -Be 400
        $left = Get-UserCount
        $sweep = Get-HoopSessionUser @look -Expired | Remove-HoopSessionUser -Summary -Confirm:$false
        $sweep.State, $sweep.Users, $sweep.Removed | Should -Be 'Completed', $left, $left
        Get-UserCount | Should -Be 0
        $inherited = 'member = current_user::regrole AND roleid >= 16384 AND inherit_option'
        Invoke-MasterSql "SELECT count(*) FROM pg_auth_members WHERE $inherited" | Should -Be 0
    }
}
