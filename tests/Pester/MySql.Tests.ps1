# The roles on a real MariaDB through the module, where one is installed (tests/HoopConnect.Sandbox/mariadb/restore.sh).
BeforeDiscovery {
    $noMariaDb = -not ((Test-Path /usr/sbin/mariadbd) -or (Get-Command mariadbd -ErrorAction Ignore))
}

Describe 'MariaDB' -Skip:$noMariaDb {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        Import-HoopConnect
        Initialize-TestVault
        # A sandbox of its own: the one all files share starts without MariaDB, so that it starts everywhere.
        $info = Join-Path $env:HOOPCONNECT_TEST_HOME mariadb.json
        $program = Get-ChildItem (Join-Path $repository tests HoopConnect.Sandbox bin) -Filter HoopConnect.Sandbox.dll -Recurse |
            Sort-Object LastWriteTime -Descending | Select-Object -First 1
        $process = Start-Process dotnet -PassThru -RedirectStandardOutput "$info.out" -RedirectStandardError "$info.err" -ArgumentList @(
            $program.FullName, 'run', '--servers', 'legacy', '--info', $info, '--parent', $PID)
        $deadline = [DateTime]::UtcNow.AddSeconds(90)
        while (-not (Test-Path $info)) {
            if ($process.HasExited -or [DateTime]::UtcNow -gt $deadline) {
                throw "The sandbox did not start: $(Get-Content "$info.err" -Raw)"
            }
            Start-Sleep -Milliseconds 100
        }
        $sandbox = Get-Content $info -Raw | ConvertFrom-Json
        $server = $sandbox.servers[0]
        $look = @{
            Engine       = 'mariadb'
            HostName     = $server.hostName
            Port         = $server.port
            CaFile       = $sandbox.caFile
            DbCredential = [pscredential]::new($server.masterUserName, (ConvertTo-SecureString $server.masterPassword -AsPlainText))
            Vault        = 'Team'
        }

        # What the module has no cmdlet for, with the server's own client.
        function Invoke-MariaDb($Sql) {
            $env:MYSQL_PWD = $server.masterPassword
            try {
                $Sql | & mariadb --no-defaults --protocol=tcp "--host=$($server.hostName)" "--port=$($server.port)" `
                    "--user=$($server.masterUserName)" "--ssl-ca=$($sandbox.caFile)" --skip-column-names 2>&1
                if ($LASTEXITCODE -ne 0) { throw "The client ended with $LASTEXITCODE." }
            }
            finally {
                $env:MYSQL_PWD = $null
            }
        }
    }

    AfterAll {
        if ($process) { $process.Kill() }
    }

    It 'has its roles made, found in order, widened and removed, and no password in its log' {
        (Test-HoopDbRole @look).State | Should -Be 'Missing', 'Missing', 'Missing'
        $made = New-HoopDbRole @look -Confirm:$false
        $made.State | Should -Be 'Created', 'Created', 'Created'
        Test-HoopDbRole @look -Quiet | Should -BeTrue
        (New-HoopDbRole @look -Confirm:$false).State | Should -Be 'InSync', 'InSync', 'InSync'

        # Who writes on *.* could forge what says whose a user is: only the reader may have it.
        $problem = Get-ErrorOf { New-HoopDbRole @look -ServerWide -Confirm:$false -ErrorAction Stop }
        $problem.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Roles.ServerWideNotServed,*'
        Test-HoopDbRole @look -ServerWide -Role ReadOnly -Quiet | Should -BeFalse
        (New-HoopDbRole @look -ServerWide -Role ReadOnly -Confirm:$false).State | Should -Be 'Updated'
        Test-HoopDbRole @look -ServerWide -Role ReadOnly -Quiet | Should -BeTrue

        $log = Get-Content $server.logFile -Raw
        $log | Should -Match 'hoop_ddl'
        foreach ($role in $made) {
            $password = (Get-Secret -Vault Team -Name $role.SecretName).GetNetworkCredential().Password
            $password.Length | Should -BeGreaterOrEqual 25
            $log.Contains($password) | Should -BeFalse
        }
        (Remove-HoopDbRole @look -Confirm:$false).State | Should -Be 'Removed', 'Removed', 'Removed'
        (Test-HoopDbRole @look).State | Should -Be 'Missing', 'Missing', 'Missing'
    }

    It 'has session users of policies made and handed out, and policies bind again after JSON, a file and a job' {
        $file = Join-Path $TestDrive maria.hcl
        Set-Content $file @'
policy "legacy" {
  engine              = "mariadb"
  plugin_config_entry = "pester-maria"
  expiration          = "90m"
  instances           = ["pester session.users", "100%"]
  grant_privileges    = ["SELECT", "CREATE"]
}
policy "nowhere" {
  engine              = "mysql"
  plugin_config_entry = "pester-maria"
  instances           = ["not there"]
  grant_privileges    = ["SELECT"]
}
'@
        $escaped = [Uri]::EscapeDataString($server.masterPassword)
        Set-Secret -Vault Team -Name pester-maria -Secret (
            "mariadb://$($server.masterUserName):$escaped@$($server.hostName):$($server.port)/" +
            "?sslrootcert=$([Uri]::EscapeDataString($sandbox.caFile))")

        (Get-ErrorOf { New-HoopSessionUser nowhere -PolicyFile $file -Vault Team -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.SessionUser.DatabaseNotFound,*'
        foreach ($schema in 'pester session.users', '100%') { Invoke-MariaDb "CREATE SCHEMA IF NOT EXISTS ``$schema``" }

        $policy = Import-HoopPolicy $file -Name legacy
        $made = $policy | New-HoopSessionUser -Vault Team
        $made.UserName | Should -Be $policy.UserName
        $made.Created, $made.Rotated | Should -Be $true, $false
        ($made.Expires - [datetime]::UtcNow).TotalMinutes | Should -BeGreaterThan 89
        $password = $made.DbCredential.GetNetworkCredential().Password
        (Get-Content $server.logFile -Raw).Contains($password) | Should -BeFalse

        $clixml = Join-Path $TestDrive policy.xml
        $policy | Export-Clixml $clixml
        $forms = @{
            name   = 'legacy'
            json   = $policy | ConvertTo-Json | ConvertFrom-Json
            clixml = Import-Clixml $clixml
            job    = Start-Job { Import-Module $using:modulePath; Import-HoopPolicy $using:file -Name legacy } |
                Receive-Job -Wait -AutoRemoveJob
            table  = @{
                Name = 'legacy'
                Engine = 'mysql'
                PluginConfigEntry = 'pester-maria'
                Expiration = '1h30m'
                Instances = '100%', 'pester session.users'
                GrantPrivileges = 'CREATE', 'SELECT'
            }
        }
        foreach ($form in $forms.Keys) {
            $again = New-HoopSessionUser -Policy $forms[$form] -PolicyFile $file -Vault Team
            $again.UserName, $again.Created, $again.Rotated | Should -Be $made.UserName, $false, $false -Because $form
            $again.DbCredential.GetNetworkCredential().Password | Should -Be $password -Because $form
        }
        (Get-ErrorOf { New-HoopSessionUser -Policy ($forms.json | Select-Object Name, Engine) -Vault Team }).FullyQualifiedErrorId |
            Should -BeLike 'ParameterArgumentTransformationError,*'

        # The sweep is what enforces the expiry here.
        $reach = @{
            Engine = 'mariadb'; HostName = $look.HostName; Port = $look.Port; CaFile = $look.CaFile; DbCredential = $look.DbCredential
        }
        $found = Get-HoopSessionUser @reach -PolicyFile $file
        $found.UserName, $found.Expired, $found.Policy | Should -Be $made.UserName, $false, 'legacy'
        Get-HoopSessionUser @reach -Expired | Should -BeNullOrEmpty
        [void](Invoke-MariaDb "UPDATE hoop_connect.session_users SET expires = UTC_TIMESTAMP() - INTERVAL 1 MINUTE
            WHERE user = '$($made.UserName)'")
        $removed = Get-HoopSessionUser @reach -Expired | Remove-HoopSessionUser -Vault Team -Confirm:$false
        $removed | Out-String | Should -Match 'Removed'
        Get-HoopSessionUser @reach | Should -BeNullOrEmpty
        (New-HoopSessionUser -Policy $policy -Vault Team).Created | Should -BeTrue

        $line = "New-HoopSessionUser -PolicyFile '$file' -Policy "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'legacy', 'nowhere'
    }

    It 'refuses a host pattern that is none' {
        $problem = Get-ErrorOf { New-HoopDbRole @look -HostPattern "10.0.0.1' OR '1" -Confirm:$false -ErrorAction Stop }
        $problem.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.InvalidHostPattern,*'
    }
}
