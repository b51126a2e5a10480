# Against the sandbox's RDS and its real PostgreSQL servers.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestVault
    Import-HoopConnect
    $aws = Get-SandboxAws
    $sandbox = Get-Sandbox
    $way = @{ CaFile = $sandbox.caFile } + $aws
    $metrics = $sandbox.servers | Where-Object identifier -EQ metrics
    $entry = 'HoopConnect-444455556666-eu-west-1-metrics-master'

    function Get-Clear { param($MasterCredential) $MasterCredential.DbCredential.GetNetworkCredential().Password }
    function Get-Modify { @(Get-SandboxRequest) | ForEach-Object { $_ } | Where-Object action -Like 'ModifyDB*' }
}

Describe 'Reset-HoopMasterCredential' {
    AfterEach { Set-Sandbox @{ clear = $true } }

    It 'prints the plan with -WhatIf, and changes nothing' {
        $before = @(Get-SecretInfo -Vault Team -Name "$entry*").Count
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            Reset-HoopMasterCredential '$($metrics.arn)' -CaFile '$($sandbox.caFile)' -EndpointUrl $($aws.EndpointUrl) ``
                -AccessKey $($aws.AccessKey) -SecretKey $($aws.SecretKey) -Vault Team -WhatIf
"@
        $lines -join ' ' |
            Should -Match ([regex]::Escape("rds:ModifyDBInstance DBInstanceIdentifier=metrics MasterUserPassword='********'"))
        Get-Modify | Should -BeNullOrEmpty
        @(Get-SecretInfo -Vault Team -Name "$entry*").Count | Should -Be $before
    }

    It 'asks first' {
        $asked = Get-ErrorOf { Reset-HoopMasterCredential $metrics.arn @way -ErrorAction Stop }
        "$asked" | Should -Match 'NonInteractive'
        Get-Modify | Should -BeNullOrEmpty
    }

    It 'sets a password that is in the vault, found again, and in no stream' {
        $all = Reset-HoopMasterCredential $metrics.arn @way -Vault Team -Confirm:$false -Verbose -Debug *>&1
        $reset = $all | Where-Object { $_ -is [HoopConnect.Credentials.Master.MasterCredential] }
        $reset.Source | Should -Be Reset
        $reset.SecretName | Should -Be $entry
        $text = Get-Clear $reset
        $text | Should -MatchExactly '^[A-Za-z0-9*_]{25,}$'
        $all | Out-String -Width 500 | Should -Not -Match ([regex]::Escape($text))
        $reset | Format-List * | Out-String -Width 500 | Should -Not -Match ([regex]::Escape($text))
        $reset | ConvertTo-Json -Depth 5 -WarningAction Ignore | Should -Not -Match ([regex]::Escape($text))
        Get-Content $metrics.logFile -Raw | Should -Not -Match ([regex]::Escape($text))

        $stored = Get-Secret -Vault Team -Name $entry
        $stored.UserName | Should -Be $metrics.masterUserName
        $stored.GetNetworkCredential().Password | Should -BeExactly $text

        $found = Find-HoopRdsInstance metrics -Account 444455556666 @aws | Get-HoopMasterCredential @way
        $found.Source | Should -Be Vault
        Get-Clear $found | Should -BeExactly $text
    }

    It 'resets a cluster once, whichever of its members are named' {
        $arn = ($sandbox.servers | Where-Object identifier -EQ payments).arn
        $members = 1, 2 | ForEach-Object { $arn -replace ':cluster:payments', ":db:payments-$_" }
        $reset = $members | Reset-HoopMasterCredential @way -Confirm:$false -WarningVariable once -WarningAction SilentlyContinue
        @($reset).Count | Should -Be 1
        $reset.Identifier | Should -Be payments
        "$once" | Should -Match 'reset once'
        (Get-Modify).action | Should -Be 'ModifyDBCluster'
    }

    It 'reports what cannot be reset, each with its own error, and goes on' {
        $arns = 'ledger', 'archive', 'orders-replica', 'vaulted', 'upgrading', 'orders' |
            ForEach-Object { "arn:aws:rds:eu-west-1:222233334444:db:$_" }
        $reset = $arns | Reset-HoopMasterCredential @way -Confirm:$false -ErrorVariable refused -ErrorAction SilentlyContinue
        $reset.Identifier | Should -Be orders
        $refused.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be @(
            'HoopConnect.Database.EngineNotServed', 'HoopConnect.MasterCredential.NotAvailable', 'HoopConnect.MasterCredential.ReadReplica',
            'HoopConnect.MasterCredential.ManagedByRds', 'HoopConnect.MasterCredential.PendingModifications')
        @(Get-Modify).Count | Should -Be 1
    }

    It 'hands each one on while others are still being reset, to a command that writes to the same vault' {
        # The writer downstream runs on the thread that the vault writes of the reset wait for.
        $arns = ($sandbox.servers | Where-Object identifier -In orders, metrics, payments).arn
        $made = $arns | Reset-HoopMasterCredential @way -Vault Team -Confirm:$false | New-HoopConnection -Role ReadOnly -Vault Team
        $made.Count | Should -Be 3
        $made | ForEach-Object { $_ | Remove-HoopConnection -Confirm:$false }
    }

    It 'loses nothing when AWS refuses the change' {
        $before = Get-HoopMasterCredential $metrics.arn @way
        Set-Sandbox @{ fault = @{ kind = 'Denied'; service = 'rds'; action = 'ModifyDBInstance' } }
        $denied = Get-ErrorOf { Reset-HoopMasterCredential $metrics.arn @way -Confirm:$false -ErrorAction Stop }
        $denied.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Aws.AccessDenied,*'
        Get-Clear (Get-HoopMasterCredential $metrics.arn @way) | Should -BeExactly (Get-Clear $before)
    }

    It 'refuses what cannot be while it binds: <name> <value>' -ForEach @(
        @{ name = 'Port'; value = 70000 }
        @{ name = 'DeadlineSeconds'; value = 0 }
        @{ name = 'InputObject'; value = 'arn:aws:rds:eu-west-1:1:db:x' }
    ) {
        $parameters = @{ InputObject = $metrics.arn }
        $parameters[$name] = $value
        $bad = Get-ErrorOf { Reset-HoopMasterCredential @parameters @way -Confirm:$false -ErrorAction Stop }
        $bad.FullyQualifiedErrorId | Should -Match 'ParameterArgument'
        "$bad" | Should -Match $value
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
