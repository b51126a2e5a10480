# Against orders-test, whose server checks tokens (Debian's PostgreSQL with PAM); where this machine has none, nothing here can run.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $noServer = -not ((Get-Sandbox).servers | Where-Object identifier -EQ orders-test)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/IamServer.ps1
}

Describe 'Sync-HoopIdentityCenterGroup' -Skip:$noServer {
    BeforeAll {
        $database = Find-HoopRdsInstance orders-test -Account orders @aws
        $database | New-HoopDbRole @way -NoVault -Confirm:$false | Out-Null
        $map = @{ DBA = 'hoop_ddl'; Analysts = 'hoop_ro' }
        $how = $way + @{ NoVault = $true; GroupMap = $map }
        function Set-Member([string] $User, [string[]] $Group) { Set-Sandbox @{ member = @{ user = $User; groups = @($Group) } } }
    }

    AfterAll {
        $people = @{ jane = @('DBA'); 'omar@example.com' = @('DBA', 'Analysts'); 'li.wei' = @('Analysts') }
        foreach ($name in $people.Keys) { Set-Member $name @() }
        $database | Sync-HoopIdentityCenterGroup @how -MaximumRemoval 100 -AllowEmptyGroup | Out-Null
        foreach ($name in $people.Keys) { Set-Member $name $people[$name] }
    }

    It 'prints the plan with -WhatIf and changes nothing' {
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            `$env:AWS_REGION = 'eu-west-1'
            Sync-HoopIdentityCenterGroup $($server.arn) -GroupMap @{ DBA = 'hoop_ddl' } -CaFile '$($sandbox.caFile)' -NoVault ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) @aws -WhatIf
"@
        $lines -join ' ' | Should -Match 'CREATE ROLE "jane" WITH LOGIN'
        $lines -join ' ' | Should -Match 'GRANT "hoop_ddl" TO "omar@example.com"'
        { New-HoopIamDbUser $server.arn -UserName jane @way -WhatIf -ErrorAction Stop } | Should -Not -Throw
    }

    It 'makes a user for each member, once, and shows them in a table' {
        $users = $database | Sync-HoopIdentityCenterGroup @how
        $users.UserName | Sort-Object | Should -Be 'jane', 'li.wei', 'omar@example.com'
        $users.State | Select-Object -Unique | Should -Be Created
        ($users | Where-Object UserName -EQ 'omar@example.com').Groups | Sort-Object | Should -Be 'Analysts', 'DBA'
        "$($users | Out-String)" | Should -Match 'jane\s+Created\s+DBA\s+orders-test'
        $token = $database | Get-HoopRdsAuthToken -UserName jane @aws
        $refused = Get-ErrorOf {
            New-HoopIamDbUser $server.arn -UserName another -CaFile $sandbox.caFile -DbCredential $token.DbCredential @aws -ErrorAction Stop
        }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamUser.CannotCreate,*'
        $again = $database | Sync-HoopIdentityCenterGroup @how -Summary
        $again.Unchanged, $again.Failed, $again.Succeeded | Should -Be 3, 0, $true
    }

    It 'does what the directory says of the person of an event, given as a text, an object or a file' {
        $text = '{"source":"aws.sso-directory","detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"CreateUser",' +
            '"responseElements":{"user":{"userId":"MEMBER"}}}}'
        $id = ($database | Sync-HoopIdentityCenterGroup @how | Where-Object UserName -EQ li.wei).UserId
        $text = $text.Replace('MEMBER', $id)
        $file = Join-Path $TestDrive event.json
        Set-Content $file $text
        foreach ($form in $text, ($text | ConvertFrom-Json), (Get-Item $file)) {
            $user = $form | Sync-HoopIdentityCenterGroup -TargetDatabase $database @how
            $user.UserName, $user.State | Should -Be 'li.wei', 'Unchanged'
        }
        Set-Member li.wei @()
        try { ($text | Sync-HoopIdentityCenterGroup -TargetDatabase $database @how).State | Should -Be Dropped }
        finally { Set-Member li.wei Analysts }
        $refused = Get-ErrorOf { '{"source": ' | Sync-HoopIdentityCenterGroup -TargetDatabase $database @how -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IdentityCenter.MalformedEvent,*'
    }

    It 'tells of an event that is malformed and of a file that is not there, and does the others' {
        $id = ($database | Sync-HoopIdentityCenterGroup @how | Where-Object UserName -EQ jane).UserId
        $good = '{"source":"aws.sso-directory","detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"DeleteUser",' +
            "`"requestParameters`":{`"userId`":`"$id`"}}}"
        $users = '{"source": ', [IO.FileInfo](Join-Path $TestDrive nowhere.json), $good |
            Sync-HoopIdentityCenterGroup -TargetDatabase $database @how -ErrorAction SilentlyContinue -ErrorVariable failed
        $users.UserName, $users.State | Should -Be 'jane', 'Unchanged'
        $failed.FullyQualifiedErrorId -replace ',.*' |
            Should -Be 'HoopConnect.IdentityCenter.MalformedEvent', 'HoopConnect.IdentityCenter.EventFileUnreadable'
    }

    It 'takes a name for that of a policy where the file has it, and for that of a role where it has not' {
        $file = Join-Path $TestDrive map.hcl
        Set-Content $file @'
policy "reading" {
  engine              = "postgres"
  plugin_config_entry = "any"
  instances           = ["postgres"]
  grant_privileges    = ["SELECT"]
}
'@
        function Show([string] $Given, [string] $More) {
            (Invoke-CleanPwsh @"
                Import-Module `$modulePath
                `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
                `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
                Sync-HoopIdentityCenterGroup $($server.arn) -GroupMap @{ DBA = '$Given'; Analysts = 'hoop_ro' } -NoVault -WhatIf ``
                    -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) @aws -Region eu-west-1 ``
                    -CaFile '$($sandbox.caFile)' $More
"@ -AllowFailure) -join ' '
        }
        Show reading "-MapPolicyFile '$file'" | Should -Match 'CREATE ROLE "hoop_policy_reading" NOLOGIN'
        Show hoop_ddl "-MapPolicyFile '$file'" | Should -Not -Match 'hoop_policy_'
        Show reading | Should -Match "role 'reading' of the map\s+\S*\s*is\s+not"
    }

    It 'stops where too many would go, unless told' {
        [void]($database | Sync-HoopIdentityCenterGroup @how)
        Set-Member jane @()
        try {
            $refused = Get-ErrorOf { $database | Sync-HoopIdentityCenterGroup @how -ErrorAction Stop }
            $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IdentityCenter.TooManyRemovals,*'
            $gone = $database | Sync-HoopIdentityCenterGroup @how -MaximumRemoval 40 | Where-Object State -EQ Dropped
            $gone.UserName | Should -Be jane
        }
        finally { Set-Member jane DBA }
    }

    It 'has a mailbox confirmed before anything fails, subscribes it once, and tells it of all failures in one message' {
        function Get-Call { @(Get-SandboxRequest | ForEach-Object { $_ } | Where-Object service -EQ sns) }
        Set-Sandbox @{ clear = $true }
        $database | Sync-HoopIdentityCenterGroup @how -NotifyEmail dba@example.com -WarningVariable warned 3>$null | Out-Null
        (Get-Call).action | Should -Be 'CreateTopic', 'ListSubscriptionsByTopic', 'Subscribe'
        "$warned" | Should -Match 'dba@example.com gets nothing before its owner confirms'
        Set-Sandbox @{ clear = $true }
        Set-Member jane @()
        try {
            $refused = Get-ErrorOf { $database | Sync-HoopIdentityCenterGroup @how -NotifyEmail dba@example.com -ErrorAction Stop 3>$null }
        }
        finally { Set-Member jane DBA }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IdentityCenter.TooManyRemovals,*'
        $calls = Get-Call
        $calls.action | Should -Be 'CreateTopic', 'ListSubscriptionsByTopic', 'Publish'
        $said = $calls[2].parameters.Message
        $said | Should -Match '1 of 3 users'
        $said | Should -Not -Match ([regex]::Escape($server.masterPassword))
    }

    It 'sends nothing and makes no topic with -WhatIf, and a topic that cannot be had keeps nobody from being served' {
        Set-Sandbox @{ clear = $true }
        $lines = Invoke-CleanPwsh @"
            Import-Module `$modulePath
            `$password = ConvertTo-SecureString '$($server.masterPassword)' -AsPlainText -Force
            `$aws = @{ EndpointUrl = '$($aws.EndpointUrl)'; AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
            Sync-HoopIdentityCenterGroup $($server.arn) -CaFile '$($sandbox.caFile)' -NoVault -WhatIf ``
                -GroupMap @{ DBA = 'hoop_ddl'; Analysts = 'hoop_ro' } ``
                -DbCredential ([pscredential]::new('$($server.masterUserName)', `$password)) -NotifyEmail dba@example.com @aws ``
                -Region eu-west-1
"@
        (Get-SandboxRequest | ForEach-Object { $_ }).service | Should -Not -Contain 'sns' -Because "$lines"
        "$lines" | Should -Match 'sns:CreateTopic HoopConnect-IdentityCenter.*sns:Subscribe email dba@example.com'
        Set-Sandbox @{ fault = @{ action = 'CreateTopic'; kind = 'Error'; errorCode = 'AuthorizationError'; times = 10 } }
        Set-Member li.wei @()
        try {
            $users = $database |
                Sync-HoopIdentityCenterGroup @how -MaximumRemoval 100 -NotifyEmail dba@example.com -ErrorVariable failed `
                    -ErrorAction SilentlyContinue
        }
        finally { Set-Member li.wei Analysts; Set-Sandbox @{ clear = $true } }
        ($users | Where-Object UserName -EQ li.wei).State | Should -Be Dropped
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Aws.*'
    }

    It 'refuses what is no map, and a group that is not there' {
        $wrong = Get-ErrorOf { $database | Sync-HoopIdentityCenterGroup @way -NoVault -GroupMap DBA -ErrorAction Stop }
        $wrong.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $none = Get-ErrorOf { $database | Sync-HoopIdentityCenterGroup @way -NoVault -GroupMap @{ Nobodies = 'hoop_ro' } -ErrorAction Stop }
        $none.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IdentityCenter.GroupNotFound,*'
    }
}

Describe 'Sync-IdentityCenter.ps1' -Skip:$noServer {
    BeforeAll {
        Initialize-TestVault
        $parts = $server.arn -split ':'
        $master = [pscredential]::new($server.masterUserName, (ConvertTo-SecureString $server.masterPassword -AsPlainText))
        Set-Secret -Vault Team -Name "HoopConnect-$($parts[4])-$($parts[3])-$($parts[6])-master" -Secret $master
        Find-HoopRdsInstance orders-test -Account orders @aws | New-HoopDbRole @way -NoVault -Confirm:$false | Out-Null
        $script = Join-Path $repository examples Sync-IdentityCenter.ps1
        # A command line of an example, on this sandbox and with this checkout.
        function Invoke-Line([string] $Line, [string] $Tag = 'test') {
            $Line | Should -BeLike '*Sync-IdentityCenter.ps1*-Vault *Team*-Region eu-west-1*'
            $command = $Line -replace '\S*Sync-IdentityCenter\.ps1"?', "& '$($script.Replace('$', '$$'))'"
            $here = "-Account orders -Tag @{ env = '$Tag' } -CaFile '$($sandbox.caFile)'"
            (Invoke-Job @('-Command', "$command $here; exit `$LASTEXITCODE")) -join "`n"
        }
        function Invoke-Sync([string] $More, [string] $Tag = 'test') {
            Invoke-Line "Sync-IdentityCenter.ps1 -Vault Team -Region eu-west-1 $More" -Tag $Tag
        }
    }

    It 'ends with 0 where every user is as the directory says, after a plan that changed nothing' {
        $said = Invoke-Sync '-Plan'
        $LASTEXITCODE | Should -Be 0 -Because $said
        $said = Invoke-Sync
        $LASTEXITCODE | Should -Be 0 -Because $said
        $said = Invoke-Sync
        $LASTEXITCODE | Should -Be 0 -Because $said
        $said | Should -Match '3\s+Unchanged'
    }

    It 'ends with 1 where too many users would go, and says so' {
        Set-Sandbox @{ member = @{ user = 'li.wei'; groups = @() } }
        try { $said = Invoke-Sync }
        finally { Set-Sandbox @{ member = @{ user = 'li.wei'; groups = @('Analysts') } } }
        $LASTEXITCODE | Should -Be 1 -Because $said
        $said -replace '\s+', ' ' | Should -Match '1 of 3 users'
    }

    It 'is what <_> runs' -ForEach 'sync-github-actions.yml', 'sync-azure-pipelines.yml' {
        $key = $_ -match 'azure' ? 'pwsh' : 'run'
        $lines = @(Get-Content (Join-Path $repository examples $_) | Where-Object { $_ -match "^[\s-]*${key}: .*Sync-IdentityCenter" })
        $lines | Should -HaveCount 1
        $said = Invoke-Line ($lines[0] -replace "^[\s-]*${key}: ")
        $LASTEXITCODE | Should -Be 0 -Because $said
        $said | Should -Match '3\s+(Created|Unchanged)'
        Test-Yaml (Join-Path $repository examples $_)
    }

    It 'is what a scheduled task of Windows runs, every night or every few minutes' {
        . $PSScriptRoot/TaskScheduler.ps1
        $register = Join-Path $repository examples Register-SweepTask.ps1
        $pwsh = Join-Path $TestDrive pwsh.exe
        Set-Content $pwsh ''
        $task = & $register -Vault Team -Region eu-west-1 -UserId SYSTEM -Pwsh $pwsh -Script $script -TaskName Groups
        $task.Trigger.Daily, $task.Trigger.At.Hour | Should -Be $true, 3
        $said = Invoke-Line ($task.Action.Argument -replace '^.* -File "')
        $LASTEXITCODE | Should -Be 0 -Because $said
        $name = 'task-queue'
        Set-Sandbox @{ queue = @{ account = '111122223333'; name = $name } }
        $often = @{ EveryMinutes = 5; Argument = "-QueueUrl https://sqs.eu-west-1.amazonaws.com/111122223333/$name" }
        $task = & $register -Vault Team -Region eu-west-1 -UserId SYSTEM -Pwsh $pwsh -Script $script -TaskName Events @often
        $task.Trigger.Once, $task.Trigger.RepetitionInterval.TotalMinutes | Should -Be $true, 5
        $said = Invoke-Line ($task.Action.Argument -replace '^.* -File "')
        $LASTEXITCODE | Should -Be 0 -Because $said
    }

    Context 'with a queue' {
        BeforeAll {
            $known = @{}
            Find-HoopRdsInstance orders-test -Account orders @aws |
                Sync-HoopIdentityCenterGroup @way -NoVault -GroupMap @{ DBA = 'hoop_ddl'; Analysts = 'hoop_ro' } |
                ForEach-Object { $known[$_.UserName] = $_.UserId }
            function Get-Event([string] $User, [string] $Name = 'CreateUser') {
                '{"source":"aws.sso-directory","detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"' + $Name +
                    '","responseElements":{"user":{"userId":"' + $known[$User] + '"}}}}'
            }
            # The calls of the job on the queue: how many messages it received, deleted and gave back.
            function Invoke-Queue([string[]] $Message, [string] $More) {
                $name = "events-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
                Set-Sandbox @{ queue = @{ account = '111122223333'; name = $name; messages = $Message } }
                $script:url = "https://sqs.eu-west-1.amazonaws.com/111122223333/$name"
                Invoke-QueueAgain $More
            }
            function Invoke-QueueAgain([string] $More) {
                $before = @(Get-SandboxRequest | ForEach-Object { $_ } | Where-Object service -EQ sqs).Count
                $script:said = Invoke-Sync "-QueueUrl $url $More"
                $script:code = $LASTEXITCODE
                $script:deleted = $script:kept = 0
                Get-SandboxRequest | ForEach-Object { $_ } | Where-Object service -EQ sqs | Select-Object -Skip $before | ForEach-Object {
                    if ($_.action -eq 'DeleteMessageBatch') { $script:deleted += ($_.parameters.Entries | ConvertFrom-Json).Count }
                    if ($_.action -match 'Visibility') { $script:kept += ($_.parameters.Entries | ConvertFrom-Json).Count }
                }
            }
        }

        It 'ends with 0 where nothing waits, and asks no database' {
            Invoke-Queue @()
            $code | Should -Be 0 -Because $said
            $deleted, $kept | Should -Be 0, 0
        }

        It 'does what waits, deletes it with what is about something else, and ends with 0' {
            Set-Sandbox @{ member = @{ user = 'li.wei'; groups = @() } }
            try {
                $messages = @(Get-Event li.wei) + @(Get-Event jane) * 12 + '{"source":"aws.ec2","detail":{"state":"running"}}'
                Invoke-Queue $messages '-Plan'
                $code, $deleted, $kept | Should -Be 0, 0, 14 -Because $said
                Invoke-QueueAgain
                $code, $deleted, $kept | Should -Be 0, 14, 0 -Because $said
                $said | Should -Match 'li.wei\s+Dropped'
                Invoke-QueueAgain
                $code, $deleted, $kept | Should -Be 0, 0, 0 -Because $said
            }
            finally { Set-Sandbox @{ member = @{ user = 'li.wei'; groups = @('Analysts') } } }
            Invoke-Queue (Get-Event li.wei)
            $said | Should -Match 'li.wei\s+Created'
        }

        It 'ends with 1 where a message cannot be read, says which, leaves that one, and does the others' {
            Invoke-Queue '{"source": ', (Get-Event jane)
            $code, $deleted, $kept | Should -Be 1, 1, 1 -Because $said
            $said | Should -Match '[0-9a-f-]{36}: it is not JSON'
            Invoke-QueueAgain
            $code, $deleted, $kept | Should -Be 1, 0, 1 -Because $said
        }

        It 'ends with 1 where a database failed, leaves the messages, and does them when it is back' {
            Set-Sandbox @{ status = @{ database = 'orders-test'; value = 'stopped' } }
            try { Invoke-Queue (Get-Event jane) }
            finally { Set-Sandbox @{ status = @{ database = 'orders-test'; value = 'available' } } }
            $code, $deleted, $kept | Should -Be 1, 0, 1 -Because $said
            Invoke-QueueAgain
            $code, $deleted, $kept | Should -Be 0, 1, 0 -Because $said
        }

        It 'ends with 2 where the queue is not there' {
            $said = Invoke-Sync '-QueueUrl https://sqs.eu-west-1.amazonaws.com/111122223333/nowhere'
            $LASTEXITCODE | Should -Be 2 -Because $said
            $said | Should -Match 'QueueDoesNotExist'
            $said = Invoke-Sync '-QueueUrl https://sqs.eu-west-1.amazonaws.com/nowhere'
            $LASTEXITCODE | Should -Be 2 -Because $said
            $said | Should -Match 'is not the URL of a queue'
        }
    }

    It 'ends with 1 where nothing is found or a database cannot be had, and with 2 where AWS refuses the keys' {
        $said = Invoke-Sync -Tag nowhere
        $LASTEXITCODE | Should -Be 1 -Because $said
        $said | Should -Match 'nothing was done'
        Set-Sandbox @{ status = @{ database = 'orders-test'; value = 'stopped' } }
        try { $said = Invoke-Sync }
        finally { Set-Sandbox @{ status = @{ database = 'orders-test'; value = 'available' } } }
        $LASTEXITCODE | Should -Be 1 -Because $said
        $said | Should -Match 'orders-test'
        $former = $sandbox.secretAccessKey
        $sandbox.secretAccessKey = 'of-another-key'
        try { $said = Invoke-Sync } finally { $sandbox.secretAccessKey = $former }
        $LASTEXITCODE | Should -Be 2 -Because $said
    }
}
