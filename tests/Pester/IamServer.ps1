# For the tests of logins by token: a server that checks tokens (Debian's PostgreSQL with PAM), with its master login.
Import-HoopConnect
Initialize-TestVault
$aws = Get-SandboxAws
$sandbox = Get-Sandbox
$server = $sandbox.servers | Where-Object identifier -EQ orders-test
$look = @{ CaFile = $sandbox.caFile } + $aws
if ($server) {
    $master = [pscredential]::new($server.masterUserName, (ConvertTo-SecureString $server.masterPassword -AsPlainText))
    $way = $look + @{ DbCredential = $master }
}
