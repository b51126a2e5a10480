# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
}

Describe 'New-HoopIamDbUser' -Skip:$noServer {
    It 'prints the statements with -WhatIf, and changes nothing' {
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            New-HoopIamDbUser $($server.arn) -UserName whatif ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) -CaFile '$($sandbox.caFile)' @aws -WhatIf
"@
        $lines -join ' ' | Should -Match 'CREATE ROLE "whatif" WITH LOGIN'
        $lines -join ' ' | Should -Match 'GRANT rds_iam TO "whatif"'
        (
            Get-ErrorOf { Grant-HoopIamAuthentication $server.arn -UserName whatif @way -Confirm:$false -ErrorAction Stop }
        ).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.IamUser.NotFound,*'
    }

    It 'makes a user that logs in by token, and makes it once' {
        $user = Find-HoopRdsInstance orders-test -Account orders @aws | New-HoopIamDbUser -UserName 'Pester User' @way
        $user.State | Should -Be Created
        $user.ConnectArn | Should -BeExactly 'arn:aws:rds-db:eu-west-1:222233334444:dbuser:db-SANDBOXORDERSTEST/Pester User'
        "$($user | Out-String)" | Should -Match 'Pester User\s+Created\s+orders-test'

        # The token is a login like any other: the user makes nothing, but gets in.
        $token = Find-HoopRdsInstance orders-test -Account orders @aws | Get-HoopRdsAuthToken -UserName 'Pester User' @aws
        $refused = Get-ErrorOf {
            New-HoopIamDbUser $server.arn -UserName another -CaFile $sandbox.caFile -DbCredential $token.DbCredential @aws -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.CannotCreate,*'
        (New-HoopIamDbUser $server.arn -UserName 'Pester User' @way).State | Should -Be InSync
    }

    It 'asks AWS where the object it is given says that IAM authentication is off' {
        # As it was found before Enable-HoopIamAuthentication.
        $before = Find-HoopRdsInstance orders-test -Account orders @aws | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $before.IamDatabaseAuthenticationEnabled = $false
        ($before | New-HoopIamDbUser -UserName 'found before' @way).State | Should -Be Created
        ($before | Grant-HoopIamAuthentication -UserName 'found before' @way -Confirm:$false).State | Should -Be InSync
    }

    It 'asks AWS although the object it is given says that IAM authentication is on' {
        # As it was found before somebody switched it off.
        $reports = $sandbox.servers | Where-Object identifier -EQ reports
        $login = [pscredential]::new($reports.masterUserName, (ConvertTo-SecureString $reports.masterPassword -AsPlainText -Force))
        $parts = $reports.arn -split ':'
        $where = (Get-SandboxAws -Region $parts[3]) + @{ Account = $parts[4] }
        $before = Find-HoopRdsInstance reports @where | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $before.IamDatabaseAuthenticationEnabled = $true
        $refused = Get-ErrorOf {
            $before | New-HoopIamDbUser -UserName 'found before' -DbCredential $login -NoVault @look -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamAuthentication.NotEnabled,*'
        $refused.Exception.Message | Should -Match 'RDS says that it is not enabled'
    }

    It 'takes the object as it is where RDS cannot be asked' {
        $before = Find-HoopRdsInstance orders-test -Account orders @aws
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$login = [pscredential]::new('$($server.masterUserName)', `$password)
            `$before = '$($before | ConvertTo-Json -Depth 4 -Compress)' | ConvertFrom-Json
            `$before | New-HoopIamDbUser -UserName offline -DbCredential `$login -CaFile '$($sandbox.caFile)' -NoVault -WhatIf -Verbose 4>&1
"@
        $lines -join ' ' | Should -Match 'RDS cannot be asked about .orders-test., which is taken as the object has it'
        $lines -join ' ' | Should -Match 'CREATE ROLE "offline"'
    }

    It 'takes the object as it is where RDS may not be asked, for that account alone' {
        $before = Find-HoopRdsInstance orders-test -Account orders @aws | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        # An account whose role this user may not assume.
        $closed = $before | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $closed.Arn = $closed.Arn -replace '(?<=:)\d{12}(?=:)', '333344445555'
        $closed.AccountId = '333344445555'
        $said = $closed, $before | New-HoopIamDbUser -UserName 'not asked' @way -NoVault -WhatIf -Verbose 4>&1
        @($said | Where-Object { "$_" -match 'RDS cannot be asked about' }).Count | Should -Be 1
    }

    It 'ends where credentials that are named are refused' {
        $before = Find-HoopRdsInstance orders-test -Account orders @aws | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $refused = Get-ErrorOf {
            $before | New-HoopIamDbUser -UserName refused -DbCredential $master -CaFile $sandbox.caFile -NoVault -WhatIf `
                -EndpointUrl $aws.EndpointUrl -AccessKey AKIANOSUCHKEY -SecretKey none -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Aws.*'
    }

    It 'gives the privileges of a policy' {
        $file = Join-Path $TestDrive policies.hcl
        $attributes = 'engine = "postgres" plugin_config_entry = "x" instances = ["postgres"] grant_privileges = ["SELECT"]'
        "policy ""iam-report"" { $attributes }" -replace ' (?=\w+ = )', "`n" -replace ' }$', "`n}" | Set-Content $file
        $user = New-HoopIamDbUser $server.arn -UserName 'policy user' -Policy iam-report -PolicyFile $file @way
        $user.State | Should -Be Created
        (New-HoopIamDbUser $server.arn -UserName 'policy user' -Policy (Import-HoopPolicy $file) @way).State | Should -Be InSync
    }

    It 'refuses the master, and names the way' {
        $refused = Get-ErrorOf { New-HoopIamDbUser $server.arn -UserName $server.masterUserName @way -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.IsMaster,*'
        $refused.ErrorDetails.RecommendedAction | Should -Match 'Grant-HoopIamAuthentication'
    }

    It 'refuses a database that takes no logins by IAM, and names the mend' {
        # A server whose password no other file changes.
        $reports = $sandbox.servers | Where-Object identifier -EQ reports
        $login = [pscredential]::new($reports.masterUserName, (ConvertTo-SecureString $reports.masterPassword -AsPlainText -Force))
        $refused = Get-ErrorOf {
            New-HoopIamDbUser -HostName $reports.hostName -Port $reports.port -UserName report -DbCredential $login `
                -CaFile $sandbox.caFile -NoVault -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamAuthentication.NotEnabled,*'
        $refused.Exception.Message | Should -Match 'rds_iam'
    }
}
