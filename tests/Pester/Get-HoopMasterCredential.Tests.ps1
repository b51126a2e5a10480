# Against the sandbox's RDS and its real PostgreSQL servers.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestVault
    Import-HoopConnect
    $aws = Get-SandboxAws
    $sandbox = Get-Sandbox
    $way = @{ CaFile = $sandbox.caFile } + $aws
    $shop = $sandbox.servers | Where-Object identifier -EQ shop
    # Whatever other files did to this server: its password is known here, and for now in no vault.
    $name = 'HoopConnect-111122223333-eu-west-1-shop-master'
    $known = (Reset-HoopMasterCredential $shop.arn @way -Vault Team -Confirm:$false).DbCredential
    $password = $known.GetNetworkCredential().Password
    Get-SecretInfo -Vault Team -Name "$name*" | Remove-Secret
}

AfterAll { Set-Secret -Vault Team -Name $name -Secret $known }

Describe 'Get-HoopMasterCredential' {
    It 'says what to do where nothing is known' {
        $missing = Get-ErrorOf { Get-HoopMasterCredential $shop.arn @way -ErrorAction Stop }
        $missing.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.MasterCredential.NotFound,*'
        $missing.CategoryInfo.Category | Should -Be ObjectNotFound
        $missing.ErrorDetails.RecommendedAction | Should -Match 'Reset-HoopMasterCredential'
    }

    It 'proves what is given, on a server that RDS does not know and without a vault too' {
        $found = Get-HoopMasterCredential -HostName $shop.hostName -Port $shop.port -DbCredential $known -CaFile $sandbox.caFile
        $found.Source | Should -Be Given
        $found.UserName | Should -Be $shop.masterUserName
        $wrong = [pscredential]::new($shop.masterUserName, (ConvertTo-SecureString 'not-this-one' -AsPlainText -Force))
        $refused = Get-ErrorOf { Get-HoopMasterCredential $shop.arn -DbCredential $wrong @way -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.MasterCredential.Refused,*'
        "$refused" | Should -Not -Match 'not-this-one'
    }

    It 'finds what an interrupted run left pending, and changes nothing' {
        $pending = "$name-pending-$([DateTime]::UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'"))-0a1b2c3d"
        Set-Secret -Vault Team -Name $name -Secret (
            [pscredential]::new($shop.masterUserName, (ConvertTo-SecureString 'no-longer' -AsPlainText -Force))
        )
        Set-Secret -Vault Team -Name $pending -Secret $known
        try {
            $found = Find-HoopRdsInstance shop @aws | Get-HoopMasterCredential -Vault Team @way
            $found.Source | Should -Be VaultPending
            $found.SecretName | Should -Be $pending
            $found.DbCredential.GetNetworkCredential().Password | Should -BeExactly $password
            $found | Out-String -Width 200 | Should -Match 'shop\s+127\.0\.0\.1:\d+\s+postgres\s+VaultPending'
            $found | ConvertTo-Json -Depth 5 -WarningAction Ignore | Should -Not -Match ([regex]::Escape($password))
            (Get-Secret -Vault Team -Name $name).GetNetworkCredential().Password | Should -BeExactly 'no-longer'
            @(Get-SecretInfo -Vault Team -Name "$name*").Count | Should -Be 2
            # The object brings its login along.
            ($found | Get-HoopMasterCredential @way).Source | Should -Be Given
        }
        finally {
            Remove-Secret -Vault Team -Name $name
            Remove-Secret -Vault Team -Name $pending
        }
    }

    It 'names action and secret where a master that RDS manages may not be read' {
        Set-Sandbox @{ deny = @{ who = '222233334444'; action = 'secretsmanager:GetSecretValue' } }
        try {
            $denied = Get-ErrorOf { Get-HoopMasterCredential 'arn:aws:rds:eu-west-1:222233334444:db:vaulted' @way -ErrorAction Stop }
            $denied.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.MasterCredential.SecretNotReadable,*'
            $denied.CategoryInfo.Category | Should -Be ReadError
            "$denied" |
                Should `
                    -Match 'secretsmanager:GetSecretValue.*arn:aws:secretsmanager:|arn:aws:secretsmanager:.*secretsmanager:GetSecretValue'
        }
        finally { Set-Sandbox @{ allow = @{ who = '222233334444'; action = 'secretsmanager:GetSecretValue' } } }
    }

    It 'refuses an engine that is not served' {
        $oracle = Get-ErrorOf { Get-HoopMasterCredential 'arn:aws:rds:eu-west-1:222233334444:db:ledger' @way -ErrorAction Stop }
        $oracle.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.EngineNotServed,*'
    }
}
