# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
}

Describe 'Remove-HoopIamDbUser' -Skip:$noServer {
    It 'prints the statements with -WhatIf, and changes nothing' {
        New-HoopIamDbUser $server.arn -UserName 'to stay' @way | Out-Null
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            `$login = [pscredential]::new('$($server.masterUserName)', `$password)
            Remove-HoopIamDbUser $($server.arn) -UserName 'to stay' -DbCredential `$login -CaFile '$($sandbox.caFile)' @aws -WhatIf
"@
        $lines -join ' ' | Should -Match 'What if: .*DROP ROLE "to stay"'
        (New-HoopIamDbUser $server.arn -UserName 'to stay' @way).State | Should -Be InSync
    }

    It 'takes the users that were made from the pipeline, a row for each' {
        $removed = New-HoopIamDbUser $server.arn -UserName 'to go' @way | Remove-HoopIamDbUser @way -Confirm:$false
        $removed.UserName, $removed.State, $removed.Message, $removed.Identifier | Should -Be 'to go', 'Removed', '', 'orders-test'
        $removed | Out-String -Width 200 | Should -Match 'UserName\s+State\s+Server\s+Message'
        (Remove-HoopIamDbUser $server.arn -UserName 'to go' @way -Confirm:$false).State | Should -Be Missing
    }

    It 'takes names, and objects of a server that RDS does not know' {
        $here = @{ HostName = $server.hostName; Port = $server.port; CaFile = $sandbox.caFile; DbCredential = $master; NoVault = $true }
        $users = 'one', 'two' | ForEach-Object { New-HoopIamDbUser @here -UserName $_ }
        $users[0].Region, $users[0].Arn | Should -Be '', ''
        ($users[0] | Remove-HoopIamDbUser -CaFile $sandbox.caFile -DbCredential $master -NoVault -Confirm:$false).State | Should -Be Removed
        (Remove-HoopIamDbUser @here -UserName one, two, two -Confirm:$false).State | Should -Be Missing, Removed
    }

    It 'refuses a user that was not made so, with an error beside the row' {
        $row = Remove-HoopIamDbUser $server.arn -UserName $server.masterUserName @way -Confirm:$false -ErrorAction SilentlyContinue `
            -ErrorVariable failed
        $row.State | Should -Be Refused
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.NotOurs,*'
        $failed[0].TargetObject | Should -Be $server.arn
    }

    It 'asks first' {
        (Get-Command Remove-HoopIamDbUser).ScriptBlock | Should -BeNullOrEmpty
        [System.Management.Automation.CommandMetadata]::new((Get-Command Remove-HoopIamDbUser)).ConfirmImpact | Should -Be High
    }
}
