BeforeDiscovery {
    $noPython = -not (Get-Command ($IsWindows ? 'py' : 'python3') -ErrorAction Ignore)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    # A stopped database ends its job at once.
    $result = Find-HoopRdsInstance archive -Account * @aws -ErrorAction SilentlyContinue |
        Invoke-HoopProvisioning -Vault Team @aws -ErrorAction SilentlyContinue -Confirm:$false
    $seen = Join-Path $TestDrive seen.txt
    $hook = Join-Path $TestDrive hook.ps1
    Set-Content $hook @"
`$request = `$env:HOOP_AWS_CONNECT_REQUEST | ConvertFrom-Json
`$response = `$env:HOOP_AWS_CONNECT_RESPONSE | ConvertFrom-Json
Add-Content '$seen' `$request.sid
"`$(`$response.status) `$(`$request.database_type) `$PSHOME `$(`$args.Count) `$(`$null -eq `$env:PGPASSWORD)"
exit 5
"@
}

Describe 'Invoke-HoopRunbookHook' {
    It 'shows what it would run and what the script would get, and runs nothing' {
        $shown = $result | Invoke-HoopRunbookHook -RunbookPath $hook -WhatIf *>&1 | Out-String -Width 4096
        $text = Invoke-CleanPwsh "Import-Module '$modulePath'
            Invoke-HoopRunbookHook '$($result.JobId)' '$hook' -WhatIf" | Out-String -Width 4096
        foreach ($part in 'hook.ps1', 'HOOP_AWS_CONNECT_REQUEST={', 'HOOP_AWS_CONNECT_RESPONSE={', '"status":"failed"', '-NoProfile') {
            "$shown$text".Contains($part) | Should -BeTrue -Because $part
        }
        Test-Path $seen | Should -BeFalse
    }

    It 'runs a script of PowerShell by this PowerShell, for jobs, results and ids, and the record says what it did' {
        $env:PGPASSWORD = 'not for scripts'
        try {
            $runs = @(
                $result | Get-HoopProvisioningJob |
                    Invoke-HoopRunbookHook -RunbookPath $hook -ErrorAction SilentlyContinue -ErrorVariable failures
                Invoke-HoopRunbookHook $result.JobId $hook -ErrorAction SilentlyContinue
            )
        }
        finally { $env:PGPASSWORD = $null }
        $runs.ExitCode | Should -Be 5, 5
        $runs[0].Output.Trim() | Should -Be "failed postgres $PSHOME 0 True"
        $runs[0].Arn | Should -Be $result.Arn
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Runbook.Failed,*'
        Get-Content $seen | Should -Be $result.JobId, $result.JobId
        $status = ($result | Get-HoopProvisioningJob).HookStatus
        $status.ExitCode | Should -Be 5
        $status.Output | Should -Be $runs[1].Output
        $runs | Out-String -Width 220 | Should -Match 'JobId\s+Arn\s+ExitCode\s+Seconds\s+Commit\s+Output'
    }

    It 'runs the runbook of a repository for each job, from one clone, and says its commit' -Skip:$noPython {
        $repository = Join-Path $TestDrive house
        [void](New-Item -ItemType Directory (Join-Path $repository hoop-hooks))
        'print("hello from the repository")' | Set-Content (Join-Path $repository hoop-hooks aws-connect-post-exec.runbook.py)
        git init --quiet $repository
        git -C $repository add .
        git -C $repository -c user.name=test -c user.email=test@example.com -c commit.gpgsign=false commit --quiet -m test
        $commit = git -C $repository rev-parse HEAD
        $url = 'file://' + ($IsWindows ? '/' : '') + $repository.Replace('\', '/')
        $runs = $result, $result | Invoke-HoopRunbookHook -RunbookPath $url
        $runs.ExitCode | Should -Be 0, 0
        $runs.Commit | Should -Be $commit, $commit
        $runs[0].Output.Trim() | Should -Be 'hello from the repository'
        ($result | Get-HoopProvisioningJob).HookStatus.Commit | Should -Be $commit
    }

    It 'ends one that takes too long, and the next job has its turn' {
        $slow = Join-Path $TestDrive slow.ps1
        '"begun"; Start-Sleep 300' | Set-Content $slow
        $run = $result |
            Invoke-HoopRunbookHook -RunbookPath $slow -RunbookTimeoutSeconds 4 -ErrorAction SilentlyContinue -ErrorVariable failures
        $run.TimedOut | Should -BeTrue
        $run.Seconds | Should -BeLessThan 60
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Runbook.TimedOut,*'
    }

    It 'refuses what it cannot run before the first job' -ForEach @(
        @{ Path = 'nothing.py'; Id = 'NotFound' }
        @{ Path = 'hook.sh'; Id = 'InvalidSource' }
        @{ Path = '--upload-pack=x'; Id = 'InvalidSource' }
        @{ Path = 'http://git.example.com/hooks.git'; Id = 'InvalidSource' }
        @{ Path = 'https://me:secret@git.example.com/hooks.git'; Id = 'InvalidSource' }
    ) {
        Set-Content (Join-Path $TestDrive hook.sh) ''
        $text = $Path -match '^-|:' ? $Path : (Join-Path $TestDrive $Path)
        $failure = Get-ErrorOf { Invoke-HoopRunbookHook $result.JobId -RunbookPath $text }
        $failure.FullyQualifiedErrorId | Should -BeLike "HoopConnect.Runbook.$Id,*"
        "$failure" | Should -Not -Match 'secret'
    }

    It 'refuses a script that others can write to' -Skip:$IsWindows {
        $open = Join-Path $TestDrive open.ps1
        Set-Content $open ''
        chmod 666 $open
        (Get-ErrorOf { Invoke-HoopRunbookHook $result.JobId $open }).FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Runbook.NotSafe,*'
    }

    It 'reports a job that is not there, and the others come' {
        $run = 'nothing', $result.JobId | Invoke-HoopRunbookHook -RunbookPath $hook -ErrorAction SilentlyContinue -ErrorVariable failures
        $run.JobId | Should -Be $result.JobId
        $failures.FullyQualifiedErrorId | Where-Object { $_ -like 'HoopConnect.Job.NotFound,*' } | Should -Not -BeNullOrEmpty
    }
}

Describe 'Invoke-HoopProvisioning -RunbookPath' {
    It 'runs the script for a job that failed too, and before anything is changed refuses one that is not there' {
        Remove-Item $seen -ErrorAction Ignore
        $run = @{ Vault = 'Team'; Confirm = $false; ErrorAction = 'SilentlyContinue' } + $aws
        $again = Find-HoopRdsInstance archive -Account * @aws -ErrorAction SilentlyContinue |
            Invoke-HoopProvisioning @run -RunbookPath $hook -ErrorVariable failures
        $again.State | Should -Be 'Failed'
        Get-Content $seen | Should -Be $again.JobId
        ($again | Get-HoopProvisioningJob).HookStatus.ExitCode | Should -Be 5
        $failures.FullyQualifiedErrorId | Where-Object { $_ -like 'HoopConnect.Runbook.Failed,*' } | Should -Not -BeNullOrEmpty

        $jobs = @(Get-HoopProvisioningJob).Count
        $database = Find-HoopRdsInstance archive -Account * @aws -ErrorAction SilentlyContinue
        $missing = Join-Path $TestDrive no.py
        $failure = Get-ErrorOf { $database | Invoke-HoopProvisioning @aws -Vault Team -Confirm:$false -RunbookPath $missing }
        $failure.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Runbook.NotFound,*'
        @(Get-HoopProvisioningJob).Count | Should -Be $jobs
    }
}
