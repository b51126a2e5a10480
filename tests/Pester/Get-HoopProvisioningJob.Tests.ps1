BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    # A stopped database ends its job at once.
    $result = Find-HoopRdsInstance archive -Account * @aws -ErrorAction SilentlyContinue |
        Invoke-HoopProvisioning -Vault Team @aws -ErrorAction SilentlyContinue -Confirm:$false
}

Describe 'Get-HoopProvisioningJob' {
    It 'finds the record of a result, and shows it in a table' {
        $job = $result | Get-HoopProvisioningJob
        $job.Id | Should -Be $result.JobId
        $job.Spec.DbArn | Should -Be $result.Arn
        $job.Status.Phase | Should -Be 'Failed'
        $job.Status.Message | Should -Match 'stopped'
        $job | Out-String -Width 220 | Should -Match 'CreatedAt \(UTC\)\s+State\s+Database\s+Roles\s+Message'
    }

    It 'narrows by state, ARN and age' {
        (Get-HoopProvisioningJob -State Failed -Arn '*:db:archive').Id | Should -Contain $result.JobId
        (Get-HoopProvisioningJob -State Running).Id | Should -Not -Contain $result.JobId
        (Get-HoopProvisioningJob -NewerThan 1:00:00).Id | Should -Contain $result.JobId
        Get-HoopProvisioningJob -OlderThan 1:00:00 | Should -BeNullOrEmpty
        Get-HoopProvisioningJob -Arn 'arn:nowhere' | Should -BeNullOrEmpty
    }

    It 'reads a running job whose process is gone as interrupted' {
        $folder = Join-Path $env:HOOPCONNECT_STATE jobs
        $file = Get-ChildItem $folder -Filter "*$($result.JobId).json"
        $id = [guid]::NewGuid().ToString()
        (Get-Content $file -Raw).Replace($result.JobId, $id).Replace('"failed"', '"running"') |
            Set-Content (Join-Path $folder "20200101T000000000Z-$id.json")
        $job = Get-HoopProvisioningJob $id
        $job.Status.Phase | Should -Be 'Failed'
        $job.Status.Message | Should -Be 'interrupted'
        Remove-Item (Join-Path $folder "20200101T000000000Z-$id.json")
    }

    It 'reports a file it cannot read, and the rest comes' {
        $broken = Join-Path $env:HOOPCONNECT_STATE jobs '20200101T000000000Z-broken.json'
        '{' | Set-Content $broken
        try {
            (Get-HoopProvisioningJob -ErrorAction SilentlyContinue -ErrorVariable refused).Id | Should -Contain $result.JobId
            $refused[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Job.Unreadable,*'
        }
        finally { Remove-Item $broken }
    }
}
