# For the tests of session users that are on a server, and a plain client that works on it as the master.
param([string] $Identifier = 'reports')
Import-HoopConnect
Initialize-TestVault
$sandbox = Get-Sandbox
$server = $sandbox.servers | Where-Object identifier -EQ $Identifier
# A file before this one may have reset it.
$entry = Get-SecretInfo -Vault Team -Name "HoopConnect-*-$Identifier-master" | Select-Object -First 1
$master = $entry ? (Get-Secret -Vault Team -Name $entry.Name) : [pscredential]::new(
    $server.masterUserName, (ConvertTo-SecureString $server.masterPassword -AsPlainText)
)
$masterPassword = $master.GetNetworkCredential().Password
$look = @{ HostName = $server.hostName; Port = $server.port; CaFile = $sandbox.caFile; DbCredential = $master }
$client = Get-ChildItem (Join-Path $repository tests HoopConnect.SqlClient bin) -Filter HoopConnect.SqlClient.dll -Recurse |
    Sort-Object LastWriteTime -Descending | Select-Object -First 1
$prefix = '_hoop_session_user_'

# Does something with the variables set that the client reads.
function Use-ClientVariable([string] $Database, [scriptblock] $Script) {
    $saved = @{}
    $variables = @{
        ENGINE = 'postgres'
        HOST = $server.hostName
        PORT = "$($server.port)"
        CA_FILE = $sandbox.caFile
        USER = $server.masterUserName
        PASS = $masterPassword
        DB = $Database
    }
    foreach ($name in $variables.Keys) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $variables[$name])
    }
    try { & $Script }
    # PowerShell makes an empty text of $null, and that would be a variable.
    finally { foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name] ?? [NullString]::Value) } }
}

# What the statement gives, as the master; as a member of a role where one is named.
function Invoke-MasterSql([string] $Statement, [string] $Database = 'postgres', [string] $AsMember) {
    if ($AsMember) { Invoke-MasterSql "GRANT $AsMember TO CURRENT_USER WITH INHERIT TRUE, SET TRUE" | Out-Null }
    $said = Use-ClientVariable $Database { dotnet $client.FullName $Statement }
    if ($LASTEXITCODE -ne 0) { throw "${Statement}: $said" }
    $said
}

# The same without waiting for it: gives the process.
function Start-MasterSql([string] $Statement, [string] $Database = 'postgres') {
    $process = @{
        FilePath = 'dotnet'; ArgumentList = $client.FullName, """$Statement"""; RedirectStandardOutput = Join-Path $TestDrive holder.log
    }
    Use-ClientVariable $Database { Start-Process @process -PassThru }
}

# Users of the numbers, made as the product makes them; they own a table in each database.
function New-TestUser {
    param(
        [Parameter(Mandatory)] [int] $First, [int] $Last = $First, [string] $ValidUntil = '2020-01-01', [string] $Suffix = '',
            [switch] $Unmarked, [string[]] $Database = @()
    )
    $mark = $Unmarked ? 'NULL' :
        "'managed by HoopConnect: session user {""policy"":""reading"",""passwordSet"":""2020-01-01T00:00:00+00:00""}'"
    Invoke-MasterSql @"
DO `$`$ DECLARE u text; BEGIN FOR i IN $First..$Last LOOP u := '$prefix' || lpad(to_hex(i), 8, '0') || '$Suffix';
EXECUTE format('CREATE ROLE %I LOGIN VALID UNTIL %L', u, '$ValidUntil');
EXECUTE format('COMMENT ON ROLE %I IS %s', u, quote_nullable($mark)); END LOOP; END `$`$
"@ | Out-Null
    foreach ($one in $Database) {
        Invoke-MasterSql "DO `$`$ BEGIN FOR i IN $First..$Last LOOP
            EXECUTE format('GRANT SELECT ON t TO %I', '$prefix' || lpad(to_hex(i), 8, '0') || '$Suffix');
            END LOOP; END `$`$" $one | Out-Null
    }
}

function Get-UserCount { [int](Invoke-MasterSql "SELECT count(*) FROM pg_roles WHERE rolname LIKE '$($prefix -replace '_', '\_')%'") }

# Another run of this file, or of one beside it, may have left some.
function Clear-TestUser {
    Get-HoopSessionUser @look | Remove-HoopSessionUser -Adopt -Confirm:$false | Where-Object State -NE Removed |
        ForEach-Object { throw "$_" }
}
