# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
}

Describe 'Grant-HoopIamAuthentication' -Skip:$noServer {
    BeforeAll {
        New-HoopDbRole $server.arn -Role ReadOnly -NoVault @way | Out-Null
    }

    # It is a user that logs in by IAM now, which nobody makes a role again.
    AfterAll { Remove-HoopIamDbUser $server.arn -UserName hoop_ro @way -Confirm:$false | Out-Null }

    It 'leaves a role of HoopConnect alone unless told' {
        $refused = Get-ErrorOf { Grant-HoopIamAuthentication $server.arn -UserName hoop_ro @way -Confirm:$false -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.NotOurs,*'
        "$refused" | Should -Match 'one of its roles'
    }

    It 'asks first, since a password stops working' {
        "$(Get-ErrorOf { Grant-HoopIamAuthentication $server.arn -UserName hoop_ro -Adopt @way -ErrorAction Stop })" |
            Should -Match 'NonInteractive'
    }

    It 'switches a user over that is there' {
        $user = Grant-HoopIamAuthentication $server.arn -UserName hoop_ro -Adopt @way -Confirm:$false
        $user.State | Should -Be Updated
        $token = Find-HoopRdsInstance orders-test -Account orders @aws | Get-HoopRdsAuthToken -UserName hoop_ro @aws
        # A refusal of what it may not do, not of its login.
        (
            Get-ErrorOf {
                New-HoopIamDbUser $server.arn -UserName another -CaFile $sandbox.caFile -DbCredential $token.DbCredential @aws `
                    -ErrorAction Stop
            }
        ).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IamUser.CannotCreate,*'
        (Grant-HoopIamAuthentication $server.arn -UserName hoop_ro -Adopt @way -Confirm:$false).State | Should -Be InSync
    }

    It 'does not switch the administrator over without a second way in' {
        $refused = Get-ErrorOf {
            Grant-HoopIamAuthentication $server.arn -UserName $server.masterUserName @way -Confirm:$false -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.NoSecondWayIn,*'
        $wrong = [pscredential]::new('nobody', (ConvertTo-SecureString 'x' -AsPlainText -Force))
        (
            Get-ErrorOf {
                Grant-HoopIamAuthentication $server.arn -UserName $server.masterUserName -BreakGlassCredential $wrong @way -Confirm:$false `
                    -ErrorAction Stop
            }
        ).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IamUser.SecondWayInRefused,*'
    }
}
