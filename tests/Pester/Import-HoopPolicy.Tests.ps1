BeforeAll {
    . $PSScriptRoot/Common.ps1
    Initialize-TestHome
    Import-HoopConnect
    $folder = Join-Path ([IO.Path]::GetTempPath()) "hoop-policies-$([guid]::NewGuid().ToString('n'))"
    [void](New-Item -ItemType Directory $folder)
    function Write-Policy {
        param([string] $File, [string[]] $Name, [string] $Extra = '')
        $text = foreach ($one in $Name) {
            "policy `"$one`" {`n  engine = `"postgres`"`n  plugin_config_entry = `"entry`"`n  expiration = `"90m`"`n" +
                "  instances = [`"dellstore`", `"Sales DB.My Schema`"]`n  grant_privileges = [`"SELECT`", `"UPDATE`"]`n$Extra}"
        }
        Set-Content -LiteralPath (Join-Path $folder $File) -Value $text
        Join-Path $folder $File
    }
    $good = Write-Policy good.hcl 'pg-homolog', 'pg prod'
    $bracket = Write-Policy 'a[1].hcl' 'bracket'
    $wrong = Join-Path $folder wrong.hcl.txt
    Set-Content -LiteralPath $wrong "policy `"x`" {`n  engine = `"oracle`"`n  nonsense = 1`n}"
}

AfterAll { Remove-Item -LiteralPath $folder -Recurse -Force }

Describe 'Import-HoopPolicy' {
    It 'reads a file, a folder, wildcards and a literal path' {
        (Import-HoopPolicy $good).Name | Should -Be 'pg-homolog', 'pg prod'
        (Import-HoopPolicy $folder).Name | Should -Be 'bracket', 'pg-homolog', 'pg prod'
        (Import-HoopPolicy (Join-Path $folder 'g*.hcl')).Name | Should -Be 'pg-homolog', 'pg prod'
        (Import-HoopPolicy -LiteralPath $bracket).Name | Should -Be 'bracket'
        (Get-Item -LiteralPath $bracket | Import-HoopPolicy).Name | Should -Be 'bracket'
        ($good | Import-HoopPolicy).Count | Should -Be 2
        (Import-HoopPolicy $good | Import-HoopPolicy -Name pg-homolog).Name | Should -Be 'pg-homolog'
        Push-Location $folder
        try { (Import-HoopPolicy ./good.hcl).File | Should -Be @($good, $good) } finally { Pop-Location }
    }

    It 'gives what the policy says, and a table of it' {
        $policy = Import-HoopPolicy $good -Name PG-*
        $policy.Name | Should -Be 'pg-homolog'
        $policy.Expiration | Should -Be ([timespan]'01:30:00')
        "$($policy.Scopes | ForEach-Object { $_.Database + '/' + $_.Schema })" | Should -Be 'dellstore/public Sales DB/My Schema'
        "$($policy.Privileges)" | Should -Be 'Select Update'
        $policy.UserName | Should -Match '^_hoop_session_user_[0-9a-f]{8}$'
        $policy.Line | Should -Be 1
        $policy | Out-String -Width 220 | Should -Match 'Name\s+Engine\s+Expiration\s+UserName\s+Instances\s+GrantPrivileges\s+Place'
        $policy | Out-String -Width 220 | Should -Match 'good\.hcl:1'
    }

    It 'says all that is wrong with its place, and reads the others' {
        $policies = Import-HoopPolicy -LiteralPath $wrong, $good -ErrorVariable problems -ErrorAction SilentlyContinue
        $policies.Count | Should -Be 2
        $problems.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be @(
            'HoopConnect.Policy.MissingAttribute', 'HoopConnect.Policy.MissingAttribute', 'HoopConnect.Policy.MissingAttribute',
                'HoopConnect.Policy.UnknownEngine', 'HoopConnect.Policy.UnknownAttribute')
        $problems[3].Exception.Message | Should -BeLike "${wrong}:2:12: The engine 'oracle' is not served*"
        $problems[3].Exception.Position.Line | Should -Be 2
        $problems[3].TargetObject | Should -Be $wrong
    }

    It 'names both places of a name that is there twice' {
        $again = Write-Policy again.txt 'other', 'pg prod'
        $policies = Import-HoopPolicy $good, $again -ErrorVariable problems -ErrorAction SilentlyContinue
        $policies.Name | Should -Be 'pg-homolog', 'other'
        $problems.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Policy.DuplicateName,*'
        $problems.Exception.Message | Should -BeLike "*pg prod (${good}:8), pg prod (${again}:8)*"
    }

    It 'says that a file or a name is not there' {
        (Get-ErrorOf { Import-HoopPolicy (Join-Path $folder none.hcl) -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.FileNotFound,*'
        (Get-ErrorOf { Import-HoopPolicy -LiteralPath (Join-Path $folder none.hcl) -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.FileNotFound,*'
        (Get-ErrorOf { Import-HoopPolicy $good -Name nobody -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.NotFound,*'
    }

    It 'completes the names of the policies in the file on the command line' {
        $line = "Import-HoopPolicy -Path '$good' -Name p"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be "'pg prod'", 'pg-homolog'
        $line = "Import-HoopPolicy -LiteralPath '$bracket' -Name "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'bracket'
        $line = "Import-HoopPolicy -Path '$folder/none.hcl' -Name zzz"
        { TabExpansion2 $line $line.Length } | Should -Not -Throw
    }
}
