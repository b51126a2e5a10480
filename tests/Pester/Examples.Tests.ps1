# The scripts of examples/, run as a scheduled task runs them: a process of their own, nobody there to answer.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $script = Join-Path $repository examples Provision-Unattended.ps1

    # Gives the lines; the exit code is in $LASTEXITCODE.
    function Invoke-Example([string[]] $Argument) {
        $saved = $env:PSModulePath, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL
        try {
            $env:PSModulePath = (Split-Path $modulePath) + [IO.Path]::PathSeparator + $env:PSModulePath
            $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL = $sandbox.accessKeyId, $sandbox.secretAccessKey, $sandbox.endpointUrl
            & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $script -ConnectionPrefix nightly -Region eu-west-1 -CaFile $sandbox.caFile @Argument 2>&1 |
                ForEach-Object { "$_" }
        }
        finally {
            $env:PSModulePath, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL = $saved
        }
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
            Invoke-HoopProvisioning -ConnectionPrefix nightly -Vault Team -AllowMasterReset -CaFile $sandbox.caFile -Confirm:$false @aws | Out-Null
        $lines = Invoke-Example @('-Vault', 'Team', '-Account', 'analytics')
        $LASTEXITCODE | Should -Be 0
        $lines -join "`n" | Should -Match 'metrics\s+Completed\s+False'
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
