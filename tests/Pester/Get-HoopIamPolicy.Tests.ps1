BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $keys = @{ EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
}

Describe 'Get-HoopIamPolicy' {
    It 'gives a document that is JSON as text, in a file and after serialisation' {
        $policy = Get-HoopIamPolicy AwsConnect -AccountId 111122223333
        ("$policy" | ConvertFrom-Json).Version | Should -Be '2012-10-17'
        $file = Join-Path $TestDrive policy.json
        $policy | Set-Content $file
        (Get-Content $file -Raw | ConvertFrom-Json).Statement.Action | Should -Contain 'rds:ModifyDBInstance'
        ($policy | ConvertTo-Json | ConvertFrom-Json).Document | Should -Be $policy.Document
        ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($policy))).Document |
            Should -Be $policy.Document
        ($policy | Out-String) | Should -Match 'HoopAWSConnect'
    }

    It 'has the same actions as Test-HoopAwsAccess, but for what only that needs' {
        $actions = ((Get-HoopIamPolicy AwsConnect).Document | ConvertFrom-Json).Statement.Action | Sort-Object
        $tested = (Test-HoopAwsAccess @aws).Actions.Action
        $actions | Where-Object { $_ -notin $tested } | Should -Be 'iam:GetRole', 'iam:SimulatePrincipalPolicy'
        $tested | Where-Object { $_ -notin $actions } | Should -BeNullOrEmpty
    }

    It 'puts all piped databases and users into one policy: instance, cluster and proxy' {
        $databases = Find-HoopRdsInstance orders, orders-proxy, payments -Account orders -Region eu-west-1, us-east-1 @keys
        $policy = $databases | Get-HoopIamPolicy DbConnect -UserName report, app
        $resources = ($policy.Document | ConvertFrom-Json).Statement.Resource
        $resources | Should -HaveCount 6
        foreach ($prefix in 'db-', 'prx-', 'cluster-') { $resources -match ":dbuser:$prefix[A-Za-z0-9]+/report$" | Should -HaveCount 1 }
        $byArn = Get-HoopIamPolicy DbConnect -InputObject $databases[0].Arn -UserName report @aws
        ($byArn.Document | ConvertFrom-Json).Statement.Resource | Should -BeIn $resources
    }

    It 'says which parameter a kind needs and which it has no use for' {
        $missing = Get-ErrorOf { Get-HoopIamPolicy DbConnect -UserName report -ErrorAction Stop }
        $missing.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Policy.ParameterNeeded,*'
        $missing.Exception.Message | Should -Match '-ResourceId'
        (Get-ErrorOf { Get-HoopIamPolicy AwsConnect -UserName report }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.ParameterNotUsed,*'
        (Get-ErrorOf { Get-HoopIamPolicy DbConnect -ResourceId db-A -UserName u }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.InvalidRequest,*'
        (Get-ErrorOf { Get-HoopIamPolicy AwsConnect -Adopt }).Exception.Message | Should -Match '-Apply'
    }

    It 'changes nothing with -WhatIf, then makes the role and its policy, then finds nothing to do' {
        $trust = @{ Kind = 'CrossAccountTrust'; TrustedAccountId = '111122223333'; Name = 'PesterRole' }
        Get-HoopIamPolicy @trust -Apply -WhatIf @aws | Should -BeNullOrEmpty
        (Get-ErrorOf { Get-HoopIamPolicy AwsConnect -Apply -AttachToRole PesterRole @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.RoleNotFound,*'

        $role = Get-HoopIamPolicy @trust -Apply @aws
        $role.Arn | Should -Be 'arn:aws:iam::111122223333:role/PesterRole'
        $connect = Get-HoopIamPolicy AwsConnect -Name PesterConnect -Apply -AttachToRole PesterRole @aws
        $connect.Arn | Should -Be 'arn:aws:iam::111122223333:policy/PesterConnect'
        $inline = Get-HoopIamPolicy DbConnect -ResourceId db-A -AccountId 111122223333 -UserName report -Apply -AttachToRole PesterRole @aws
        $inline.Use | Should -Be Inline
        $role.Changed, $connect.Changed, $inline.Changed | Should -Be $true, $true, $true
        (Get-HoopIamPolicy @trust -Apply @aws).Changed | Should -BeFalse
        (Get-HoopIamPolicy AwsConnect -Name PesterConnect -Apply -AttachToRole PesterRole @aws).Changed | Should -BeFalse
    }

    It 'works in another account by the role that is assumed there' {
        $policy = Find-HoopRdsInstance metrics -Account analytics @aws |
            Get-HoopIamPolicy DbConnect -UserName report -AccountId 444455556666 -Apply @aws
        $policy.Arn | Should -Be 'arn:aws:iam::444455556666:policy/HoopDbConnect'
    }

    It 'has IAM Identity Center pass the user''s name into sessions, once, and refuses another value' {
        Get-HoopIamPolicy IdentityCenterAbac -Apply -WhatIf @aws | Should -BeNullOrEmpty
        $policy = Get-HoopIamPolicy IdentityCenterAbac -Apply @aws
        $policy.Changed | Should -BeTrue
        ($policy.Document | ConvertFrom-Json).Statement.Resource | Should -Be 'arn:aws:rds-db:*:*:dbuser:*/${aws:PrincipalTag/name}'
        (Get-HoopIamPolicy IdentityCenterAbac -Apply @aws).Changed | Should -BeFalse
        (Get-HoopIamPolicy IdentityCenterAbac -AttributeName login -Apply @aws).Changed | Should -BeTrue
        $update = @(Get-SandboxRequest | ForEach-Object { $_ } | Where-Object action -EQ UpdateInstanceAccessControlAttributeConfiguration)
        $update | Should -HaveCount 1
        $update[0].parameters.InstanceAccessControlAttributeConfiguration | Should -Match '"name"[\s\S]*"login"'
        (Get-ErrorOf { Get-HoopIamPolicy IdentityCenterAbac -Apply -InstanceArn d-0000000000 @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IdentityCenter.InstanceNotFound,*'
        (Get-ErrorOf { Get-HoopIamPolicy IdentityCenterAbac -Apply -AttachToRole any @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.InvalidRequest,*'
        (Get-ErrorOf { Get-HoopIamPolicy AwsConnect -Apply -InstanceArn any @aws }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.InvalidRequest,*'
    }

    It 'gives who synchronises no more than reading the directory, one login, one queue and one topic' {
        $topic = 'arn:aws:sns:eu-west-1:111122223333:alerts'
        $queue = 'arn:aws:sqs:eu-west-1:111122223333:events'
        $policy = Find-HoopRdsInstance orders -Account orders @aws |
            Get-HoopIamPolicy IdentityCenterSync -UserName hoop_sync -QueueArn $queue -TopicArn $topic
        $statements = ($policy.Document | ConvertFrom-Json).Statement
        ($statements | Where-Object Sid -EQ Connect).Resource | Should -Match ':dbuser:db-[A-Z0-9]+/hoop_sync$'
        ($statements | Where-Object Sid -EQ TellOfFailures).Action | Should -Be 'sns:Publish'
        ($statements | Where-Object Sid -EQ TakeEvents).Resource | Should -Be $queue
        $statements.Action | Should -Not -Contain 'identitystore:CreateUser'
    }
}
