# The scripts of examples/, run as a scheduled task runs them: a process of their own, nobody there to answer.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $script = Join-Path $repository examples Provision-Unattended.ps1

    function Invoke-Example([string[]] $Argument) {
        Invoke-Job (@('-File', $script, '-ConnectionPrefix', 'nightly', '-Region', 'eu-west-1', '-CaFile', $sandbox.caFile) + $Argument)
    }
}

Describe 'Provision-Unattended.ps1' {
    It 'ends with 1 where a database failed, and says which and why' {
        # Nobody allowed the script to reset a master password, and the vault has none of this database.
        $lines = Invoke-Example @('-Vault', 'Team', '-Account', 'analytics')
        $LASTEXITCODE | Should -Be 1
        $lines -join "`n" | Should -Match 'metrics'
        $lines -join "`n" | Should -Match 'ResetNotAllowed|AllowMasterReset'
    }

    It 'ends with 0 where every database is as it should be' {
        $aws = Get-SandboxAws
        Import-HoopConnect
        Find-HoopRdsInstance metrics -Account analytics @aws |
            Invoke-HoopProvisioning -ConnectionPrefix nightly -Vault Team -AllowMasterReset -CaFile $sandbox.caFile -Confirm:$false @aws |
            Out-Null
        $lines = Invoke-Example @('-Vault', 'Team', '-Account', 'analytics')
        $LASTEXITCODE | Should -Be 0
        $lines -join "`n" | Should -Match 'metrics\s+Completed\s+False'
    }

    It 'ends with 1 where no database has the tags, and with 2 where AWS refuses the keys' {
        $line = "-ConnectionPrefix nightly -Region eu-west-1 -Vault Team -Account analytics -Tag @{ env = 'nowhere' }"
        $lines = Invoke-Job @('-Command', "& '$script' $line; exit `$LASTEXITCODE")
        $LASTEXITCODE | Should -Be 1
        $lines -join ' ' | Should -Match 'nothing was done'
        $former = $sandbox.secretAccessKey
        $sandbox.secretAccessKey = 'of-another-key'
        try {
            $lines = Invoke-Example @('-Vault', 'Team', '-Account', 'analytics')
            $LASTEXITCODE | Should -Be 2
            $lines -join ' ' | Should -Match 'InvalidCredentials|refused the credentials'
        }
        finally { $sandbox.secretAccessKey = $former }
    }

    It 'shows the plan with -Plan and ends with 0' {
        $lines = Invoke-Example @('-Vault', 'Team', '-Account', 'analytics', '-Plan')
        $LASTEXITCODE | Should -Be 0
    }

    It 'ends with 2 where the run could not start' {
        $lines = Invoke-Example @('-Vault', 'Nowhere', '-Account', 'analytics')
        $LASTEXITCODE | Should -Be 2
        $lines -join "`n" | Should -Match 'Nowhere'
    }
}

Describe 'The nightly sweep of session users' {
    BeforeAll {
        # The tests above left the master's password of this server in the vault.
        . $PSScriptRoot/SessionUser.ps1 -Identifier metrics
        $sweepScript = Join-Path $repository examples Sweep-SessionUsers.ps1
        $here = @('-Account', 'analytics', '-CaFile', $sandbox.caFile)

        # A command line of an example, on this sandbox and with this checkout.
        function Invoke-Line([string] $Line) {
            $Line | Should -BeLike '*Sweep-SessionUsers.ps1*-Vault *Team*-Region eu-west-1*'
            $command = $Line -replace '\S*Sweep-SessionUsers\.ps1', $sweepScript.Replace('$', '$$') -replace '"', ''
            Invoke-Job (@('-File') + -split $command + $here)
        }

        # The value of a key in a YAML file, by its one-line form.
        function Get-YamlLine([string] $File, [string] $Key) {
            $found = @(
                Get-Content (Join-Path $repository examples $File) |
                    Where-Object { $_ -match "^[\s-]*${Key}: (.*Sweep-SessionUsers.*)$" } | ForEach-Object { $Matches[1] })
            $found.Count | Should -Be 1
            $found[0]
        }
    }

    BeforeEach { Clear-TestUser }

    AfterAll { Clear-TestUser }

    It 'removes the expired users, leaves the others, ends with 0 and says what it did' {
        New-TestUser 1 -Last 3
        New-TestUser 4 -ValidUntil 2999-01-01
        $lines = Invoke-Job (@('-File', $sweepScript, '-Vault', 'Team', '-Region', 'eu-west-1', '-Plan') + $here)
        $LASTEXITCODE | Should -Be 0 -Because ($lines -join "`n")
        Get-UserCount | Should -Be 4
        $lines = Invoke-Job (@('-File', $sweepScript, '-Vault', 'Team', '-Region', 'eu-west-1') + $here)
        $LASTEXITCODE | Should -Be 0 -Because ($lines -join "`n")
        $lines -join "`n" | Should -Match 'Completed\s+1\s+3\s+3\s'
        (Get-HoopSessionUser @look).UserName | Should -Be "${prefix}00000004"
    }

    It 'ends with 1 where a user is left, and says which and why' {
        New-TestUser 1
        Invoke-MasterSql 'CREATE DATABASE kept' | Out-Null
        try {
            Invoke-MasterSql "ALTER DATABASE kept OWNER TO ${prefix}00000001" -AsMember "${prefix}00000001" | Out-Null
            $lines = Invoke-Job (@('-File', $sweepScript, '-Vault', 'Team', '-Region', 'eu-west-1') + $here)
            $LASTEXITCODE | Should -Be 1
            $lines -join "`n" | Should -Match "Incomplete"
            $lines -join ' ' | Should -Match "${prefix}00000001.*Locked.*kept"
        }
        finally {
            Invoke-MasterSql 'DROP DATABASE kept' -AsMember "${prefix}00000001" | Out-Null
        }
    }

    It 'ends with 1 where no database has the tags' {
        $line = "-Region eu-west-1 -Vault Team -Account analytics -Tag @{ env = 'nowhere' }"
        $lines = Invoke-Job @('-Command', "& '$sweepScript' $line; exit `$LASTEXITCODE")
        $LASTEXITCODE | Should -Be 1
        $lines -join ' ' | Should -Match 'nothing was done'
    }

    It 'ends with 1 where a database cannot be read, and with 2 where it could not start' {
        Set-Sandbox @{ status = @{ database = 'metrics'; value = 'stopped' } }
        try {
            $lines = Invoke-Job (@('-File', $sweepScript, '-Vault', 'Team', '-Region', 'eu-west-1') + $here)
            $LASTEXITCODE | Should -Be 1
            $lines -join "`n" | Should -Match 'metrics'
        }
        finally { Set-Sandbox @{ status = @{ database = 'metrics'; value = 'available' } } }
        $lines = Invoke-Job (@('-File', $sweepScript, '-Vault', 'Nowhere', '-Region', 'eu-west-1') + $here)
        $LASTEXITCODE | Should -Be 2
    }

    It 'is what <_> runs' -ForEach 'sweep-github-actions.yml', 'sweep-azure-pipelines.yml' {
        New-TestUser 1
        $lines = Invoke-Line (Get-YamlLine $_ ($_ -match 'azure' ? 'pwsh' : 'run'))
        $LASTEXITCODE | Should -Be 0 -Because ($lines -join "`n")
        $lines -join "`n" | Should -Match 'Completed\s+1\s+1\s+1\s'
        Test-Yaml (Join-Path $repository examples $_)
    }

    It 'is what the systemd unit runs, every night' {
        New-TestUser 1
        $folder = Join-Path $repository examples systemd
        $unit = Get-Content (Join-Path $folder hoop-sweep.service)
        $unit | Where-Object { $_ -notmatch '^(#.*|\[\w+\]|\w+=.*|)$' } | Should -BeNullOrEmpty
        $line = @($unit) -match '^ExecStart=/usr/bin/pwsh -NoProfile -NonInteractive -File '
        $line.Count | Should -Be 1
        $lines = Invoke-Line ($line[0] -replace '^.* -File ')
        $LASTEXITCODE | Should -Be 0 -Because ($lines -join "`n")
        $lines -join "`n" | Should -Match 'Completed\s+1\s+1\s+1\s'
        $timer = Get-Content (Join-Path $folder hoop-sweep.timer)
        @($timer) -match '^OnCalendar=\*-\*-\* 03:00:00$' | Should -HaveCount 1
        if (Get-Command systemd-analyze -ErrorAction Ignore) {
            # It also says that there is no pwsh where the unit expects one, which is no fault of the unit.
            systemd-analyze verify (Join-Path $folder hoop-sweep.timer) (Join-Path $folder hoop-sweep.service) 2>&1 |
                ForEach-Object { "$_" } |
                Where-Object { $_ -match 'hoop-sweep' -and $_ -notmatch 'is not executable' } | Should -BeNullOrEmpty
        }
    }

    It 'is what the scheduled task of Windows runs, as <user>' -ForEach @(
        @{ user = 'DOMAIN\svc-hoop$'; logonType = 'Password' }
        @{ user = 'SYSTEM'; logonType = 'ServiceAccount' }
    ) {
        New-TestUser 1
        . $PSScriptRoot/TaskScheduler.ps1
        $register = Join-Path $repository examples Register-SweepTask.ps1
        $pwsh = Join-Path $TestDrive pwsh.exe
        Set-Content $pwsh ''
        $named = @{ Vault = 'Team'; Region = 'eu-west-1'; UserId = $user; Pwsh = $pwsh }
        & $register @named -SetUpVault -WhatIf | Should -BeNullOrEmpty
        $registered | Should -HaveCount 0
        $task = & $register @named
        $task.Trigger.Daily, $task.Trigger.At.Hour, $task.Principal.UserId | Should -Be $true, 3, $user
        # Whether or not somebody is logged on.
        $task.Principal.LogonType | Should -Be $logonType
        $task.Action.Execute | Should -Be $pwsh
        $task.Action.Argument | Should -BeLike '-NoProfile -NonInteractive -File *'
        $lines = Invoke-Line ($task.Action.Argument -replace '^.* -File ')
        $LASTEXITCODE | Should -Be 0 -Because ($lines -join "`n")
        $lines -join "`n" | Should -Match 'Completed\s+1\s+1\s+1\s'
    }
}

Describe 'Register-SweepTask.ps1' {
    BeforeAll {
        . $PSScriptRoot/TaskScheduler.ps1
        $register = Join-Path $repository examples Register-SweepTask.ps1
        $pwsh = Join-Path $TestDrive pwsh.exe
        Set-Content $pwsh ''
        $here = @{ Vault = 'Team'; Region = 'eu-west-1'; UserId = 'SYSTEM' }
    }

    BeforeEach { $registered.Clear(); $taskResults.Clear() }

    It 'takes the PowerShell that runs it, and none that is not there' {
        { & $register @here -Pwsh (Join-Path $TestDrive none.exe) } | Should -Throw "*none.exe*"
        $own = Join-Path $PSHOME pwsh.exe
        if (Test-Path $own) { (& $register @here).Action.Execute | Should -Be $own }
        else { { & $register @here } | Should -Throw "*$own*" }
    }

    It 'refuses the PowerShell of the Store and says why' {
        $store = Join-Path $TestDrive WindowsApps Microsoft.PowerShell_7.6.9.0_x64__8wekyb3d8bbwe pwsh.exe
        [void](New-Item -ItemType File -Force $store)
        { & $register @here -Pwsh $store } | Should -Throw '*Microsoft Store*path changes*'
        $registered | Should -HaveCount 0
    }

    It 'runs another script with its own command line' {
        $more = @{ Script = (Join-Path $repository examples Provision-Unattended.ps1); Argument = '-ConnectionPrefix prod-{identifier}' }
        $task = & $register @here -Pwsh $pwsh @more -TaskName Nightly
        $task.Action.Argument | Should -BeLike '*Provision-Unattended.ps1" -Vault "Team" -Region eu-west-1 -ConnectionPrefix prod-*}'
    }

    It 'has the vault registered first, as the account, by a task that is gone afterwards' {
        # It has not run, it runs, it has ended.
        $taskResults.AddRange([uint32[]](0x41303, 0x41301, 0))
        $task = & $register @here -Pwsh $pwsh -SetUpVault
        $registered.TaskName | Should -Be 'HoopConnect session users (vault)', 'HoopConnect session users'
        $registered[0].Trigger | Should -BeNullOrEmpty
        $registered[0].Principal.UserId | Should -Be SYSTEM
        $registered[0].Action.Argument | Should -BeLike '-NoProfile -NonInteractive -File *Register-TaskVault.ps1" -Vault "Team"'
        $unregistered | Should -Be 'HoopConnect session users (vault)'
        $task.TaskName | Should -Be 'HoopConnect session users'
    }

    It 'registers no task where the vault could not be registered' {
        $taskResults.AddRange([uint32[]](2))
        { & $register @here -Pwsh $pwsh -SetUpVault } | Should -Throw '*Register-TaskVault.ps1 ended with 2*AllUsers*'
        $registered.TaskName | Should -Be 'HoopConnect session users (vault)'
    }
}

Describe 'Register-TaskVault.ps1' {
    It 'leaves a vault of that name as it is, and ends with 2 where there is no SecretStore' {
        $setUp = Join-Path $repository examples Register-TaskVault.ps1
        $hasStore = [bool](Get-Module -ListAvailable Microsoft.PowerShell.SecretStore)
        $lines = Invoke-Job @('-File', $setUp, '-Vault', 'Team')
        $LASTEXITCODE | Should -Be ($hasStore ? 0 : 2) -Because ($lines -join "`n")
        $lines -join "`n" | Should -Match ($hasStore ? 'registered' : 'SecretStore')
    }
}

Describe 'Every example' {
    BeforeDiscovery {
        $examples = Get-ChildItem (Join-Path (Split-Path (Split-Path $PSScriptRoot)) examples) -Filter *.ps1 | ForEach-Object Name
    }

    It 'says which PowerShell it needs: <_>' -ForEach $examples {
        $tokens = $faults = $null
        $path = Join-Path $repository examples $_
        $ast = [Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$faults)
        $faults | Should -BeNullOrEmpty
        $wanted = $_ -eq 'Register-SweepTask.ps1' ? '5.1' : '7.4'
        "$($ast.ScriptRequirements.RequiredPSVersion)" | Should -Be $wanted
        if ($wanted -eq '7.4') { return }
        # What Windows PowerShell cannot read, and what it has no parameter for.
        $tokens.Kind | Where-Object { "$_" -match '^(Question\w+|AndAnd|OrOr)$' } | Should -BeNullOrEmpty
        $commands = $ast.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)
        $joins = @($commands | Where-Object { $_.GetCommandName() -eq 'Join-Path' })
        $joins.Count | Should -BeGreaterThan 0
        $joins | Where-Object { $_.CommandElements.Count -gt 3 } | Should -BeNullOrEmpty
        # Windows PowerShell takes a file without a byte order mark for one in the system's code page.
        [IO.File]::ReadAllBytes($path) | Where-Object { $_ -gt 127 } | Should -BeNullOrEmpty
    }
}
