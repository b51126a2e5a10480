BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/SessionUser.ps1
    Clear-TestUser
    $policyFile = Join-Path $TestDrive policies.hcl
    Set-Content $policyFile @'
policy "reading" {
  engine              = "postgres"
  plugin_config_entry = "entry"
  instances           = ["dellstore"]
  grant_privileges    = ["SELECT"]
}
policy "writing" {
  engine              = "postgres"
  plugin_config_entry = "entry"
  instances           = ["testdb"]
  grant_privileges    = ["SELECT", "INSERT", "UPDATE", "DELETE"]
}
'@
    # The users of the two policies (and one's own of the first), by the documented rule, and one that nothing explains.
    New-TestUser 0x3f551261
    New-TestUser 0x3f551261 -Suffix _ana -ValidUntil 2999-01-01
    New-TestUser 0x09960efd -ValidUntil infinity -Unmarked
    New-TestUser 0x00000001 -Unmarked
}

AfterAll { Clear-TestUser }

Describe 'Get-HoopSessionUser' {
    It 'lists every user with what the server says of it, as a table' {
        $users = Get-HoopSessionUser @look
        $users.UserName | Should -Be @('00000001', '09960efd', '3f551261', '3f551261_ana' | ForEach-Object { "$prefix$_" })
        $users.Managed | Should -Be $false, $false, $true, $true
        $users.Expired | Should -Be $true, $false, $true, $false
        $users[1].Expires | Should -BeNullOrEmpty
        $users[3].Expires | Should -Be ([datetime]::new(2999, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
        $users[2].Policy | Should -Be reading
        $users.Stale | Should -Be @($null, $null, $null, $null)
        $users[2].HostName, $users[2].Port, $users[2].OpenSessions, $users[2].OwnedObjects, $users[2].Locked |
            Should -Be $server.hostName, $server.port, 0, 0, $false
        $users | Out-String -Width 200 |
            Should -Match 'UserName\s+Policy\s+Expires \(UTC\)\s+Expired\s+Managed\s+Locked\s+OpenSessions\s+OwnedObjects\s+Server'
        $users | Out-String -Width 200 | Should -Match '09960efd\s+never\s'
    }

    It 'selects the expired ones, and by name' {
        (Get-HoopSessionUser @look -Expired).UserName | Should -Be "${prefix}00000001", "${prefix}3f551261"
        (Get-HoopSessionUser @look -UserName *_ana, *efd).Count | Should -Be 2
    }

    It 'says which policies explain a user, one''s own too, and which users are stale' {
        $users = Get-HoopSessionUser @look -PolicyFile $policyFile
        $users.Policy | Should -Be @($null, 'writing', 'reading', 'reading')
        $users.Stale | Should -Be $true, $false, $false, $false
        (Get-HoopSessionUser @look -PolicyFile $policyFile -Stale).UserName | Should -Be "${prefix}00000001"
        (Get-HoopSessionUser @look -PolicyFile $policyFile -Policy writing).UserName | Should -Be "${prefix}09960efd"
        (Get-HoopSessionUser @look -Policy (Import-HoopPolicy $policyFile -Name writing)).UserName | Should -Be "${prefix}09960efd"
        (Get-HoopSessionUser @look -Policy read*).UserName | Should -Be "${prefix}3f551261", "${prefix}3f551261_ana"
    }

    It 'ends where the policies are not known, or wrong, before it looks at a server' {
        (Get-ErrorOf { Get-HoopSessionUser @look -Stale }).FullyQualifiedErrorId | Should -BeLike 'HoopConnect.SessionUser.PoliciesNeeded,*'
        (Get-ErrorOf { Get-HoopSessionUser @look -PolicyFile $policyFile -Policy nowhere }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.NotFound,*'
        $wrong = Join-Path $TestDrive wrong.hcl
        Set-Content $wrong 'policy "x" {'
        (Get-ErrorOf { Get-HoopSessionUser @look -PolicyFile $policyFile, $wrong -Stale }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.*'
    }

    It 'takes databases from the pipeline, and one that fails leaves the others' {
        $aws = Get-SandboxAws
        $databases = @(
            'eu-west-1', 'us-east-1' |
                ForEach-Object { $aws.Region = $_; Find-HoopRdsInstance archive, reports -Account * @aws -ErrorAction Ignore }
        )
        $users = $databases |
            Get-HoopSessionUser -CaFile $sandbox.caFile -DbCredential $master @aws -ErrorAction SilentlyContinue -ErrorVariable failed
        $users.Count | Should -Be 4
        $users[0].Identifier, $users[0].Arn | Should -Be 'reports', ($databases | Where-Object Identifier -EQ reports).Arn
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.NotAvailable,*'
    }

    It 'completes the policies of the file' {
        $line = "Get-HoopSessionUser -PolicyFile '$policyFile' -Policy w"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be writing
    }
}
