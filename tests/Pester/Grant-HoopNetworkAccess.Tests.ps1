BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $database = Find-HoopRdsInstance orders -Account orders @aws
}

Describe 'Grant-HoopNetworkAccess' {
    BeforeEach { Set-Sandbox @{ clear = $true } }

    It 'shows the whole plan with -WhatIf and changes nothing' {
        $plan = Invoke-CleanPwsh @"
            . '$PSScriptRoot/Common.ps1'
            Import-Module `$modulePath
            `$aws = Get-SandboxAws
            Grant-HoopNetworkAccess '$($database.Arn)' -Cidr 10.9.9.0/24 @aws -WhatIf
"@
        $text = $plan -join "`n"
        $text | Should -Match 'hoop-aws-connect-sg-orders'
        $text | Should -Match 'ec2:CreateSecurityGroup'
        $text | Should -Match 'ec2:AuthorizeSecurityGroupIngress.*10\.9\.9\.0/24'
        (Get-SandboxRequest).action | Should -Not -Contain 'CreateSecurityGroup'
    }

    It 'makes the group and its rule, and finds nothing to do the second time' {
        $first = $database | Grant-HoopNetworkAccess -Cidr 10.10.10.10 @aws
        $first.Changed | Should -BeTrue
        $first.GroupName | Should -Be 'hoop-aws-connect-sg-orders'
        $first.GroupId | Should -BeLike 'sg-*'
        $first.Source | Should -Be '10.10.10.10/32'
        $first.Port | Should -Be $database.Port
        (Find-HoopRdsInstance orders -Account orders @aws).VpcSecurityGroupIds | Should -Contain $first.GroupId
        $second = $database | Grant-HoopNetworkAccess -Cidr 10.10.10.10 @aws
        $second.Changed | Should -BeFalse
        $second.GroupId | Should -Be $first.GroupId
    }

    It 'takes a database that was serialised, and an ARN' {
        $again = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($database))
        ($again | Grant-HoopNetworkAccess -Cidr 10.10.10.10 @aws).Changed | Should -BeFalse
        ($database.Arn | Grant-HoopNetworkAccess -Cidr 10.10.10.10 @aws).Changed | Should -BeFalse
    }

    It 'refuses <value> while it binds, with the value in the message, and asks AWS nothing' -ForEach @(
        @{ parameter = 'Cidr'; value = '10.0.0.0/33'; id = 'ParameterArgumentTransformationError' }
        @{ parameter = 'Cidr'; value = '0.0.0.0/0'; id = 'ParameterArgumentTransformationError' }
        @{ parameter = 'SourceGroupId'; value = 'vpc-123'; id = 'ParameterArgumentValidationError' }
        @{ parameter = 'Region'; value = 'mars-1'; id = 'ParameterArgumentTransformationError' }
        @{ parameter = 'InputObject'; value = 'arn:aws:s3:::bucket'; id = 'ParameterArgumentTransformationError' }
    ) {
        $arguments = @{ InputObject = $database; EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
        if ($parameter -notin 'Cidr', 'SourceGroupId') { $arguments.Cidr = '10.1.1.1' }
        $arguments[$parameter] = $value
        $refused = Get-ErrorOf { Grant-HoopNetworkAccess @arguments }
        $refused.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $refused.Exception.Message | Should -Match ([regex]::Escape($value))
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'reports an unknown database, and goes on with the next' {
        $unknown = $database.Arn -replace ':orders$', ':no-such-database'
        $results = $unknown, $database.Arn |
            Grant-HoopNetworkAccess -Cidr 10.10.10.10 @aws -ErrorVariable failed -ErrorAction SilentlyContinue
        @($results).Identifier | Should -Be 'orders'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.*,*GrantHoopNetworkAccessCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$($failed[0].TargetObject)$($failed[0])" | Should -Match 'no-such-database'
    }

    It 'gives a denied action an id of its own before anything is changed' {
        Set-Sandbox @{ deny = @{ who = $database.AccountId; action = 'ec2:DescribeSecurityGroups' } }
        try {
            $denied = Get-ErrorOf { $database | Grant-HoopNetworkAccess -Cidr 10.20.20.20 @aws -ErrorAction Stop }
            $denied.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Aws.AccessDenied,*'
            $denied.CategoryInfo.Category | Should -Be PermissionDenied
            (Get-SandboxRequest).action | Should -Not -Contain 'AuthorizeSecurityGroupIngress'
        }
        finally {
            Set-Sandbox @{ allow = @{ who = $database.AccountId; action = 'ec2:DescribeSecurityGroups' } }
        }
    }
}
