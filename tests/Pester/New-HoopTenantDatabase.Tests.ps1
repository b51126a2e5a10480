# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
    function PodsOf($tenant) { @{ ClusterName = 'apps'; Namespace = 'pester'; ServiceAccount = "sa-$tenant" } }
}

AfterAll {
    if ($server) {
        Get-HoopTenantDatabase $server.arn @way -WarningAction Ignore | Where-Object Tenant -Like 'new-*' |
            Remove-HoopTenantDatabase @way -Confirm:$false
    }
}

Describe 'New-HoopTenantDatabase' -Skip:$noServer {
    It 'prints each statement and call with -WhatIf, and changes nothing' {
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            New-HoopTenantDatabase $($server.arn) -Tenant new-shown -ClusterName apps -Namespace pester -ServiceAccount sa ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) -CaFile '$($sandbox.caFile)' @aws -WhatIf
"@
        $text = $lines -join ' '
        foreach (
            $part in 'CREATE ROLE "u', 'CREATE DATABASE "u', 'iam:CreateRole', 'iam:PutRolePolicy', 'eks:CreatePodIdentityAssociation'
        ) {
            $text | Should -BeLike "*$part*"
        }
        (Get-ErrorOf { Get-HoopTenantDatabase $server.arn -Tenant new-shown @way -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Tenant.NotFound,*'
    }

    It 'makes the tenants of a table, each once, and shows them' {
        $tenants = "Tenant,Namespace,ServiceAccount`nnew-a,pester,sa-new-a`nnew-b,pester,sa-new-b" | ConvertFrom-Csv
        $made = $tenants | New-HoopTenantDatabase -TargetDatabase $server.arn -ClusterName apps @way
        $made.State | Should -Be Created, Created
        $made.UserName | Should -Match '^u[a-z2-7]{31}$'
        "$($made | Out-String)" | Should -Match 'new-a\s+Created\s+orders-test'
        ($tenants | New-HoopTenantDatabase $server.arn -ClusterName apps @way).State | Should -Be Whole, Whole
        # What a row says is what mends it.
        ($made | New-HoopTenantDatabase @way).State | Should -Be Whole, Whole
    }

    It 'refuses one bad tenant of several, and makes the others' {
        $rows = [pscustomobject]@{ Tenant = 'new*bad' }, [pscustomobject]@{ Tenant = 'new-good' } | ForEach-Object {
            $_ | Add-Member -PassThru @{ Namespace = 'pester'; ServiceAccount = 'sa-new-good' }
        }
        $quiet = @{ ErrorVariable = 'failures'; ErrorAction = 'SilentlyContinue' }
        $made = $rows | New-HoopTenantDatabase -TargetDatabase $server.arn -ClusterName apps @way @quiet
        ($made | Where-Object Tenant -EQ new-good).State | Should -Be Created
        ($made | Where-Object Tenant -EQ 'new*bad').State | Should -Be Failed
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Tenant.InvalidName,*'
    }

    It 'names what is needed where it is not said whose pods they are, before anything is changed' {
        $refused = Get-ErrorOf { New-HoopTenantDatabase $server.arn -Tenant new-nobody @way -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Tenant.WorkloadNeeded,*'
        $refused.ErrorDetails.RecommendedAction | Should -Match '-OidcProvider'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'an engine without IAM'; Arn = 'billing'; Id = 'TenantDatabase.EngineNotServed' }
        @{ What = 'a proxy that logs in by passwords'; Arn = 'orders-proxy'; Id = 'Tenant.ProxyNotEndToEnd' }
        @{ What = 'a cluster that is not there'; Cluster = 'nowhere'; Id = 'Workload.ClusterNotFound' }
    ) {
        $pods = PodsOf new-refused
        if ($Cluster) { $pods.ClusterName = $Cluster }
        $database = if ($Arn) { Find-HoopRdsInstance $Arn -Account orders @aws } else { $server.arn }
        $refused = Get-ErrorOf { New-HoopTenantDatabase $database -Tenant new-refused @pods @way -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike "HoopConnect.$Id,*"
    }
}
