BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    $everywhere = $aws.Clone()
    $everywhere.Region = $sandbox.regions
    $settings = @{ Vault = 'Team'; CaFile = $sandbox.caFile; Confirm = $false }

    # Every password the vault has now, documents left out.
    function Get-Password {
        Get-SecretInfo -Vault Team -Name 'HoopConnect-*' | Where-Object Name -NotLike 'HoopConnect-connection-*' | ForEach-Object {
            (Get-Secret -Vault Team -Name $_.Name).GetNetworkCredential().Password
        }
    }
}

Describe 'Invoke-HoopProvisioning' {
    # The next file counts its own calls.
    AfterAll { Set-Sandbox @{ clear = $true } }

    It 'shows the whole plan with -WhatIf and writes nothing' {
        Set-Sandbox @{ clear = $true }
        $jobs = @(Get-HoopProvisioningJob).Count
        $text = Find-HoopRdsInstance shop @everywhere |
            Invoke-HoopProvisioning -ConnectionPrefix whatif -IngressCidr 10.10.10.10/32 -AllowMasterReset -Vault Team `
                -CaFile $sandbox.caFile @aws -WhatIf -OutVariable planned *>&1 |
                Out-String
        $result = $planned | Where-Object { $_ -isnot [Management.Automation.InformationRecord] }
        $result.State | Should -Be 'Planned'
        $result.Changed | Should -BeTrue
        $result.Plan.Action | Should -Contain 'create connection'
        "$($result.Plan)" | Should -Match 'hoop-aws-connect-sg-shop'
        $text | Should -Not -Match 'SCRAM-SHA-256\$'
        @(Get-HoopProvisioningJob).Count | Should -Be $jobs
        Get-HoopConnection 'whatif*' -Vault Team | Should -BeNullOrEmpty
        (Get-SandboxRequest).action | Where-Object { $_ -match '^(Modify|Create|Authorize|Delete|Revoke)' } | Should -BeNullOrEmpty
    }

    It 'makes connections out of databases, and one that cannot be served fails alone' {
        $results = Find-HoopRdsInstance orders, payments, archive -Account * @everywhere -ErrorAction SilentlyContinue |
            Invoke-HoopProvisioning -ConnectionPrefix 'pester-{identifier}' -IngressCidr 10.10.10.10/32 -AllowMasterReset @settings @aws `
                -ErrorAction SilentlyContinue -ErrorVariable failures
        $results.Count | Should -Be 3
        ($results | Where-Object State -EQ Completed).Identifier | Sort-Object | Should -Be 'orders', 'payments'
        $failed = $results | Where-Object State -EQ Failed
        $failed.Identifier | Should -Be 'archive'
        $failed.ErrorId | Should -Be 'HoopConnect.Database.NotAvailable'
        @($failures | Where-Object { $_.FullyQualifiedErrorId -like 'HoopConnect.Database.NotAvailable,*' }).Count | Should -Be 1
        (Get-HoopConnection 'pester-*' -Vault Team).Name |
            Should -Be 'pester-orders-ddl', 'pester-orders-ro', 'pester-orders-rw', 'pester-payments-ddl', 'pester-payments-ro',
                'pester-payments-rw'
        $results | Out-String -Width 220 |
            Should -Match 'AccountId\s+Region\s+Identifier\s+State\s+Changed\s+Seconds\s+Connections\s+Message'
        # A test of the roles logs in with each stored password.
        Find-HoopRdsInstance orders, payments -Account * @everywhere -ErrorAction SilentlyContinue |
            Test-HoopDbRole -Quiet -Vault Team -CaFile $sandbox.caFile | Should -Be $true, $true
    }

    It 'changes nothing when it runs again' {
        $before = Get-Password
        $results = Find-HoopRdsInstance orders, payments -Account * @everywhere -ErrorAction SilentlyContinue |
            Invoke-HoopProvisioning -ConnectionPrefix 'pester-{identifier}' -IngressCidr 10.10.10.10/32 @settings @aws
        $results.State | Should -Be 'Completed', 'Completed'
        $results.Changed | Should -Be $false, $false
        $results.Plan | Should -BeNullOrEmpty
        Get-Password | Should -Be $before
    }

    It 'lets no password out: no stream at any verbosity, no record, no server log' {
        $before = Get-Password
        $text = Find-HoopRdsInstance orders -Account * @everywhere -ErrorAction SilentlyContinue |
            Invoke-HoopProvisioning -ConnectionPrefix streams -RotatePassword @settings @aws -Verbose -Debug *>&1 | Format-List * |
                Out-String -Width 4096
        $text | Should -Match 'hoop_rw'
        $passwords = @($before) + @(Get-Password) | Sort-Object -Unique
        $passwords.Count | Should -BeGreaterThan @($before).Count
        $texts = @($text) + @(Get-ChildItem (Join-Path $env:HOOPCONNECT_STATE jobs) | Get-Content -Raw) +
            @($sandbox.servers.logFile | ForEach-Object { Get-Content -LiteralPath $_ -Raw })
        foreach ($password in $passwords) { foreach ($one in $texts) { $one.Contains($password) | Should -BeFalse } }
    }

    It 'leaves the master alone unless it may be reset' {
        $result = Find-HoopRdsInstance metrics -Account * @everywhere -ErrorAction SilentlyContinue |
            Invoke-HoopProvisioning -ConnectionPrefix never -Vault Team -CaFile $sandbox.caFile @aws -Role ReadOnly `
                -ErrorAction SilentlyContinue -Confirm:$false
        # Another file may have put metrics' master into the vault; then there is no need of a reset.
        if ($result.State -eq 'Failed') {
            $result.ErrorId | Should -Be 'HoopConnect.MasterCredential.ResetNotAllowed'
        }
        else { $result.Plan.Action | Should -Not -Contain 'reset master password' }
    }

    It 'takes databases that were serialised' {
        $file = Join-Path $TestDrive databases.xml
        Find-HoopRdsInstance orders -Account * @everywhere -ErrorAction SilentlyContinue | Export-Clixml $file
        (Import-Clixml $file | Invoke-HoopProvisioning -ConnectionPrefix streams @settings @aws).State | Should -Be 'Completed'
    }

    It 'ends where no database could be worked on: <case>' -ForEach @(
        @{ case = 'a CA file that is not there'; arguments = @{ CaFile = './nowhere.pem' }; id = 'Database.CaFileNotFound' }
        @{ case = 'keys that AWS refuses'; arguments = @{ SecretKey = 'of-another-key' }; id = 'Aws.InvalidCredentials' }
        @{ case = 'two databases of one name'; arguments = @{ ConnectionPrefix = 'one' }; id = 'Connection.NamesClash' }
    ) {
        $run = @{ Vault = 'Team'; CaFile = $sandbox.caFile; Confirm = $false } + $aws
        foreach ($name in $arguments.Keys) { $run[$name] = $arguments[$name] }
        { $sandbox.servers[0, 1].arn | Invoke-HoopProvisioning @run -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId "HoopConnect.$id,*"
    }

    It 'refuses what cannot be while it binds: <parameter> <value>' -ForEach @(
        @{ parameter = 'ConnectionPrefix'; value = 'two words' }
        @{ parameter = 'ConnectionPrefix'; value = 'prod-{engine}' }
        @{ parameter = 'IngressCidr'; value = '10.0.0.1/8' }
        @{ parameter = 'Region'; value = 'mars-1' }
    ) {
        $arguments = @{ $parameter = $value }
        $refused = Get-ErrorOf { Invoke-HoopProvisioning $sandbox.servers[0].arn @arguments -ErrorAction Stop }
        $refused.CategoryInfo.Category | Should -Be 'InvalidData'
        "$refused" | Should -Match ([regex]::Escape($value))
    }
}
