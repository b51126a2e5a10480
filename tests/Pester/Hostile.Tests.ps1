# Everything that the module prints, with names, messages and answers of somebody who wants the terminal or the agent of a CI to obey: the
# views of all types, and each cmdlet in a process of its own whose output is read line by line, as an agent reads it.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    [xml] $views = Get-Content (Join-Path $modulePath HoopConnect.Format.ps1xml) -Raw
    $types = $views.Configuration.ViewDefinitions.View.ViewSelectedBy.TypeName | Where-Object { $_ -notlike 'Deserialized.*' }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    Initialize-TestVault

    $hostile = @{
        vso  = '##vso[task.prependpath]/tmp/evil'
        mask = "x`n::add-mask::y"
        lead = '::add-mask::z'
        esc  = "`e[2J`e]0;t`a$([char]0x202E)##[error]$([char]0x200B)"
        all  = "##VsO[task.setvariable variable=a;]b`r`n ::set-env name=PATH::/tmp`t`e[31m$([char]0x2066)##[group]c"
        aws  = "##vso[task.uploadfile]/etc/passwd`n::add-path::/tmp/evil $([char]0x202E)x"
    }

    # As the agents read a line: azure-pipelines-agent Command.cs, actions/runner ActionCommand.cs; and what a terminal would obey.
    function Get-Obeyed([string[]] $Line) {
        $Line | Where-Object { $_ -match '##(vso)?\[' -or $_ -match '^\s*::[a-z]' -or $_ -match '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]' }
    }
}

Describe 'A view' {
    It 'of <_> shows nothing as it is' -ForEach $types {
        $name = $_
        $type = [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetType($name, $false) } | Select-Object -First 1
        $type | Should -Not -BeNullOrEmpty
        foreach ($text in $hostile.Values) {
            $properties = [ordered]@{ PSTypeName = $name }
            foreach ($property in $type.GetProperties()) {
                $of = [Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType
                $properties[$property.Name] = switch ($of) {
                    { $_ -in [datetime], [DateTimeOffset], [timespan], [bool], [int], [double] } { [Activator]::CreateInstance($of); break }
                    { $property.Name -eq 'Document' } { @{ Statement = @(@{ Action = $text }) } | ConvertTo-Json -Depth 5; break }
                    { $_.IsEnum } { [Enum]::GetValues($_)[0]; break }
                    { $_ -eq [string] } { $text; break }
                    { [Collections.IEnumerable].IsAssignableFrom($_) } {
                        , @([pscustomobject]@{ Name = $text } | Add-Member ScriptMethod ToString { $this.Name } -Force -PassThru); break
                    }
                    default { [pscustomobject]@{ Phase = $text; DbArn = $text; Message = $text; Result = @() } }
                }
            }
            $lines = [pscustomobject]$properties | Out-String -Width 4000 -Stream
            # Headers, and the row with something in it.
            @($lines | Where-Object { $_ }).Count | Should -BeGreaterThan 2
            Get-Obeyed $lines | Should -BeNullOrEmpty
        }
    }

    It 'shows the text all the same' {
        $shown = foreach ($text in $hostile.vso, $hostile.lead, $hostile.esc) {
            [pscustomobject]@{ PSTypeName = 'HoopConnect.Planning.PlanStep'; Target = 'a'; Action = 'b'; Statement = $text } |
                Out-String -Width 300
        }
        $shown = $shown -join ''
        foreach ($part in '#\#vso[task.prependpath]/tmp/evil', ':\:add-mask::z', '\u001B[2J\u001B]0;t\u0007\u202E#\#[error]\u200B') {
            $shown.Contains($part) | Should -BeTrue -Because $part
        }
    }
}

Describe 'A process with all cmdlets' {
    BeforeAll {
        $info = Join-Path $env:HOOPCONNECT_TEST_HOME hostile.json
        $program = Get-ChildItem (Join-Path $repository tests HoopConnect.Sandbox bin) -Filter HoopConnect.Sandbox.dll -Recurse |
            Sort-Object LastWriteTime -Descending | Select-Object -First 1
        $hasMariaDb = (Test-Path /usr/sbin/mariadbd) -or (Get-Command mariadbd -ErrorAction Ignore)
        $process = Start-Process dotnet -PassThru -RedirectStandardOutput "$info.out" -RedirectStandardError "$info.err" -ArgumentList @(
            $program.FullName, 'run', '--servers', ($hasMariaDb ? 'reports,legacy' : 'reports'), '--info', $info, '--parent', $PID)
        $deadline = [DateTime]::UtcNow.AddSeconds(90)
        while (-not (Test-Path $info)) {
            if ($process.HasExited -or [DateTime]::UtcNow -gt $deadline) {
                throw "The sandbox did not start: $(Get-Content "$info.err" -Raw)"
            }
            Start-Sleep -Milliseconds 100
        }
        $sandbox = Get-Content $info -Raw | ConvertFrom-Json
        $server = $sandbox.servers | Where-Object identifier -EQ reports
        $client = Get-ChildItem (Join-Path $repository tests HoopConnect.SqlClient bin) -Filter HoopConnect.SqlClient.dll -Recurse |
            Sort-Object LastWriteTime -Descending | Select-Object -First 1

        function Invoke-Sql([string] $Statement, [string] $Database = 'postgres') {
            $variables = @{
                ENGINE = 'postgres'
                HOST = $server.hostName
                PORT = "$($server.port)"
                CA_FILE = $sandbox.caFile
                USER = $server.masterUserName
                PASS = $server.masterPassword
                DB = $Database
            }
            foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $variables[$name]) }
            try { $said = dotnet $client.FullName $Statement }
            finally { foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) } }
            if ($LASTEXITCODE -ne 0) { throw "${Statement}: $said" }
        }
        Invoke-Sql "CREATE DATABASE ""$($hostile.vso)"""
        Invoke-Sql "CREATE DATABASE ""$($hostile.lead)"""
        Invoke-Sql "CREATE ROLE ""$($hostile.esc)"" LOGIN"
        Invoke-Sql "CREATE SCHEMA ""$($hostile.mask)"" CREATE TABLE ""$($hostile.esc)"" (id int)
            CREATE TABLE ""$($hostile.lead)"" (id int)" $hostile.vso
        Invoke-Sql "GRANT USAGE, CREATE ON SCHEMA ""$($hostile.mask)"" TO ""$($hostile.esc)""" $hostile.vso
        # What the master can neither grant on nor take away: a finding with the owner's name.
        Invoke-Sql "GRANT ""$($hostile.esc)"" TO CURRENT_USER WITH INHERIT TRUE, SET TRUE"
        Invoke-Sql "ALTER TABLE ""$($hostile.mask)"".""$($hostile.lead)"" OWNER TO ""$($hostile.esc)""" $hostile.vso

        $maria = $sandbox.servers | Where-Object identifier -EQ legacy
        if ($maria) {
            $env:MYSQL_PWD = $maria.masterPassword
            try {
                "CREATE SCHEMA ``$($hostile.vso -replace '/', '-')``;
                    CREATE SCHEMA ``$($hostile.mask)``; CREATE TABLE ``$($hostile.mask)``.``$($hostile.esc)`` (id int)" |
                    & mariadb --no-defaults --protocol=tcp "--host=$($maria.hostName)" "--port=$($maria.port)" `
                        "--user=$($maria.masterUserName)" "--ssl-ca=$($sandbox.caFile)"
                if ($LASTEXITCODE -ne 0) { throw "The client ended with $LASTEXITCODE." }
            }
            finally {
                $env:MYSQL_PWD = $null
            }
        }

        # Servers that say something before anybody has logged in, in PostgreSQL's words and in MySQL's.
        $talkers = foreach ($engine in 'postgres', 'mysql') {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $job = Start-ThreadJob -ArgumentList $listener, $engine, $hostile.all {
                param($listener, $engine, $text)
                $bytes = [Text.Encoding]::UTF8.GetBytes($text)
                while ($true) {
                    $peer = $listener.AcceptTcpClient()
                    $stream = $peer.GetStream()
                    if ($engine -eq 'postgres') {
                        [void]$stream.Read([byte[]]::new(1024), 0, 1024)
                        $fields = [Text.Encoding]::ASCII.GetBytes("SFATAL`0VFATAL`0C28000`0M") + $bytes + [byte[]](0, 68) + $bytes +
                            [byte[]](0, 72) + $bytes + [byte[]](0, 0)
                        $length = [BitConverter]::GetBytes([Net.IPAddress]::HostToNetworkOrder($fields.Length + 4))
                        $answer = [byte[]](69) + $length + $fields
                    }
                    else {
                        $payload = [byte[]](0xFF, 0x15, 0x04) + $bytes
                        $answer = [byte[]]($payload.Length, 0, 0, 0) + $payload
                    }
                    $stream.Write($answer, 0, $answer.Length)
                    $stream.Flush()
                    Start-Sleep -Milliseconds 200
                    $peer.Dispose()
                }
            }
            [pscustomobject]@{ Engine = $engine; Port = $listener.LocalEndpoint.Port; Job = $job; Listener = $listener }
        }

        $folder = Join-Path $TestDrive '##[group]x'
        [void](New-Item -ItemType Directory $folder)
        Set-Content -LiteralPath (Join-Path $folder "bad`n##vso[a.b].hcl") 'policy "##vso[a.b]" { oops::add-mask::x }'
        $policies = Join-Path $TestDrive policies.hcl
        Set-Content -LiteralPath $policies @"
policy "reading" {
  engine              = "postgres"
  plugin_config_entry = "hostile"
  expiration          = "1h"
  instances           = ["##vso[task.prependpath]/tmp/evil"]
  grant_privileges    = ["SELECT"]
}
"@
        $script = Join-Path $TestDrive all.ps1
        Set-Content -LiteralPath $script @'
param($given)
$ErrorActionPreference = 'Continue'
$PSStyle.OutputRendering = 'PlainText'
Import-Module $given.module
$hostile = $given.hostile
$aws = @{
    EndpointUrl = $given.sandbox.EndpointUrl
    AccessKey = $given.sandbox.AccessKeyId
    SecretKey = $given.sandbox.SecretAccessKey
    Region = $given.sandbox.Region
}
function Login($of) { [pscredential]::new($of.masterUserName, (ConvertTo-SecureString $of.masterPassword -AsPlainText)) }
function Set-Sandbox($command) {
    [void](
        Invoke-RestMethod $given.sandbox.controlUrl -Method Post -ContentType application/json -Body ($command | ConvertTo-Json -Depth 5)
    )
}
# Runs it with all streams in its output, and prints each error in every form that somebody may print it in.
function Show([string] $Cmdlet, [scriptblock] $Block) {
    "=== $Cmdlet"
    $Error.Clear()
    try { & $Block *>&1 | Out-String -Width 300 } catch { $_ | Out-String -Width 300 }
    foreach (
        $record in @(
            $Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like 'HoopConnect.*' }
        )
    ) {
        foreach ($view in 'NormalView', 'ConciseView') { $ErrorView = $view; $record | Out-String -Width 300 }
        $record.Exception.ToString()
        $record.CategoryInfo.ToString()
        "$($record.TargetObject)"
        "$($record.ErrorDetails.RecommendedAction)"
        Get-Error -InputObject $record | Out-String -Width 300
        $record | ConvertTo-Json -Depth 3 -WarningAction Ignore
    }
}
$pg = @{ HostName = $given.server.hostName; Port = $given.server.port; CaFile = $given.sandbox.caFile; DbCredential = Login $given.server }
$ask = @{ HostName = $given.server.hostName; Port = $given.server.port; CaFile = $given.sandbox.caFile }
$yes = @{ Confirm = $false; Verbose = $true }

Show New-HoopDbRole { New-HoopDbRole @pg -NoVault -SchemaCreate -WhatIf; New-HoopDbRole @pg -NoVault -SchemaCreate @yes }
$tenant = $aws + @{ CaFile = $given.sandbox.caFile; DbCredential = Login $given.server; NoVault = $true }
Show Test-HoopDbRole { Test-HoopDbRole @pg -NoVault; Test-HoopDbRole @pg -Database $hostile.all -NoVault }
Show Remove-HoopDbRole {
    Remove-HoopDbRole @pg -NoVault -WhatIf
    Remove-HoopDbRole @pg -NoVault -ReassignTo $hostile.all @yes
    Remove-HoopDbRole @pg -NoVault -ReassignTo $hostile.esc -Role Ddl @yes
}
foreach ($talker in $given.talkers) {
    Show "New-HoopDbRole on a talking $($talker.Engine)" {
        New-HoopDbRole -Engine $talker.Engine -HostName 127.0.0.1 -Port $talker.Port -SslMode Disable -NoVault -DbCredential (
            Login $given.server
        ) @yes
    }
}
if ($given.maria) {
    $my = @{
        Engine = 'mariadb'
        HostName = $given.maria.hostName
        Port = $given.maria.port
        CaFile = $given.sandbox.caFile
        DbCredential = Login $given.maria
    }
    Show 'New-HoopDbRole on MariaDB' {
        New-HoopDbRole @my -NoVault -WhatIf; New-HoopDbRole @my -NoVault @yes; New-HoopDbRole @my -NoVault -HostPattern $hostile.all @yes
    }
    Show 'Remove-HoopDbRole on MariaDB' { Remove-HoopDbRole @my -NoVault -WhatIf; Remove-HoopDbRole @my -NoVault @yes }
}
Show New-HoopSessionUser {
    New-HoopSessionUser @pg -Policy reading -PolicyFile $given.policies -NoVault -WhatIf
    New-HoopSessionUser @pg -Policy reading -PolicyFile $given.policies -NoVault @yes
    New-HoopSessionUser @pg -Policy $hostile.all -PolicyFile $given.policies -NoVault @yes
}
Show Get-HoopSessionUser {
    Get-HoopSessionUser @pg
    Get-HoopSessionUser @pg -UserName $hostile.all
    Get-HoopSessionUser @ask -Database $hostile.all -DbCredential (Login $given.server)
}
Show Remove-HoopSessionUser {
    Get-HoopSessionUser @pg | Remove-HoopSessionUser -DbCredential $pg.DbCredential -WhatIf
    Get-HoopSessionUser @pg | Remove-HoopSessionUser -DbCredential $pg.DbCredential @yes
}
Show Find-HoopOrphanedCode { Find-HoopOrphanedCode @pg -IncludeUnknown }
Show Invoke-HoopSession {
    Invoke-HoopSession @pg -Policy reading -PolicyFile $given.policies -NoVault -WhatIf { }
    Invoke-HoopSession -Connection $hostile.all -Vault Team { }
}
Show New-HoopIamDbUser {
    foreach ($name in $hostile.Values) {
        New-HoopIamDbUser @pg -UserName $name -Role ReadOnly -NoVault -WhatIf
        New-HoopIamDbUser @pg -UserName $name -Role ReadOnly -NoVault @yes
    }
}
Show Grant-HoopIamAuthentication { foreach ($name in $hostile.Values) { Grant-HoopIamAuthentication @pg -UserName $name -NoVault @yes } }
Show Remove-HoopIamDbUser {
    foreach ($name in $hostile.Values) {
        Remove-HoopIamDbUser @pg -UserName $name -NoVault -Adopt -WhatIf; Remove-HoopIamDbUser @pg -UserName $name -NoVault @yes
    }
}
# Names that no tenant can have, and a server outside of RDS; then one that RDS knows, with names of its own that are hostile.
Show New-HoopTenantDatabase {
    foreach ($name in $hostile.Values) {
        New-HoopTenantDatabase $given.server.arn -Tenant $name -ClusterName $name -Namespace $name -ServiceAccount $name @tenant -WhatIf
        New-HoopTenantDatabase $given.server.arn -Tenant shown -OidcProvider $name -Namespace x -ServiceAccount y @tenant -WhatIf
    }
}
Show Get-HoopTenantDatabase { foreach ($name in $hostile.Values) { Get-HoopTenantDatabase $given.server.arn -Tenant $name @tenant } }
Show Remove-HoopTenantDatabase {
    foreach ($name in $hostile.Values) { Remove-HoopTenantDatabase $given.server.arn -Tenant $name @tenant @yes }
}
Show Test-HoopIamAuthentication { foreach ($name in $hostile.Values) { Test-HoopIamAuthentication @pg -UserName $name } }
Show Get-HoopMasterCredential {
    Get-HoopMasterCredential @pg -Database $hostile.vso
    Get-HoopMasterCredential @pg -Database $hostile.all
    Get-HoopMasterCredential @ask -Vault $hostile.all
}
Show Import-HoopPolicy {
    Import-HoopPolicy -LiteralPath $given.badPolicy
    Import-HoopPolicy -LiteralPath $hostile.all
    Import-HoopPolicy -LiteralPath $given.policies -Name $hostile.all
    Import-HoopPolicy -LiteralPath $given.policies
}
Show New-HoopConnection {
    New-HoopConnection -Role ReadOnly -HostName db.example -SecretName $hostile.lead -ConnectionPrefix a -Engine postgres `
        -Identifier hostile -Vault Team -WhatIf
    New-HoopConnection -Role ReadOnly -HostName db.example -SecretName $hostile.lead -ConnectionPrefix a -Engine postgres `
        -Identifier hostile -Vault Team @yes
    New-HoopConnection -Role ReadOnly -HostName $hostile.all -SecretName s -ConnectionPrefix $hostile.all -Engine postgres `
        -Identifier hostile -Vault Team @yes
}
Show Get-HoopConnection {
    Get-HoopConnection -Vault Team; Get-HoopConnection $hostile.all -Vault Team; Get-HoopConnection -Vault $hostile.all
}
Show Export-HoopConnection {
    Export-HoopConnection $hostile.all -As GitHub -Vault Team
    Get-HoopConnection -Vault Team | Export-HoopConnection -As MyCnf -Path $hostile.all -Vault Team -WhatIf
}
Show Remove-HoopConnection {
    Get-HoopConnection -Vault Team | Remove-HoopConnection -Vault Team -WhatIf
    Remove-HoopConnection $hostile.all -Vault Team @yes
    Get-HoopConnection -Vault Team | Remove-HoopConnection -Vault Team @yes
}
Show Resolve-HoopCredential {
    Resolve-HoopCredential -Reference $hostile.all
    Resolve-HoopCredential -Reference "_envjson:$($hostile.all):x"
    Resolve-HoopCredential -UserName $hostile.all -Password '_aws_iam_rds:x' -HostName $hostile.lead
}
Show Get-HoopProvisioningJob {
    Get-HoopProvisioningJob; Get-HoopProvisioningJob -Id $hostile.all; Get-HoopProvisioningJob -Arn $hostile.all
}
Show Save-HoopRdsCertificate {
    Save-HoopRdsCertificate -FromFile $given.badPolicy -Path $hostile.all @yes
    Save-HoopRdsCertificate -FromFile (Join-Path $given.folder $hostile.vso) @yes
}

# AWS: names, tags, states, and then an error of every call.
$orders = Find-HoopRdsInstance @aws -Name reports
Set-Sandbox @{
    account = @{ id = $orders.AccountId; name = $hostile.aws }
    tag = @{ database = 'reports'; key = $hostile.aws; value = $hostile.aws }
    status = @{ database = 'shop'; value = $hostile.aws }
}
Show Get-HoopAwsAccount { Get-HoopAwsAccount @aws; Get-HoopAwsAccount @aws -Account $hostile.all }
Show Find-HoopRdsInstance {
    Find-HoopRdsInstance @aws
    Find-HoopRdsInstance @aws -Name $hostile.all
    Find-HoopRdsInstance @aws -Account $hostile.all
    Find-HoopRdsInstance @aws -Tag @{ $hostile.all = $hostile.all }
}
Show Invoke-HoopProvisioning {
    Find-HoopRdsInstance @aws -Name reports |
        Invoke-HoopProvisioning @aws -NoVault -NoConnection -DbCredential $pg.DbCredential -CaFile $pg.CaFile -WhatIf
    $run = Find-HoopRdsInstance @aws -Name reports, shop |
        Invoke-HoopProvisioning @aws -NoVault -NoConnection -DbCredential $pg.DbCredential -CaFile $pg.CaFile @yes
    $run; $run.Plan; $run.Roles; $run.Roles.Findings | Out-String -Width 300
}
Show Invoke-HoopRunbookHook {
    $python = Join-Path $given.folder "$($hostile.vso -replace '/', '-').py"
    Set-Content -LiteralPath $python @(
        'import os, sys'
        "said = ['##vso[task.setvariable variable=a;]b', '::add-mask::z', '\x1b[2J\x1b]0;t\x07\u202e##[error]']"
        "for text in said + [os.environ['HOOP_AWS_CONNECT_REQUEST']]:"
        '    print(text); print(text, file=sys.stderr)'
        "sys.exit('##vso[task.prependpath]/tmp/evil')"
    )
    foreach ($name in $hostile.Values) {
        Invoke-HoopRunbookHook $name -RunbookPath $python @yes
        Invoke-HoopRunbookHook x -RunbookPath $name @yes
        Invoke-HoopRunbookHook x -RunbookPath "https://hooks.example/$name" -WhatIf
    }
    Get-HoopProvisioningJob | Invoke-HoopRunbookHook -RunbookPath $python -WhatIf
    Get-HoopProvisioningJob | Invoke-HoopRunbookHook -RunbookPath $python @yes
    (Get-HoopProvisioningJob).HookStatus
    Find-HoopRdsInstance @aws -Name reports | Invoke-HoopProvisioning @aws -NoVault -NoConnection -DbCredential $pg.DbCredential `
        -CaFile $pg.CaFile -RunbookPath $python -WhatIf
}
Show Send-HoopWebhook {
    $to = "$($given.sandbox.EndpointUrl)/webhooks/$([uri]::EscapeDataString($hostile.all))"
    $key = @{ WebhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
    foreach ($name in $hostile.Values) {
        Send-HoopWebhook $name -WebhookUrl $to @key @yes
        Send-HoopWebhook x -WebhookUrl "https://hooks.example/$name" @key @yes
        Send-HoopWebhook x -WebhookUrl $to -WebhookSecret $name @yes
        Send-HoopWebhook x -SvixToken $name -SvixApplication a @yes
        Send-HoopWebhook x -SvixToken x -SvixApplication $name -SvixEventType $name @yes
    }
    Get-HoopProvisioningJob | Send-HoopWebhook -WebhookUrl $to @key -WhatIf
    Set-Sandbox @{ webhook = @{ status = 302; location = [uri]::EscapeDataString($hostile.all); text = $hostile.all } }
    Get-HoopProvisioningJob | Send-HoopWebhook -WebhookUrl $to @key @yes
}
Show Get-HoopRdsAuthToken {
    Get-HoopRdsAuthToken @aws -HostName $hostile.all -UserName $hostile.all
    Get-HoopRdsAuthToken @aws -HostName db.example -UserName $hostile.lead
}
Show Sync-HoopIdentityCenterGroup {
    foreach ($name in $hostile.Values) {
        Sync-HoopIdentityCenterGroup $orders @aws -GroupMap @{ $name = $name } -NoVault -DbCredential $pg.DbCredential @yes
        "{ `"source`": `"aws.sso-directory`", `"$($name -replace '[^ -!#-~]')`": 1, " |
            Sync-HoopIdentityCenterGroup -TargetDatabase $orders @aws -GroupMap @{ DBA = 'hoop_ro' } -NoVault @yes
    }
}
Show New-HoopConnectorSecret {
    foreach ($name in $hostile.Values) {
        New-HoopConnectorSecret -Name db -HostName db.example -UserName $name -StringData
        New-HoopConnectorSecret -Name $name -HostName $name -UserName app
        New-HoopConnectorSecret -Name db -HostName db.example -UserName app -Namespace $name -PermissionsBoundary $name
    }
    New-HoopConnectorSecret -Name db -HostName db.example -DbCredential (Login $given.server) -Path $hostile.all -WhatIf
}
Show New-HoopAgentServiceAccount {
    foreach ($name in $hostile.Values) {
        New-HoopAgentServiceAccount $name; New-HoopAgentServiceAccount arn:aws:iam::111122223333:role/a -Name $name
    }
}
Show Initialize-HoopConnectorPlatform {
    foreach ($name in $hostile.Values) {
        $orders | Initialize-HoopConnectorPlatform apps -UserName $name -Namespace hostile @aws -WhatIf
        $orders | Initialize-HoopConnectorPlatform $name @aws @yes
        $orders | Initialize-HoopConnectorPlatform apps -Name $name -PermissionsBoundary $name @aws @yes
    }
}
Show Get-HoopIamPolicy {
    foreach ($name in $hostile.Values) { Get-HoopIamPolicy Connect -InputObject $orders -UserName $name }
    Get-HoopIamPolicy Connect -InputObject $orders -UserName app -Name $hostile.all @aws -WhatIf
}
Set-Sandbox @{ fault = @{ kind = 'Error'; errorCode = '##vso[build.addbuildtag]x'; errorMessage = $hostile.aws; times = 100000 } }
Show Test-HoopAwsAccess { Test-HoopAwsAccess @aws }
Show Find-HoopRdsInstance { Find-HoopRdsInstance @aws }
Show Get-HoopAwsAccount { Get-HoopAwsAccount @aws }
Show Enable-HoopIamAuthentication {
    $orders | Enable-HoopIamAuthentication @aws @yes; Enable-HoopIamAuthentication @aws -InputObject $hostile.all @yes
}
Show Reset-HoopMasterCredential { $orders | Reset-HoopMasterCredential @aws -Vault Team @yes }
Show Grant-HoopNetworkAccess {
    $orders | Grant-HoopNetworkAccess @aws -Cidr 10.0.0.0/8 @yes; $orders | Grant-HoopNetworkAccess @aws -Cidr $hostile.all @yes
}
Show Revoke-HoopNetworkAccess {
    $orders | Revoke-HoopNetworkAccess @aws -Cidr 10.0.0.0/8 @yes; $orders | Revoke-HoopNetworkAccess @aws -SourceGroupId sg-0123456789 @yes
}
Show Initialize-HoopConnectorPlatform { $orders | Initialize-HoopConnectorPlatform apps @aws @yes }
Show Get-HoopIamPolicy { Get-HoopIamPolicy Connect -InputObject $orders -UserName app -Apply -AttachToRole $hostile.lead @aws @yes }
Show Test-HoopIamAuthentication { Test-HoopIamAuthentication -InputObject $orders -UserName app @aws -DbCredential $pg.DbCredential }
Show Get-HoopMasterCredential { Get-HoopMasterCredential -InputObject $orders -Vault Team @aws }
'=== end'
'@
        $given = Join-Path $TestDrive given.xml
        @{
            module = $modulePath
            hostile = $hostile
            sandbox = $sandbox
            server = $server
            maria = $maria
            policies = $policies
            folder = $folder
            badPolicy = (Get-ChildItem -LiteralPath $folder)[0].FullName; talkers = @($talkers | Select-Object Engine, Port)
        } | Export-Clixml $given -Depth 5
        $said = Invoke-CleanPwsh "& '$script' (Import-Clixml '$given')" -AllowFailure
        $lines = @($said -split '\r?\n')
    }

    AfterAll {
        foreach ($talker in $talkers) { $talker.Listener.Stop(); Remove-Job $talker.Job -Force }
        if ($process) { $process.Kill() }
    }

    It 'prints no line that an agent or a terminal obeys' {
        $lines[-1] | Should -Be '=== end'
        Get-Obeyed $lines | Should -BeNullOrEmpty
    }

    It 'runs every cmdlet there is' {
        $shown = $lines | Where-Object { $_ -match '^=== (\w+-Hoop\w+)' } | ForEach-Object { $Matches[1] } | Sort-Object -Unique
        $shown | Should -Be ((Get-Command -Module HoopConnect).Name | Sort-Object)
    }

    It 'shows what it was all the same: <_>' -ForEach @(
        'database "#\#vso[task.prependpath]/tmp/evil"'
        'What if: '
        '| :\:add-mask::y"'
        '#\#VsO[task.setvariable variable=a;]b\r\n :\:set-env name=PATH::/tmp\t\u001B[31m\u2066#\#[group]c'
        '#\#vso[task.uploadfile]/etc/passwd\n:\:add-path::/tmp/evil \u202Ex'
    ) {
        $part = $_
        @($lines | Where-Object { $_.Contains($part) }).Count | Should -BeGreaterThan 0
    }
}
