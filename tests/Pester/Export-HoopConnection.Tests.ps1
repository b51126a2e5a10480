BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
    [void](New-HoopConnection -ConnectionPrefix export -Role ReadOnly @lab)
}

Describe 'Export-HoopConnection' {
    It 'holds no password unless asked: <_>' -ForEach 'Environment', 'PowerShell', 'GitHub', 'AzureDevOps', 'ConnectionString', 'HoopJson' {
        Export-HoopConnection export-ro -As $_ | Should -Not -Match 'PASS|Password'
    }

    It 'gives lines that PowerShell runs to the same values' {
        $lines = Export-HoopConnection export-ro -As PowerShell -IncludePassword
        $values = Invoke-CleanPwsh "$lines`n`$env:PASS; `$env:PGHOST; `$env:PGSSLMODE"
        $values | Should -Be $password, 'lab.example.com', 'verify-full'
    }

    It 'has GitHub hide the password before it is anywhere, and keeps that out of the file' {
        $env:GITHUB_ENV = Join-Path $TestDrive github.env
        try {
            $log = Invoke-CleanPwsh @"
Import-Module Microsoft.PowerShell.SecretManagement; Import-Module '$modulePath'
Export-HoopConnection export-ro -As GitHub -IncludePassword -Vault Team | Out-File -Append `$env:GITHUB_ENV
'later'
"@
            $log | Should -Be "::add-mask::$password", 'later'
            Get-Content $env:GITHUB_ENV | Should -Contain "PGPASSWORD=$password"
            Get-Content $env:GITHUB_ENV | Should -Not -Match 'add-mask'
        }
        finally {
            Remove-Item Env:GITHUB_ENV
        }
        $all = Export-HoopConnection export-ro -As GitHub -IncludePassword 6>&1
        "$($all[0])" | Should -Be "::add-mask::$password"
        Export-HoopConnection export-ro -As GitHub 6>&1 | Should -Not -Match 'add-mask'
        $file = Join-Path $TestDrive masked.env
        "$(@(Export-HoopConnection export-ro -As GitHub -IncludePassword -Path $file 6>&1)[0])" | Should -Be "::add-mask::$password"
    }

    It 'has Azure Pipelines hide the password before it is set' {
        $lines = (Export-HoopConnection export-ro -As AzureDevOps -IncludePassword) -split "`n"
        $lines[0] | Should -Be "##vso[task.setsecret]$password"
        $lines | Should -Contain "##vso[task.setvariable variable=PGPASSWORD;issecret=true]$password"
        $lines | Should -Contain '##vso[task.setvariable variable=PGHOST]lab.example.com'
    }

    It 'writes a file that only its owner can read, and not over one that is there' {
        $path = Join-Path $TestDrive pgpass
        $file = Get-HoopConnection export-ro | Export-HoopConnection -As PgPass -IncludePassword -Path $path -Confirm:$false
        $file.FullName | Should -Be $path
        if (-not $IsWindows) { $file.UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite') }
        Get-Content $path | Should -Be 'lab.example.com:5432:*:hoop_ro:p\:a\\s''s"w=o;r d#$'
        (Get-ErrorOf { Export-HoopConnection export-ro -Path $path -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.FileExists,*'
        [void](Export-HoopConnection export-ro -Path $path -Force)
        Get-Content $path -Raw | Should -Match '^export HOST='
    }

    It 'writes no file with -WhatIf' {
        Export-HoopConnection export-ro -Path (Join-Path $TestDrive whatif) -WhatIf | Should -BeNullOrEmpty
        Join-Path $TestDrive whatif | Should -Not -Exist
    }

    It 'takes each name for itself, also where the form is another engine''s' {
        $both = @{ HostName = 'my.example.com'; SecretName = $secretName; Vault = 'Team'; Engine = 'mariadb'; Confirm = $false }
        [void](New-HoopConnection -ConnectionPrefix mine -Role ReadOnly @both)
        $text = Export-HoopConnection nowhere, export-ro, mine-ro -As MyCnf -ErrorAction SilentlyContinue -ErrorVariable wrong
        $text | Should -Match 'my\.example\.com'
        $wrong.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connection.*,*'
        $wrong.FullyQualifiedErrorId -replace ',.*' | Should -Be 'HoopConnect.Connection.NotFound', 'HoopConnect.Connection.WrongForm'
        @(Export-HoopConnection export-ro, mine-ro -As ConnectionString).Count | Should -Be 2
    }

    It 'gives nothing where one connection would take the place of another: <_>' -ForEach 'Environment', 'PowerShell', 'GitHub' {
        [void](New-HoopConnection -ConnectionPrefix export -Role ReadWrite @lab)
        $path = Join-Path $TestDrive "two-$_"
        $form = $_
        { Get-HoopConnection 'export-*' | Export-HoopConnection -As $form -Path $path -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'HoopConnect.Connection.OneAtATime,*'
        $path | Should -Not -Exist
        $given = $null
        try {
            Export-HoopConnection export-ro, export-rw -As $form -OutVariable given | Out-Null
        }
        catch { "$_" | Should -Match 'export-r[ow].*export-r[ow]' }
        $given | Should -BeNullOrEmpty
    }

    It 'says what a form cannot do' {
        (Get-ErrorOf { Export-HoopConnection export-ro -As PgPass -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.PasswordNeeded,*'
        (Get-ErrorOf { Export-HoopConnection export-ro -As MyCnf -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.WrongForm,*'
    }
}
