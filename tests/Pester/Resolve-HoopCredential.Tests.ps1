BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    $keys = @{ EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
    $endpoint = 'orders.abc123.eu-central-1.rds.amazonaws.com'
    function New-Login([string] $User, [string] $Password) {
        [PSCredential]::new($User, (ConvertTo-SecureString $Password -AsPlainText -Force))
    }
    function Set-Secret1([string] $Path, [hashtable] $Data) { Set-Sandbox @{ keyValue = @{ path = $Path; data = $Data } } }
    $env:VAULT_ADDR = $sandbox.EndpointUrl
    $env:VAULT_TOKEN = $sandbox.VaultToken
    $pair = New-Login _aws_iam_rds:report _aws_iam_rds:authtoken
}

AfterAll { Remove-Item Env:VAULT_ADDR, Env:VAULT_TOKEN -ErrorAction Ignore }

Describe 'Resolve-HoopCredential' {
    It 'makes a token of a pair, for an endpoint or a piped database of another account' {
        $resolved = Resolve-HoopCredential _aws_iam_rds:report _aws_iam_rds:authtoken -HostName $endpoint @keys
        $resolved.UserName | Should -Be report
        $resolved.DbCredential.GetNetworkCredential().Password |
            Should -Match "^$([regex]::Escape($endpoint)):5432/\?Action=connect&DBUser=report&"
        ($resolved.Expires - [DateTime]::UtcNow).TotalMinutes | Should -BeGreaterThan 14
        ($resolved | Format-List * | Out-String) + ($resolved | Out-String) + ($resolved | ConvertTo-Json) |
            Should -Not -Match 'X-Amz-Signature'
        $text = Find-HoopRdsInstance metrics -Account analytics @aws | Resolve-HoopCredential -DbCredential $pair -AsPlainText @aws
        $text | Should -Match '^127\.0\.0\.1:\d+/.*&X-Amz-Security-Token='
    }

    It 'reads values of HashiCorp Vault, versions 1 and 2' {
        Set-Secret1 kv/pester @{ PASSWORD = 'of-a-test-1' }
        Set-Secret1 secret/pester @{ USER = 'hoop_ro'; PASSWORD = 'of-a-test-2' }
        Resolve-HoopCredential -Reference _vaultkv1:kv/pester:PASSWORD, _vaultkv2:secret/data/pester:PASSWORD -AsPlainText @aws |
            Should -Be of-a-test-1, of-a-test-2
        Resolve-HoopCredential -Reference _vaultkv1:kv/pester:PASSWORD @aws | Should -BeOfType securestring
        (Resolve-HoopCredential _vaultkv2:secret/data/pester:USER _vaultkv2:secret/data/pester:PASSWORD @aws).DbCredential.UserName |
            Should -Be hoop_ro
    }

    It 'says what is wrong and never a value' {
        (Get-ErrorOf { Resolve-HoopCredential _aws_iam_rds:report of-a-test -HostName $endpoint @keys }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Marker.HalfPair,*'
        (Get-ErrorOf { Resolve-HoopCredential _aws:orders:USER of-a-test @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Marker.Unknown,*'
        (Get-ErrorOf { Resolve-HoopCredential -Reference plain @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Marker.NotAReference,*'
        $missing = Get-ErrorOf { Resolve-HoopCredential -Reference _vaultkv2:secret/data/pester:pass @aws }
        $missing.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Marker.KeyNotFound,*'
        "$missing $($missing.ErrorDetails.RecommendedAction)" | Should -Not -Match 'of-a-test'
        Remove-Item Env:VAULT_ADDR
        try { $none = Get-ErrorOf { Resolve-HoopCredential -Reference _vaultkv2:secret/data/pester:PASSWORD @aws } }
        finally { $env:VAULT_ADDR = $sandbox.EndpointUrl }
        $none.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.HashiCorp.NoAddress,*'
        $none.ErrorDetails.RecommendedAction | Should -Match 'VAULT_ADDR'
    }
}

Describe 'Markers in the place of a credential' {
    BeforeAll {
        $server = $sandbox.Servers | Where-Object Identifier -EQ reports
        $reports = @{ HostName = $server.HostName; Port = $server.Port; CaFile = $sandbox.CaFile }
        $login = ($server.MasterUserName, $server.MasterPassword | ForEach-Object { [uri]::EscapeDataString($_) }) -join ':'
        Set-Secret1 secret/reports @{
            USER = $server.MasterUserName; PASSWORD = $server.MasterPassword
            DSN = "postgres://$login@$($server.HostName):$($server.Port)/postgres"
        }
        $reference = New-Login _vaultkv2:secret/data/reports:USER _vaultkv2:secret/data/reports:PASSWORD
    }

    It 'logs in with what a vault has, wherever a database credential is taken' {
        (Get-HoopMasterCredential @reports -DbCredential $reference).UserName | Should -Be $server.MasterUserName
        Test-HoopDbRole @reports -DbCredential $reference -NoVault | Should -HaveCount 3
        (Get-ErrorOf { Test-HoopDbRole @reports -DbCredential (New-Login _aws_iam_rds:u of-a-test) -NoVault }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Marker.HalfPair,*'
        $jobs = Find-HoopRdsInstance reports -Account analytics -Region us-east-1 @keys |
            Invoke-HoopProvisioning -DbCredential $reference -NoVault -CaFile $sandbox.CaFile -WhatIf @aws
        $jobs.Phase | Should -Not -Contain Failed
    }

    It 'exports a connection, and runs a session, with a token where the vault has the pair' {
        Initialize-TestVault
        Set-Secret -Vault Team -Name HoopConnect-pester-marker -Secret $pair
        [void](
            New-HoopConnection -ConnectionPrefix marker -Role ReadOnly -HostName $endpoint -SecretName HoopConnect-pester-marker `
                -Vault Team -Confirm:$false
        )
        $env:AWS_ACCESS_KEY_ID = $aws.AccessKey; $env:AWS_SECRET_ACCESS_KEY = $aws.SecretKey
        try {
            Export-HoopConnection marker-ro -As Environment -IncludePassword | Should -Match "PGPASSWORD=.*Action=connect&DBUser=report&"
            Invoke-HoopSession marker-ro { "$env:USER $env:PGPASSWORD" } |
                Should -Match "^report $([regex]::Escape($endpoint)):5432/\?Action=connect&DBUser=report&"
        }
        finally { Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY }
        Export-HoopConnection marker-ro -As Environment | Should -Not -Match 'Action=connect'
    }

    It 'logs in by token, as a user that IAM lets in' {
        $iam = $sandbox.Servers | Where-Object Identifier -EQ orders-test
        if (-not $iam) { Set-ItResult -Skipped -Because 'this machine has no server that checks tokens'; return }
        $way = @{ CaFile = $sandbox.CaFile }
        $database = Find-HoopRdsInstance orders-test -Account orders @aws
        [void](
            New-HoopIamDbUser $database report_marker -DbCredential (
                New-Login $iam.MasterUserName $iam.MasterPassword
            ) -Confirm:$false @way @aws
        )
        $found = $database | Get-HoopMasterCredential -DbCredential (New-Login _aws_iam_rds:report_marker _aws_iam_rds:authtoken) @way @aws
        $found.UserName | Should -Be report_marker
        # A token for another user does not do.
        $other = Get-ErrorOf {
            $database | Get-HoopMasterCredential -DbCredential (New-Login _aws_iam_rds:nobody_here _aws_iam_rds:authtoken) @way @aws
        }
        $other.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.MasterCredential.Refused,*'
    }

    It 'takes a reference as a whole for the DSN of a granter, and one inside it' {
        $policy = Join-Path $TestDrive policy.hcl
        Set-Content $policy @'
policy "pester-marker" {
  engine              = "postgres"
  plugin_config_entry = "none"
  instances           = ["postgres"]
  grant_privileges    = ["SELECT"]
}
'@
        $inside = "postgres://$([uri]::EscapeDataString($server.MasterUserName)):" +
            "$([uri]::EscapeDataString('_vaultkv2:secret/data/reports:PASSWORD'))@$($server.HostName):$($server.Port)/postgres"
        foreach ($dsn in '_vaultkv2:secret/data/reports:DSN', $inside) {
            # The plan is read from the server, as the granter.
            {
                New-HoopSessionUser pester-marker -PolicyFile $policy -Dsn $dsn -NoVault -CaFile $sandbox.CaFile -WhatIf @aws `
                    -ErrorAction Stop
            } |
                Should -Not -Throw
        }
        (
            Get-ErrorOf {
                New-HoopSessionUser pester-marker -PolicyFile $policy -Dsn _vaultkv2:secret/data/reports:dsn -NoVault `
                    -CaFile $sandbox.CaFile -WhatIf @aws
            }
        ).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Marker.KeyNotFound,*'
    }
}
