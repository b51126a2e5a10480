# For the tests of roles: a server that no other file works on, named by its address, with its master login.
Import-HoopConnect
Initialize-TestVault
$sandbox = Get-Sandbox
$server = $sandbox.servers | Where-Object identifier -EQ reports
$reach = @{
    HostName     = $server.hostName
    Port         = $server.port
    CaFile       = $sandbox.caFile
    DbCredential = [pscredential]::new($server.masterUserName, (ConvertTo-SecureString $server.masterPassword -AsPlainText))
    Confirm      = $false
}
$look = $reach.Clone()
$look.Remove('Confirm')
