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
            if ($process.HasExited -or [DateTime]::UtcNow -gt $deadline) { throw "The sandbox did not start: $(Get-Content "$info.err" -Raw)" }
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

        Test-HoopDbRole @look -ServerWide -Quiet | Should -BeFalse
        (New-HoopDbRole @look -ServerWide -Confirm:$false).State | Should -Be 'Updated', 'Updated', 'Updated'
        Test-HoopDbRole @look -ServerWide -Quiet | Should -BeTrue

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

    It 'refuses a host pattern that is none' {
        $problem = Get-ErrorOf { New-HoopDbRole @look -HostPattern "10.0.0.1' OR '1" -Confirm:$false -ErrorAction Stop }
        $problem.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.InvalidHostPattern,*'
    }
}
