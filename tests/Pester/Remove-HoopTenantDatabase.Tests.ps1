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
        Get-HoopTenantDatabase $server.arn @way -WarningAction Ignore | Where-Object Tenant -Like 'rem-*' |
            Remove-HoopTenantDatabase @way -Confirm:$false
    }
}

Describe 'Remove-HoopTenantDatabase' -Skip:$noServer {
    BeforeEach {
        $pods = PodsOf rem-a
        $tenant = New-HoopTenantDatabase $server.arn -Tenant rem-a @pods @way
    }

    It 'prints each statement and call with -WhatIf, and changes nothing' {
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            Remove-HoopTenantDatabase $($server.arn) -Tenant rem-a ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) -CaFile '$($sandbox.caFile)' @aws -WhatIf
"@
        foreach ($part in 'eks:DeletePodIdentityAssociation', 'iam:DeleteRole', 'DROP DATABASE "u', 'DROP ROLE "u') {
            $lines -join ' ' | Should -BeLike "*$part*"
        }
        (Get-HoopTenantDatabase $server.arn -Tenant rem-a @way).State | Should -Be Whole
    }

    It 'removes what rows of Get-HoopTenantDatabase name, and has nothing to do the second time' {
        ($tenant | Remove-HoopTenantDatabase @way -Confirm:$false).State | Should -Be Removed
        ($tenant | Remove-HoopTenantDatabase @way -Confirm:$false).State | Should -Be Missing
    }

    It 'keeps the database with -Retain, which is taken up again' {
        (Remove-HoopTenantDatabase $server.arn -Tenant rem-a -Retain @way -Confirm:$false).State | Should -Be Retained
        (Get-HoopTenantDatabase $server.arn -Tenant rem-a @way).State | Should -Be Retained
        (New-HoopTenantDatabase $server.arn -Tenant rem-a @pods @way).State | Should -Be Updated
    }

    It 'asks before it drops, and is refused where nobody can answer' {
        { Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            Remove-HoopTenantDatabase $($server.arn) -Tenant rem-a ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) -CaFile '$($sandbox.caFile)' @aws
"@
        } | Should -Throw *NonInteractive*
        (Get-HoopTenantDatabase $server.arn -Tenant rem-a @way).State | Should -Be Whole
    }
}
