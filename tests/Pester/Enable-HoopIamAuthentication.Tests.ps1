# Against the sandbox's RDS; orders-replica and upgrading are switched by nobody else.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $replica = 'arn:aws:rds:eu-west-1:222233334444:db:orders-replica'
    $upgrading = 'arn:aws:rds:eu-west-1:222233334444:db:upgrading'

    function Get-Modify { @(Get-SandboxRequest) | ForEach-Object { $_ } | Where-Object action -Like 'ModifyDB*' }
}

Describe 'Enable-HoopIamAuthentication' {
    AfterEach { Set-Sandbox @{ clear = $true } }

    It 'prints the plan with -WhatIf, and changes nothing' {
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            Enable-HoopIamAuthentication $replica -ApplyImmediately -EndpointUrl $($aws.EndpointUrl) ``
                -AccessKey $($aws.AccessKey) -SecretKey $($aws.SecretKey) -WhatIf
"@
        $lines -join ' ' |
            Should `
                -Match 'rds:ModifyDBInstance DBInstanceIdentifier=orders-replica EnableIAMDatabaseAuthentication=true ApplyImmediately=true'
        Get-Modify | Should -BeNullOrEmpty
    }

    It 'switches a piped database on, waits, and does nothing the second time' {
        $database = Find-HoopRdsInstance orders-replica -Account orders @aws
        $database.IamDatabaseAuthenticationEnabled | Should -BeFalse
        $status = $database | Enable-HoopIamAuthentication -ApplyImmediately @aws
        $status.State | Should -Be Enabled
        $status.Changed | Should -BeTrue
        $status.ResourceId | Should -Be $database.ResourceId
        "$($status | Out-String)" | Should -Match 'orders-replica\s+Enabled\s+True'
        (Find-HoopRdsInstance orders-replica -Account orders @aws).IamDatabaseAuthenticationEnabled | Should -BeTrue
        ($replica, $replica | Enable-HoopIamAuthentication -ApplyImmediately @aws).Changed | Should -Be $false
        @(Get-Modify).Count | Should -Be 1
    }

    It 'refuses one of many and goes on with the others' {
        $errors = $null
        $done = 'arn:aws:rds:eu-west-1:222233334444:db:billing', $upgrading, $replica |
            Enable-HoopIamAuthentication -ApplyImmediately @aws -ErrorVariable errors -ErrorAction SilentlyContinue
        $done.Identifier | Should -Be orders-replica
        $errors.FullyQualifiedErrorId | Should -Be @(
            'HoopConnect.IamAuthentication.EngineNotServed,HoopConnect.PowerShell.Commands.EnableHoopIamAuthenticationCommand'
            'HoopConnect.IamAuthentication.PendingModifications,HoopConnect.PowerShell.Commands.EnableHoopIamAuthenticationCommand')
    }
}
