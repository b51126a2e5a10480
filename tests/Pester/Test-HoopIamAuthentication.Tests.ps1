# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
}

Describe 'Test-HoopIamAuthentication' -Skip:$noServer {
    BeforeAll {
        New-HoopIamDbUser $server.arn -UserName doctor @way | Out-Null
    }

    It 'passes every link of a login that works' {
        $checks = Find-HoopRdsInstance orders-test -Account orders @aws | Test-HoopIamAuthentication -UserName doctor @way
        $checks.Link | Should -Be @('Endpoint', 'Tls', 'IamEnabled', 'ResourceId', 'Policy', 'Clock', 'User', 'LoginMethod', 'Token')
        $checks.Outcome | Select-Object -Unique | Should -Be Passed
        "$($checks | Out-String -Width 200)" | Should -Match 'ResourceId\s+Passed\s+policies have to name db-SANDBOXORDERSTEST'
        "$($checks | Format-List * | Out-String)" | Should -Not -Match 'X-Amz-'
        Test-HoopIamAuthentication $server.arn -UserName doctor @look -Quiet | Should -BeTrue
    }

    It 'finds what is broken, with the mend' {
        $denial = @{
            who = '222233334444'
            action = 'rds-db:connect'
            resource = 'arn:aws:rds-db:eu-west-1:222233334444:dbuser:db-SANDBOXORDERSTEST/doctor'
        }
        Set-Sandbox @{ deny = $denial }
        try {
            $broken = Test-HoopIamAuthentication $server.arn -UserName doctor @way | Where-Object Outcome -EQ Failed
            $broken.Link | Should -Be @('Policy', 'Token')
            $broken[1].Message | Should -Match 'PAM authentication failed for user "doctor"'
            $broken.Mend | Should -Not -BeNullOrEmpty
            Test-HoopIamAuthentication $server.arn -UserName doctor @look -Quiet | Should -BeFalse
        }
        finally { Set-Sandbox @{ allow = $denial } }
    }

    It 'finds a user who is not there, and a database whose IAM authentication is off' {
        $missing = Test-HoopIamAuthentication $server.arn -UserName nobody @way | Where-Object Outcome -EQ Failed
        $missing.Link | Should -Be @('User', 'Token')
        $off = Find-HoopRdsInstance orders -Account orders @aws | Test-HoopIamAuthentication -UserName report @look |
            Where-Object Outcome -EQ Failed
        $off[0].Link | Should -Be IamEnabled
        $off[0].Mend | Should -Match 'Enable-HoopIamAuthentication'
    }
}

Describe 'Test-HoopIamAuthentication of a person' {
    It 'looks into oneself, with what the login hangs on in IAM Identity Center' {
        $person = Get-SandboxPerson 111122223333
        $checks = Find-HoopRdsInstance shop @person | Test-HoopIamAuthentication @person -CaFile $sandbox.caFile
        $checks.UserName | Select-Object -Unique | Should -Be jane
        $checks[-4..-1].Link | Should -Be DirectoryUser, DirectoryGroup, NameAttribute, DatabaseRole
        $checks[-4].Outcome, $checks[-3].Outcome, $checks[-1].Outcome | Should -Be Passed, Passed, Unknown
        $checks[-3].Message | Should -Match "'DBA'"
        $checks[-1].Mend | Should -Match DbCredential
        (Get-ErrorOf { Find-HoopRdsInstance shop @aws | Test-HoopIamAuthentication @aws -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IamAuthentication.NoUserName,*'
    }
}
