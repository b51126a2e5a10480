# No SQL Server can be had here: this shows that the module's own copy of its driver loads and runs. docs/sql-server.md says what is tested
# where.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
}

Describe 'SQL Server' {
    It 'is reached through the driver that the module carries for this operating system' {
        $nobody = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $nobody.Start()
        $port = $nobody.LocalEndpoint.Port
        $nobody.Stop()
        $login = [pscredential]::new('admin', (ConvertTo-SecureString 'no-Password-1' -AsPlainText))
        $problem = Get-ErrorOf {
            Test-HoopDbRole -NoVault -Engine sqlserver-se -HostName 127.0.0.1 -Port $port -DbCredential $login -SslMode Require `
                -TimeoutSeconds 2 -ErrorAction Stop
        }
        $problem.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.Unreachable,*'
        $driver = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.SqlClient' }
        $kind = if ($IsWindows) { 'win' } else { 'unix' }
        $driver.Location | Should -Be (Join-Path $modulePath bin runtimes $kind lib net8.0 Microsoft.Data.SqlClient.dll)
    }
}
