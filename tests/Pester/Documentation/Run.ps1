# Runs what the documentation shows, as it stands, and writes down what came of it: a process of its own, since all of it works on one
# sandbox, one vault and one home. The session is that of an administrator of the account with the database orders.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Result,
    # A part of the name of the blocks to run, to try one out.
    [string] $Only = '',
    [switch] $RecipesOnly
)
$env:HOOPCONNECT_TEST_HOME = $env:HOOPCONNECT_SANDBOX_INFO = $env:HOOPCONNECT_STANDIN_VAULTS = $env:HOOPCONNECT_TEST_STORE = $null
. $PSScriptRoot/../Common.ps1
. $PSScriptRoot/Blocks.ps1

$hasMariaDb = (Test-Path /usr/sbin/mariadbd) -or (Get-Command mariadbd -ErrorAction Ignore)
$hasTokens = (Test-Path /usr/local/lib/hoopconnect-sandbox/pam_script.so) -and $hasMariaDb
$servers = @('shop', 'orders', 'orders-test') + @(if ($hasMariaDb) { 'legacy' })
$sandbox = Get-Sandbox '--servers', ($servers -join ','), '--iam', ($hasTokens ? 'orders,orders-test,legacy' : 'none')
try {
    # One home for files, vault and state; the working folder has what the examples name.
    $work = (New-Item -ItemType Directory (Join-Path $env:HOOPCONNECT_TEST_HOME work)).FullName
    Set-Location $work
    $account = $sandbox.accounts | Where-Object name -EQ orders
    $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $account.accessKeyId, $account.secretAccessKey
    $env:AWS_ENDPOINT_URL, $env:AWS_REGION = $sandbox.endpointUrl, 'eu-west-1'
    $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $work credentials
    foreach ($name in 'dbops', 'prod', 'member') {
        # The member account is one that has nothing of ours yet.
        $its = $name -eq 'member' ? ($sandbox.accounts | Where-Object name -EQ locked) : $account
        "[$name]", "aws_access_key_id = $($its.accessKeyId)", "aws_secret_access_key = $($its.secretAccessKey)", 'region = eu-west-1' |
            Add-Content $env:AWS_SHARED_CREDENTIALS_FILE
    }
    # jane of IAM Identity Center after aws sso login, and an administrator where the directory is.
    $person = $sandbox.people | Where-Object accountId -EQ $account.id
    $directory = $sandbox.accounts | Where-Object name -EQ management
    '[sso]', "aws_access_key_id = $($person.accessKeyId)", "aws_secret_access_key = $($person.secretAccessKey)",
        "aws_session_token = $($person.sessionToken)", 'region = eu-west-1',
        '[directory]', "aws_access_key_id = $($directory.accessKeyId)", "aws_secret_access_key = $($directory.secretAccessKey)",
        'region = eu-west-1' | Add-Content $env:AWS_SHARED_CREDENTIALS_FILE
    $env:VAULT_ADDR, $env:VAULT_TOKEN = $sandbox.endpointUrl, $sandbox.vaultToken
    Set-Sandbox @{ keyValue = @{ path = 'secret/orders'; data = @{ PASSWORD = 'placeholder' } } }
    # What happened in the directory: somebody nobody knows left it.
    $left = '{"source":"aws.sso-directory","detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"DeleteUser",' +
        '"requestParameters":{"userId":"00000000-1111-2222-3333-444444444444"}}}'
    Set-Sandbox @{ queue = @{ account = $directory.id; name = 'identity-center'; messages = @($left) } }
    $env:GITHUB_ENV = Join-Path $work github.env
    $env:PSModulePath = (Split-Path $modulePath) + [IO.Path]::PathSeparator + $env:PSModulePath
    Import-Module HoopConnect -Global
    Initialize-TestVault

    # The masters' passwords, as an earlier reset left them; a granter for the policies; an administrator's servers' certificates.
    $masters = @{}
    foreach ($server in $sandbox.servers) {
        $password = ConvertTo-SecureString $server.masterPassword -AsPlainText
        $master = $masters[$server.identifier] = [pscredential]::new($server.masterUserName, $password)
        $parts = $server.arn -split ':'
        Set-Secret -Vault Team -Name "HoopConnect-$($parts[4])-$($parts[3])-$($server.identifier)-master" -Secret $master
    }
    $orders = $sandbox.servers | Where-Object identifier -EQ orders
    $shop = $sandbox.servers | Where-Object identifier -EQ shop
    $byToken = $sandbox.servers | Where-Object identifier -EQ orders-test
    $login = "$($orders.masterUserName):$([uri]::EscapeDataString($orders.masterPassword))"
    $dsn = "postgres://$login@$($orders.hostName):$($orders.port)/postgres"
    Set-Secret -Vault Team -Name pg-homolog-credentials -Secret $dsn
    Set-Secret -Vault Team -Name hoop-webhook -Secret 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    Set-Secret -Vault Team -Name svix-token -Secret 'testsk_placeholder.eu'
    $env:HOOP_WEBHOOK_URL = "$($sandbox.endpointUrl)/webhooks/aws"
    $blocks = @(Get-DocumentationBlock $repository)
    [void](New-Item -ItemType Directory policies, migrations)
    # A working copy with the runbook of the page, a script, and a job for which the runbook failed.
    [void](New-Item -ItemType Directory inventory/hoop-hooks)
    ($blocks | Where-Object Language -EQ python).Text | Set-Content inventory/hoop-hooks/aws-connect-post-exec.runbook.py
    git init --quiet inventory
    '"registered"' | Set-Content register.ps1
    [void](Get-HoopProvisioningJob)
    $now = [DateTime]::UtcNow
    $job = @{
        org_id = 'o-sandbox001'; id = [guid]::NewGuid(); created_at = $now; completed_at = $now
        spec = @{ account_arn = $orders.arn; db_arn = $orders.arn; db_name = ''; db_engine = 'postgres'; db_tags = @() }
        status = @{ phase = 'completed'; message = ''; result = @() }
        hook_status = @{ exit_code = 1; output = ''; execution_time_sec = 1 }
    }
    $job | ConvertTo-Json -Depth 4 | Set-Content "$env:HOOPCONNECT_STATE/jobs/$($now.ToString('yyyyMMddTHHmmssfffZ'))-$($job.id).json"
    $policy = ($blocks | Where-Object Language -EQ hcl).Text
    $policy | Set-Content policies/homolog.hcl
    $policy | Set-Content policies.hcl
    Copy-Item $sandbox.caFile global-bundle.pem
    (Get-FileHash global-bundle.pem -Algorithm SHA256).Hash | Set-Content global-bundle.sha256
    [void](Save-HoopRdsCertificate -FromFile ./global-bundle.pem)

    # What applications have on the servers.
    $client = Get-ChildItem (Join-Path $repository tests HoopConnect.SqlClient bin) -Filter HoopConnect.SqlClient.dll -Recurse |
        Sort-Object LastWriteTime -Descending | Select-Object -First 1
    function Invoke-AsMaster($Server, [string] $Statement, [string] $Database = 'postgres') {
        $variables = @{
            ENGINE = 'postgres'; HOST = $Server.hostName; PORT = "$($Server.port)"; CA_FILE = $sandbox.caFile; DB = $Database
            USER = $Server.masterUserName; PASS = $Server.masterPassword
        }
        foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $variables[$name]) }
        $said = dotnet $client.FullName $Statement
        if ($LASTEXITCODE) { throw "${Statement}: $said" }
        foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) }
    }
    foreach ($server in $orders, $shop) {
        foreach ($role in 'app_owner', 'archive', 'shop_app LOGIN') { Invoke-AsMaster $server "CREATE ROLE $role" }
        Invoke-AsMaster $server 'GRANT app_owner, archive TO CURRENT_USER'
    }
    foreach ($database in 'orders', 'dellstore', 'testdb', 'shop', 'tenant_0') { Invoke-AsMaster $orders "CREATE DATABASE $database" }
    Invoke-AsMaster $orders 'CREATE TABLE orders (id int)' orders
    Invoke-AsMaster $orders 'CREATE SCHEMA store' dellstore
    Invoke-AsMaster $orders "CREATE ROLE spare_admin LOGIN CREATEROLE PASSWORD 'spare placeholder'"
    [void](Get-HoopIamPolicy CrossAccountTrust -TrustedAccountId 111122223333 -ExternalId of-our-choice -Name orders-app -Apply)

    # What is not here answers as it would: a person at the prompt, the clients of databases.
    $global:ConfirmPreference = 'None'
    function global:Get-Credential($UserName) {
        $spare = [pscredential]::new('spare_admin', (ConvertTo-SecureString 'spare placeholder' -AsPlainText))
        $UserName -eq 'spare_admin' ? $spare : $masters[$local.identifier]
    }
    function global:Read-Host { ConvertTo-SecureString $dsn -AsPlainText }
    function global:Out-GridView([switch] $PassThru) { $input }
    function global:Install-PSResource($Name, $Repository) { }
    function global:Register-PSResourceRepository($Name, $Uri, [switch] $Trusted) { }
    . (Join-Path $repository tests Pester TaskScheduler.ps1)
    Copy-Item (Join-Path $repository examples *.ps1) $work
    Set-Content pwsh.exe ''
    $programs = (New-Item -ItemType Directory (Join-Path $env:HOOPCONNECT_TEST_HOME programs)).FullName
    foreach ($program in 'psql', 'flyway', 'kubectl') {
        "#!/bin/sh`nprintf '%s\n' `"`$USER `$PASS`" >> '$work/$program.log'`nexit `${STUB_EXIT:-0}" |
            Set-Content (Join-Path $programs $program)
        if (-not $IsWindows) { chmod 755 (Join-Path $programs $program) }
    }
    $env:PATH = $programs + [IO.Path]::PathSeparator + $env:PATH

    # As it stands, in this session.
    function Invoke-Block($Block) {
        # The clients' usual ports, and the place that has the bundles, are others here.
        $global:PSDefaultParameterValues = @{
            'Save-HoopRdsCertificate:EndpointUrl' = "$($sandbox.endpointUrl)/truststore"
            'Register-SweepTask.ps1:Pwsh' = Join-Path $work pwsh.exe
        }
        $global:local = $hasTokens -and $Block.Text -match 'New-HoopIam' ? $byToken : $shop
        if ($Block.Text -match 'HostName localhost') { $global:PSDefaultParameterValues['*-Hoop*:Port'] = $local.port }
        if ($Block.Text -match 'UserName hoop_ro') { [void](Find-HoopRdsInstance orders | New-HoopDbRole -Vault Team) }
        $ErrorActionPreference = 'Continue'
        try { $output = & ([scriptblock]::Create($Block.Text)) 2>&1 3>$null }
        catch { $output = @($output) + $_ }
        $failures = @($output | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        foreach ($name in 'PGPASSWORD', 'MYSQL_PWD') { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) }
        @{
            errors = @($failures | ForEach-Object { @{ id = $_.FullyQualifiedErrorId; message = $_.Exception.Message } })
            output = (($output | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] } | Out-String -Width 200) `
                    -replace '(?m)\s+$')
        }
    }

    function Invoke-Shell($Block) {
        $lines = sh -c $Block.Text 2>&1
        @{ exitCode = $LASTEXITCODE; output = "$lines" }
    }

    # As it stands, in a process of its own.
    function Invoke-Recipe([string] $Text) {
        $file = Join-Path $work recipe.ps1
        Set-Content $file $Text
        $lines = & $pwshProgram @pwshArguments -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }
        @{ exitCode = $LASTEXITCODE; output = $lines -join "`n" }
    }

    # What a job meets: each changes the world and puts it back.
    $scenarios = [ordered]@{
        success       = { & $args[0] }
        failed        = {
            Set-Sandbox @{ status = @{ database = 'orders'; value = 'stopped' } }
            'policy {' | Set-Content policies/broken.hcl
            $env:STUB_EXIT = '3'
            try { & $args[0] }
            finally {
                Set-Sandbox @{ status = @{ database = 'orders'; value = 'available' } }
                Remove-Item policies/broken.hcl
                $env:STUB_EXIT = $null
            }
        }
        refused       = {
            $former = $env:AWS_SECRET_ACCESS_KEY
            $env:AWS_SECRET_ACCESS_KEY = 'of-another-key'
            try { & $args[0] } finally { $env:AWS_SECRET_ACCESS_KEY = $former }
        }
        'nothing found' = {
            $env:AWS_REGION = 'us-east-1'
            Rename-Item policies away
            Get-SecretInfo -Vault Team -Name HoopConnect-connection-orders-ddl -ErrorAction Ignore | ForEach-Object {
                $script:kept = Get-Secret -Vault Team -Name $_.Name
                Remove-Secret -Vault Team -Name $_.Name
            }
            try { & $args[0] }
            finally {
                $env:AWS_REGION = 'eu-west-1'
                Rename-Item away policies
                if ($script:kept) { Set-Secret -Vault Team -Name HoopConnect-connection-orders-ddl -Secret $script:kept }
            }
        }
    }

    # In the order of a life: what is made before what uses it, what removes last, and at the very end what takes the master's password.
    $order = {
        $text = $_.Text
        switch -Wildcard ($_.Page) {
            'README.md' { 0 }
            'docs/help/Invoke-HoopProvisioning.md' { 1 }
            'docs/help/New-*' { 2 }
            'docs/help/Remove-HoopConnection.md' { 5 }
            'docs/help/Remove-HoopDbRole.md' { 7 }
            'docs/help/Remove-*' { 6 }
            default { $text -match 'BreakGlassCredential' ? 9 : $text -match 'UserName hoop_ro' ? 8 : 3 }
        }
    }
    # Whoever reads the directory is an administrator of the account that has it.
    function Set-Caller([bool] $IsOfDirectory) {
        $keys = $IsOfDirectory ? $directory : $account
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $keys.accessKeyId, $keys.secretAccessKey
    }

    $results = [ordered]@{}
    $chosen = $blocks | Where-Object { $_.Language -notin 'hcl', 'python' -and (Get-BlockName $_) -like "*$Only*" }
    foreach ($block in $chosen | Sort-Object -Stable $order, Page, Number) {
        $name = Get-BlockName $block
        Set-Caller ($block.Text -match 'Sync-HoopIdentityCenterGroup')
        $results[$name] = if (Test-Recipe $block) {
            $outcomes = [ordered]@{}
            foreach ($scenario in $scenarios.Keys) { $outcomes[$scenario] = & $scenarios[$scenario] { Invoke-Recipe $block.Text } }
            $outcomes
        }
        elseif ($RecipesOnly) { continue }
        elseif ($block.Language -eq 'sh') {
            if ($block.Page -like 'docs/help/*' -and -not $IsWindows) { Invoke-Shell $block } else { continue }
        }
        elseif (-not $hasTokens -and $block.Text -match 'Iam|_aws_iam_rds') { continue }
        else { Invoke-Block $block }
    }
    ConvertTo-Json $results -Depth 6 | Set-Content $Result
}
finally {
    Set-Location $repository
    Remove-Item $env:HOOPCONNECT_TEST_HOME -Recurse -Force -ErrorAction Ignore
}
