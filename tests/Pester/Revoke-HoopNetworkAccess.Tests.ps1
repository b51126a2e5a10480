BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $database = Find-HoopRdsInstance metrics -Account analytics @aws
}

Describe 'Revoke-HoopNetworkAccess' {
    It 'takes the rule away, and with the last one the group' {
        $granted = $database | Grant-HoopNetworkAccess -Cidr 10.30.0.0/16 @aws
        [void]($database | Grant-HoopNetworkAccess -SourceGroupId $database.VpcSecurityGroupIds[0] @aws)
        $first = $database | Revoke-HoopNetworkAccess -Cidr 10.30.0.0/16 @aws
        $first.Changed | Should -BeTrue
        $first.GroupId | Should -Be $granted.GroupId
        $last = $database | Revoke-HoopNetworkAccess -SourceGroupId $database.VpcSecurityGroupIds[0] @aws
        $last.GroupId | Should -BeNullOrEmpty
        (Find-HoopRdsInstance metrics -Account analytics @aws).VpcSecurityGroupIds | Should -Not -Contain $granted.GroupId
    }

    It 'finds nothing to do the second time' {
        ($database | Revoke-HoopNetworkAccess -Cidr 10.30.0.0/16 @aws).Changed | Should -BeFalse
    }

    It 'changes nothing with -WhatIf' {
        [void]($database | Grant-HoopNetworkAccess -Cidr 10.31.0.0/16 @aws)
        $database | Revoke-HoopNetworkAccess -Cidr 10.31.0.0/16 @aws -WhatIf | Should -BeNullOrEmpty
        ($database | Grant-HoopNetworkAccess -Cidr 10.31.0.0/16 @aws).Changed | Should -BeFalse
        [void]($database | Revoke-HoopNetworkAccess -Cidr 10.31.0.0/16 @aws)
    }

    It 'refuses an impossible range while it binds' {
        (Get-ErrorOf { $database | Revoke-HoopNetworkAccess -Cidr 10.0.0.0/99 @aws -ErrorAction Stop }).Exception.Message |
            Should -Match '10\.0\.0\.0/99'
    }
}
