# Every example of README, the help pages and examples/README runs as it stands; scripts that end with an exit code run in a process of
# their own, and it is read: where all is well, where one database fails, where AWS refuses the keys, where nothing is found.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Documentation/Blocks.ps1
    $blocks = @(Get-DocumentationBlock $repository | Where-Object Language -NotIn hcl, python | ForEach-Object {
            @{ name = Get-BlockName $_; page = $_.Page; text = $_.Text; language = $_.Language; recipe = Test-Recipe $_ }
        })
    # What the tests themselves are started by, and the shell that Windows does not have.
    $blocks = @($blocks | Where-Object { $_.language -eq 'powershell' -or ($_.page -like 'docs/help/*' -and -not $IsWindows) })
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $file = Join-Path $TestDrive results.json
    $lines = & $pwshProgram @pwshArguments -NoProfile -NonInteractive -File (
        Join-Path $PSScriptRoot Documentation Run.ps1
    ) -Result $file 2>&1
    if (-not (Test-Path $file)) { throw "The examples could not be run: $($lines | Select-Object -Last 40 | Out-String)" }
    $results = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
    # Databases of the sandbox's fleet with which nothing can be done here: no server, another engine, stopped, a replica, a proxy.
    $notServed = 'orders-replica', 'orders-proxy', 'ledger', 'archive', 'vaulted', 'upgrading', 'classic', 'billing'
}

Describe 'The documentation' {
    It 'has code on every page, and recipes on those that promise exit codes' -TestCases @{ blocks = $blocks } {
        $blocks.Count | Should -BeGreaterThan 80
        ($blocks | Where-Object { $_.recipe }).page | Should -Contain 'README.md'
        ($blocks | Where-Object { $_.recipe }).page | Should -Contain 'docs/help/about_HoopConnect.md'
    }

    It 'does not tell anybody that it went well: <name>' -ForEach @($blocks | Where-Object { $_.recipe }) {
        $outcomes = $results[$name]
        $outcomes.success.exitCode | Should -Be 0 -Because $outcomes.success.output
        $outcomes.failed.exitCode | Should -Be 1 -Because $outcomes.failed.output
        $outcomes.'nothing found'.exitCode | Should -Be 1 -Because $outcomes.'nothing found'.output
        $outcomes.refused.exitCode | Should -Be ($text -match 'Find-HoopRdsInstance' ? 1 : 0) -Because $outcomes.refused.output
        foreach ($wrong in @('failed', 'nothing found') + @(if ($text -match 'Find-HoopRdsInstance') { 'refused' })) {
            $outcomes[$wrong].output | Should -Not -BeNullOrEmpty
        }
        $outcomes.success.output | Should -Not -Match 'Unexpected'
    }

    It 'runs as it stands: <name>' -ForEach @($blocks | Where-Object { -not $_.recipe }) {
        if (-not $results.ContainsKey($name)) { Set-ItResult -Skipped -Because 'this machine has no servers that check tokens' }
        $result = $results[$name]
        if ($language -eq 'sh') {
            $result.exitCode | Should -Be 0 -Because $result.output
            return
        }
        $unexpected = @($result.errors | Where-Object {
                $message = $_.message
                -not ($notServed | Where-Object { $message -match "\b$_\b" }) -and -not ($message -match 'sg-0123456789abcdef0')
            })
        $unexpected | ForEach-Object { "$($_.id): $($_.message)" } | Should -BeNullOrEmpty
    }
}
