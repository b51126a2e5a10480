BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $keys = @{ EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
    $orders = Find-HoopRdsInstance orders -Account orders -Region eu-west-1 @keys
    # Names of this file's own: the sandbox is shared.
    $platform = @{ ClusterName = 'apps'; Name = 'pester-platform'; Namespace = 'pester'; BoundaryName = 'PesterBoundary' }
}

Describe 'Initialize-HoopConnectorPlatform' {
    It 'shows the calls, makes them once, and finds nothing to do the second time' {
        $lines = Invoke-CleanPwsh @"
Import-Module `$modulePath
`$keys = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
Find-HoopRdsInstance orders -Account orders -Region eu-west-1 @keys |
    Initialize-HoopConnectorPlatform apps -Name pester-platform -Namespace pester -BoundaryName PesterBoundary @keys -WhatIf
"@
        "$lines" | Should -Match 'What if: .*iam:CreatePolicy .*iam:CreateRole .*iam:PutRolePolicy .*eks:CreatePodIdentityAssociation'

        $made = $orders | Initialize-HoopConnectorPlatform @platform @keys -WarningVariable warnings -WarningAction SilentlyContinue
        $made.RoleArn | Should -Be 'arn:aws:iam::222233334444:role/pester-platform'
        $made.PermissionsBoundary | Should -Be 'arn:aws:iam::222233334444:policy/PesterBoundary'
        $made.AssociationId | Should -BeLike 'a-*'
        $made.Policies | Should -Be 'HoopConnectorAdmin', "HoopDbConnect-$($orders.ResourceId)"
        "$($made.Steps)" | Should -Be 'Boundary Created Role Created Association Created'
        $made.Changed | Should -BeTrue
        "$warnings" | Should -Match 'Restart the pods'
        ($made | Out-String) | Should -Match 'apps\s+pester/loft\s+True'
        ($made.Steps | Out-String) | Should -Match 'Role\s+Created\s+pester-platform'

        $again = $orders | Initialize-HoopConnectorPlatform @platform @keys -WarningVariable warnings
        "$($again.Steps)" | Should -Be 'Boundary Unchanged Role Unchanged Association Unchanged'
        $again.Changed | Should -BeFalse
        $warnings | Should -BeNullOrEmpty
    }

    It 'goes on with the databases that can be, and does nothing where none can' {
        $found = Find-HoopRdsInstance orders, billing, orders-proxy -Account orders -Region eu-west-1 @keys
        $made = $found | Initialize-HoopConnectorPlatform @platform @keys -ErrorVariable errors -ErrorAction SilentlyContinue
        $made.Policies | Should -HaveCount 2
        $errors.FullyQualifiedErrorId | ForEach-Object { $_ -replace ',.*' } | Sort-Object |
            Should -Be 'HoopConnect.Connector.UserNeeded', 'HoopConnect.Policy.NoIamAuthentication'
        $metrics = Find-HoopRdsInstance metrics -Account analytics -Region eu-west-1 @keys
        $none = $metrics | Initialize-HoopConnectorPlatform @platform -AccountId 222233334444 @keys -ErrorVariable errors `
            -ErrorAction SilentlyContinue
        $none | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Platform.OtherAccount,*'
    }

    It 'names an unknown cluster, and a service account that has another role' {
        (Get-ErrorOf { $orders | Initialize-HoopConnectorPlatform nowhere @keys }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Workload.ClusterNotFound,*'
        # Of ours, and so changed, where another role is named.
        $other = $orders | Initialize-HoopConnectorPlatform apps -Name pester-other -Namespace pester -BoundaryName PesterBoundary @keys `
            -WarningAction SilentlyContinue
        "$($other.Steps)" | Should -Be 'Boundary Unchanged Role Created Association Updated'
        (Get-ErrorOf { $orders | Initialize-HoopConnectorPlatform apps -BoundaryName a -PermissionsBoundary b @keys }).Exception.Message |
            Should -Match '-BoundaryName'
    }
}
