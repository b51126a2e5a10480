BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/DbRole.ps1
    $policyFile = Join-Path $TestDrive policies.hcl
    Set-Content $policyFile @'
policy "reading" {
  engine              = "postgres"
  plugin_config_entry = "pester-granter"
  expiration          = "2h"
  instances           = ["postgres"]
  grant_privileges    = ["SELECT", "TEMPORARY"]
}
policy "nowhere" {
  engine              = "postgres"
  plugin_config_entry = "pester-granter"
  instances           = ["not-there"]
  grant_privileges    = ["SELECT"]
}
policy "crowded" {
  engine              = "postgres"
  plugin_config_entry = "pester-granter"
  instances           = ["postgres"]
  grant_privileges    = ["SELECT", "INSERT"]
}
policy "taken" {
  engine              = "postgres"
  plugin_config_entry = "pester-granter"
  instances           = ["postgres.public"]
  grant_privileges    = ["SELECT", "TEMPORARY"]
}
'@
    $text = "postgres://$($server.masterUserName):$([Uri]::EscapeDataString($server.masterPassword))" +
        "@$($server.hostName):$($server.port)/postgres?sslrootcert=$([Uri]::EscapeDataString($sandbox.caFile))"
    $dsn = ConvertTo-SecureString $text -AsPlainText
    Set-Secret -Vault Team -Name pester-granter -Secret $text
    $policies = Import-HoopPolicy $policyFile
    $reading = $policies | Where-Object Name -EQ reading
    $granter = @{ HostName = $server.hostName; Port = $server.port; CaFile = $sandbox.caFile; DbCredential = $reach.DbCredential }
    function Get-PasswordOf($User) { $User.DbCredential.GetNetworkCredential().Password }
}

Describe 'New-HoopSessionUser' {
    It 'shows every statement with -WhatIf and makes nothing' {
        $text = Invoke-CleanPwsh @"
Import-Module `$modulePath
New-HoopSessionUser -Policy reading -PolicyFile '$policyFile' -NoVault -HostName $($server.hostName) -Port $($server.port) ``
    -CaFile '$($sandbox.caFile)' -WhatIf ``
    -DbCredential ([pscredential]::new('$($server.masterUserName)', (ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText)))
"@ | Out-String
        $text | Should -Match ("(?s)What if: .*CREATE ROLE ""$($reading.UserName)"".*PASSWORD '\*{8}' VALID UNTIL .*" +
            'GRANT CONNECT, TEMPORARY ON DATABASE "postgres"')
        Get-Secret -Vault Team -Name "HoopConnect-*$($reading.UserName.Substring(19))" -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'makes the user of a policy whose granter the vault has, and hands it out the second time' {
        $made = New-HoopSessionUser reading -PolicyFile $policyFile -Vault Team
        $made.GetType().FullName | Should -Be HoopConnect.SessionUsers.SessionUser
        $made.UserName | Should -Be $reading.UserName
        $made.Created, $made.Rotated, $made.Extended | Should -Be $true, $false, $false
        $made.Databases | Should -Be 'postgres'
        $made.HostName, $made.Port, $made.Policy, $made.VaultName | Should -Be $server.hostName, $server.port, 'reading', 'Team'
        $made.Expires.Kind | Should -Be Utc
        ($made.Expires - [datetime]::UtcNow).TotalHours | Should -BeGreaterThan 1.9
        (Get-Secret -Vault Team -Name $made.SecretName).UserName | Should -Be $made.UserName
        $made | Out-String -Width 250 | Should -Match 'UserName\s+Policy\s+Expires \(UTC\)\s+Was\s+Endpoint'

        $again = $reading | New-HoopSessionUser -Vault Team
        $again.Created, $again.Rotated, $again.Extended | Should -Be $false, $false, $false
        Get-PasswordOf $again | Should -Be (Get-PasswordOf $made)
        $again.Expires | Should -Be $made.Expires
    }

    It 'takes the granter as a DSN and as a server with a login, from policies on the pipeline' {
        $shared = New-HoopSessionUser reading -PolicyFile $policyFile
        $byDsn = $reading | New-HoopSessionUser -Dsn $dsn -Vault Team
        $byServer = $reading | New-HoopSessionUser @granter -Vault Team
        (New-HoopSessionUser reading -PolicyFile $policyFile @granter -Vault Team).UserName | Should -Be $byServer.UserName
        Get-PasswordOf $byDsn | Should -Be (Get-PasswordOf $shared)
        Get-PasswordOf $byServer | Should -Be (Get-PasswordOf $shared)
        # A policy that came out of a job is a policy too.
        $revived = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($reading)
        )
        ($revived | New-HoopSessionUser -Dsn $dsn).UserName | Should -Be $reading.UserName
    }

    It 'takes a database from the pipeline, with its ARN in the name of the vault entry' {
        $aws = Get-SandboxAws us-east-1
        $database = Find-HoopRdsInstance reports -Account 444455556666 @aws
        $user = $database |
            New-HoopSessionUser -Policy $reading -DbCredential $reach.DbCredential -CaFile $sandbox.caFile -Vault Team -Adopt
        $user.SecretName | Should -BeLike "HoopConnect-*-reports-$($reading.UserName.Substring(19))"
        (
            New-HoopSessionUser -InputObject $database -Policy reading -PolicyFile $policyFile -DbCredential $reach.DbCredential `
                -CaFile $sandbox.caFile
        ).Rotated |
            Should -BeFalse
    }

    It 'rotates where asked, and shares in the process where there is no vault' {
        $first = New-HoopSessionUser $reading -Dsn $dsn -NoVault
        $first.VaultName | Should -BeNullOrEmpty
        Get-PasswordOf (New-HoopSessionUser $reading -Dsn $dsn -NoVault) | Should -Be (Get-PasswordOf $first)
        $second = New-HoopSessionUser $reading -Dsn $dsn -NoVault -Rotate
        $second.Rotated | Should -BeTrue
        Get-PasswordOf $second | Should -Not -Be (Get-PasswordOf $first)
    }

    It 'makes a user of one''s own, named after AWS''s caller or the operating system''s, for a shorter life' {
        $mine = New-HoopSessionUser $reading -Dsn $dsn -NoVault -Personal -Expiration 30m
        $mine.Caller | Should -Be ([Environment]::UserName)
        $mine.UserName | Should -BeLike "$($reading.UserName)_*"
        ($mine.Expires - [datetime]::UtcNow).TotalMinutes | Should -BeLessOrEqual 30.1
        $aws = Get-SandboxAws
        $caller = ((Test-HoopAwsAccess @aws -WarningAction Ignore -ErrorAction Ignore).Arn -split '[/:]')[-1]
        (New-HoopSessionUser $reading -Dsn $dsn -NoVault -Personal -Expiration 00:30:00 @aws).Caller | Should -Be $caller
    }

    It 'can be written in every form that a connection can, and goes on having its password' {
        $user = $reading | New-HoopSessionUser -Dsn $dsn -Vault Team
        $password = Get-PasswordOf $user
        $text = $user | Export-HoopConnection -IncludePassword
        $text | Should -Match "(?m)^export PGUSER='$($user.UserName)'$"
        $text | Should -Match "(?m)^export PGPASSWORD='$([regex]::Escape($password))'$"
        $text | Should -Match "(?m)^export PGDATABASE='postgres'$"
        $user | Export-HoopConnection -As PgPass -IncludePassword | Should -BeLike "*:$($server.port):*:$($user.UserName):$password"
        $user | Export-HoopConnection -As ConnectionString | Should -Not -Match ([regex]::Escape($password))
        Export-HoopConnection -SessionUser $user -As HoopJson | ConvertFrom-Json | ForEach-Object name | Should -Be reading
        Get-PasswordOf $user | Should -Be $password
    }

    It 'prints the password nowhere and takes it into no file' {
        $user = New-HoopSessionUser $reading -Dsn $dsn -Vault Team -Rotate -Verbose 4>&1 |
            Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
        $password = Get-PasswordOf $user
        $all = ($user | Format-List * | Out-String -Width 4096) + ($user | ConvertTo-Json -Depth 5) +
            [System.Management.Automation.PSSerializer]::Serialize($user)
        $all | Should -Not -Match ([regex]::Escape($password))
        $revived = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($user))
        $revived.UserName, $revived.Expires | Should -Be $user.UserName, $user.Expires
    }

    It 'refuses what cannot be, each by its id, and goes on with the others' {
        (Get-ErrorOf { New-HoopSessionUser nowhere -PolicyFile $policyFile -Vault Team -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.SessionUser.DatabaseNotFound,*'
        (Get-ErrorOf { New-HoopSessionUser $reading -Dsn $dsn -Expiration 3h -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.SessionUser.ExpirationTooLong,*'
        (Get-ErrorOf { New-HoopSessionUser $reading -NoVault -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Granter.NotGiven,*'
        (Get-ErrorOf { New-HoopSessionUser reading -Vault Team -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.NoFile,*'
        $broken = Get-ErrorOf { New-HoopSessionUser $reading -Dsn 'postgres://u:s3/cret@db' -ErrorAction Stop }
        $broken.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Granter.InvalidDsn,*'
        "$broken $($broken.ErrorDetails)" | Should -Not -Match 's3|cret'
        $given = $policies | Where-Object Name -NE crowded |
            New-HoopSessionUser -Vault Team -ErrorAction SilentlyContinue -ErrorVariable wrong
        $given.Policy | Should -Be 'reading', 'taken'
        $wrong.Count | Should -Be 1
    }

    It 'gives fifty callers in five processes, all at once, one password that works' {
        # Each process has ten runspaces; the vault would alone lose what two of them write at once.
        $tickets = 1..5 | ForEach-Object -Parallel {
            $script = @"
                `$callers = 1..10 | ForEach-Object -Parallel {
                    Import-Module '$using:modulePath', Microsoft.PowerShell.SecretManagement
                    try {
                        `$user = New-HoopSessionUser crowded -PolicyFile '$using:policyFile' -Vault Team -ErrorAction Stop
                        '{0} {1} {2}' -f `$user.Created, `$user.Rotated,
                            (`$user.DbCredential.GetNetworkCredential().Password | ForEach-Object {
                                [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes(`$_))) })
                    }
                    catch {
                        "failed: `$_ `$(`$_.FullyQualifiedErrorId) `$(`$_.Exception.InnerException) `$(`$_.ScriptStackTrace)" -replace
                            "\s+", " "
                    }
                } -ThrottleLimit 10
                `$callers
"@
            . $using:repository/build/Pwsh.ps1
            & $pwshProgram @pwshArguments -NoProfile -NonInteractive -Command $script 2>&1 | ForEach-Object { "$_" }
        } -ThrottleLimit 5
        $tickets.Count | Should -Be 50
        $tickets | Should -Not -Match 'failed'
        ($tickets | ForEach-Object { ($_ -split ' ')[2] } | Sort-Object -Unique).Count | Should -Be 1 -Because 'all share one password'
        ($tickets -like 'True *').Count | Should -Be 1 -Because 'one of them made the user'
        ($tickets -like '* True *').Count | Should -Be 0 -Because 'nobody was cut off'
        # It works, and it is the vault's.
        $after = New-HoopSessionUser crowded -PolicyFile $policyFile -Vault Team
        $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes((Get-PasswordOf $after))))
        $tickets[0] | Should -BeLike "* $hash"
        $after.Created, $after.Rotated | Should -Be $false, $false
    }
}
