BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $everywhere = $aws.Clone()
    $everywhere.Region = (Get-Sandbox).regions
}

Describe 'Find-HoopRdsInstance' {
    AfterEach { Set-Sandbox @{ clear = $true } }

    It 'finds the databases of all accounts and regions, and shows them in a table' {
        $found = Find-HoopRdsInstance -Account * @everywhere -ErrorAction SilentlyContinue
        $found.Count | Should -BeGreaterThan 4
        ($found.Region | Sort-Object -Unique).Count | Should -BeGreaterThan 1
        ($found.AccountId | Sort-Object -Unique).Count | Should -BeGreaterThan 1
        $found.Kind | Should -Contain 'Cluster'
        $found | Out-String -Width 200 | Should -Match 'AccountId\s+Region\s+Identifier\s+Kind\s+Status\s+Engine\s+EngineVersion\s+Endpoint'
    }

    It 'narrows by name, engine and tag' {
        (Find-HoopRdsInstance orders -Account * @everywhere -ErrorAction SilentlyContinue).Identifier | Should -Be 'orders'
        $postgres = Find-HoopRdsInstance -Account * -Engine '*postgres*' @everywhere -ErrorAction SilentlyContinue
        $postgres.Engine | Sort-Object -Unique | ForEach-Object { $_ | Should -BeLike '*postgres*' }
        $tagged = $postgres | Where-Object { $_.Tags.Count } | Select-Object -First 1
        $key = @($tagged.Tags.Keys)[0]
        (Find-HoopRdsInstance -Account * -Tag @{ $key = $tagged.Tags[$key] } @everywhere -ErrorAction SilentlyContinue).Arn |
            Should -Contain $tagged.Arn
    }

    It 'takes accounts from the pipeline and searches them as one' {
        $accounts = Get-HoopAwsAccount @aws | Where-Object Status -EQ ACTIVE
        $found = $accounts | Find-HoopRdsInstance @everywhere -ErrorAction SilentlyContinue
        $found.AccountId | Sort-Object -Unique | ForEach-Object { $_ | Should -BeIn $accounts.Id }
        @() | Find-HoopRdsInstance @everywhere | Should -BeNullOrEmpty
    }

    It 'reports an account that refuses once, and the rest comes' {
        $other = (Get-Sandbox).accounts | Where-Object { $_.status -eq 'ACTIVE' -and $_.id -ne (Test-HoopAwsAccess @aws).AccountId } |
            Select-Object -First 1
        Set-Sandbox @{ deny = @{ who = $other.id; action = 'rds:DescribeDBInstances' } }
        try {
            $found = Find-HoopRdsInstance -Account * @aws -ErrorVariable refused -ErrorAction SilentlyContinue
            $found | Should -Not -BeNullOrEmpty
            @(
                $refused | Where-Object { $_.FullyQualifiedErrorId -like 'HoopConnect.Aws.AccessDenied,*' -and "$_" -match $other.id }
            ).Count |
                Should -Be 1
        }
        finally {
            Set-Sandbox @{ allow = @{ who = $other.id; action = 'rds:DescribeDBInstances' } }
        }
    }

    It 'ends where AWS refuses the keys, and says so in `$?` where a name is nowhere' {
        $refused = $aws.Clone()
        $refused.SecretKey = 'of-another-key'
        { Find-HoopRdsInstance -Account * @refused -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'HoopConnect.Aws.InvalidCredentials,*'
        $found = Find-HoopRdsInstance shop, nowhere @aws -ErrorAction SilentlyContinue -ErrorVariable missing
        $? | Should -BeFalse
        $found.Identifier | Should -Be shop
        $missing.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Discovery.DatabaseNotFound,*'
        $nothing = Find-HoopRdsInstance 'nowhere*' @aws
        $? | Should -BeTrue
        $nothing | Should -BeNullOrEmpty
    }

    It 'gives objects that survive serialisation' {
        $before = Find-HoopRdsInstance orders -Account * @everywhere -ErrorAction SilentlyContinue
        $file = Join-Path $TestDrive databases.xml
        $before | Export-Clixml $file
        $after = Import-Clixml $file
        $after.Arn | Should -Be $before.Arn
        $after.Port | Should -Be $before.Port
        $after | Out-String -Width 200 | Should -Match 'Endpoint'
    }

    It 'refuses what cannot be while it binds: <value>' -ForEach @(
        @{ parameter = 'Region'; value = 'mars-1' }
        @{ parameter = 'ThrottleLimit'; value = 0 }
        @{ parameter = 'Name'; value = '' }
    ) {
        $arguments = @{ $parameter = $value }
        (Get-ErrorOf { Find-HoopRdsInstance @arguments -ErrorAction Stop }).CategoryInfo.Category | Should -Be 'InvalidData'
    }

    It 'ends soon when it is stopped' {
        Set-Sandbox @{ fault = @{ kind = 'Delay'; service = 'rds'; delay = '00:00:20'; times = 50 } }
        $job = [powershell]::Create().AddScript(
            { param($module, $aws) Import-Module $module; Find-HoopRdsInstance -Account * @aws }
        ).AddArgument($modulePath).AddArgument($aws)
        $running = $job.BeginInvoke()
        Start-Sleep -Milliseconds 1500
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $job.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 10 -Because "an answer takes 20 s, which nobody waits for"
        $running.IsCompleted | Should -BeTrue
        $job.Dispose()
    }
}
