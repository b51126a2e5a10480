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
        Get-HoopTenantDatabase $server.arn @way -WarningAction Ignore | Where-Object Tenant -Like 'get-*' |
            Remove-HoopTenantDatabase @way -Confirm:$false
    }
}

Describe 'Get-HoopTenantDatabase' -Skip:$noServer {
    BeforeAll {
        foreach ($tenant in 'get-a', 'get-b') {
            $pods = PodsOf $tenant
            [void](New-HoopTenantDatabase $server.arn -Tenant $tenant @pods @way)
        }
    }

    It 'lists the tenants of a server, and shows them' {
        $all = Find-HoopRdsInstance orders-test -Account orders @aws | Get-HoopTenantDatabase @way
        ($all | Where-Object Tenant -Like 'get-*' | Sort-Object Tenant).Tenant | Should -Be get-a, get-b
        "$($all | Out-String)" | Should -Match 'get-a\s+Whole\s+orders-test'
        $one = Get-HoopTenantDatabase $server.arn -Tenant get-b @way
        $one.ServiceAccount, $one.Namespace, $one.ClusterName | Should -Be sa-get-b, pester, apps
    }

    It 'is an error for a name that is not there, and gives the others' {
        $rows = Get-HoopTenantDatabase $server.arn -Tenant get-none, get-a @way -ErrorVariable failures -ErrorAction SilentlyContinue
        $rows.Tenant | Should -Be get-a
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Tenant.NotFound,*'
        $failures[0].Exception.Message | Should -Match 'get-none'
    }
}
