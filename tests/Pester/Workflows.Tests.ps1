# The workflows of this repository and of the examples: nobody sees before a push whether they can be read.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $files = Get-ChildItem (Join-Path $repository .github workflows), (Join-Path $repository examples) -Filter *.yml
    $workflows = foreach ($file in $files) { @{ name = $file.Name; path = $file.FullName } }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1

    # Each script of a workflow, and the shell it is for: what its step or the defaults of its job say, else that of its platform.
    function Get-WorkflowScript([string] $Path) {
        $lines = Get-Content $Path
        $onWindows, $default, $shell = $false, $null, $null
        for ($i = 0; $i -lt $lines.Count; $i++) {
            switch -Regex ($lines[$i]) {
                '^  \w+:$' { $onWindows, $default = $false, $null }
                '^    runs-on: (.+)$' { $onWindows = $Matches[1] -like 'windows*' }
                '^      - ' { $shell = $null }
                '^        shell: (\w+)$' {
                    $shell = $Matches[1]
                    if ($lines[$i - 1] -match '^      run:$') { $default = $shell }
                }
                '^(\s+)(?:- )?(run|(?<=- )(?:pwsh|powershell|script)): (.+)$' {
                    $indent, $key, $text = $Matches[1].Length, $Matches[2], $Matches[3]
                    if ($text -eq '|') {
                        $text = ''
                        for (; $i + 1 -lt $lines.Count -and $lines[$i + 1] -match "^\s{$($indent + 1),}\S|^\s*$"; $i++) {
                            $text += $lines[$i + 1] + "`n"
                        }
                    }
                    $of = $key -in 'pwsh', 'powershell' ? $key : $shell ?? $default ?? ($onWindows ? 'pwsh' : 'bash')
                    @{ Shell = $of; Text = $text; Line = $i + 1 }
                }
            }
        }
    }
}

Describe 'The workflow <name>' -ForEach $workflows {
    It 'is YAML' -Skip:(-not (Get-Command python3 -ErrorAction Ignore)) {
        $read = python3 -c 'import sys
try: import yaml
except ImportError: sys.exit(3)
yaml.safe_load(open(sys.argv[1]))' $path 2>&1
        if ($LASTEXITCODE -eq 3) { Set-ItResult -Skipped -Because 'python3 has no YAML here'; return }
        $LASTEXITCODE | Should -Be 0 -Because "$read"
    }

    It 'has scripts that its shells can read' {
        $scripts = @(Get-WorkflowScript $path)
        $scripts | Should -Not -BeNullOrEmpty
        foreach ($script in $scripts) {
            # An expression of the runner is replaced before the shell sees it.
            $text = $script.Text -replace '\$\{\{.*?\}\}', 'x' -replace '\$\(\w+\)', 'x'
            if ($script.Shell -in 'pwsh', 'powershell') {
                $tokens = $faults = $null
                [void][Management.Automation.Language.Parser]::ParseInput($text, [ref]$tokens, [ref]$faults)
                $faults | Should -BeNullOrEmpty -Because "line $($script.Line): $text"
            }
            elseif (Get-Command bash -ErrorAction Ignore) {
                $text | bash -n 2>&1 | Should -BeNullOrEmpty -Because "line $($script.Line)"
            }
        }
    }

    It 'names only files that are there' -Skip:($path -notlike '*workflows*') {
        $named = (Get-WorkflowScript $path).Text |
            Select-String '(?<=\s|\./|^)(?:(?:tests|examples)/[\w./-]*|build)\.(?:ps1|sh)\b' -AllMatches |
            ForEach-Object { $_.Matches.Value }
        $named.Count | Should -BeGreaterThan 2
        $named | ForEach-Object { Join-Path $repository $_ } | Should -Exist
    }
}

Describe 'A filter of tests in a workflow' {
    It 'has names that tests have' {
        $ci = Join-Path $repository .github workflows ci.yml
        $filters = Select-String '--filter "([^"]+)"' $ci | ForEach-Object { $_.Matches.Groups[1].Value }
        $filters.Count | Should -BeGreaterThan 2
        $names = Get-ChildItem (Join-Path $repository tests HoopConnect.Tests) -Filter *.cs -Recurse |
            Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]' |
            Select-String '^namespace ([\w.]+);|^public (?:sealed |abstract )?(?:partial )?class (\w+Tests)' |
            ForEach-Object { $_.Matches.Groups[1..2].Value -join '' }
        foreach ($term in $filters -split '\|') {
            @($names -match [regex]::Escape($term)).Count | Should -BeGreaterThan 0 -Because $term
        }
    }
}
