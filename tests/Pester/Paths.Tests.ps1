# Paths of the command line: those of the file system are taken, wherever they are, and no others.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
    [void](New-HoopConnection -ConnectionPrefix paths -Role ReadOnly @lab)
    $bundle = Join-Path $TestDrive bundle.pem
    Set-Content $bundle 'no certificate'
}

Describe 'A path of another provider' {
    It 'is refused by <command>' -ForEach @(
        @{ command = 'Export-HoopConnection -Path'; run = { Export-HoopConnection paths-ro -IncludePassword -Path Env:hoop } }
        @{ command = 'Export-HoopConnection -Path, as a file to overwrite'; run = { Export-HoopConnection paths-ro -Path Env:PATH -Force } }
        @{ command = 'Save-HoopRdsCertificate -Path'; run = { Save-HoopRdsCertificate eu-west-1 -FromFile $bundle -Path Env:hoop } }
        @{ command = 'Save-HoopRdsCertificate -FromFile'; run = { Save-HoopRdsCertificate eu-west-1 -FromFile Env:PATH } }
        @{ command = 'Import-HoopPolicy -Path'; run = { Import-HoopPolicy Env:PATH } }
        @{ command = 'Import-HoopPolicy -LiteralPath'; run = { Import-HoopPolicy -LiteralPath Env:hoop } }
        @{ command = 'New-HoopConnection -CaFile'; run = { New-HoopConnection x -Role ReadOnly -CaFile Env:PATH @lab } }
        @{ command = 'Test-HoopAwsAccess -ProfileLocation'; run = { Test-HoopAwsAccess -ProfileLocation Env:PATH -ProfileName x } }
        @{ command = 'Test-HoopDbRole -CaFile'; run = { Test-HoopDbRole -HostName x -Engine postgres -CaFile Env:PATH } }
    ) {
        Push-Location $TestDrive
        try {
            $failures = @(try { & $run 2>&1 } catch { $_ }) | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Argument.NotAFile,*'
            $failures[0].Exception.Message | Should -Match "'Env:\w+' is a path of the provider Environment"
            # Nothing of that name, where PowerShell's own reading of the path would have put it.
            Get-ChildItem $TestDrive -File | ForEach-Object Name | Should -Be 'bundle.pem'
        }
        finally { Pop-Location }
    }

    It 'is none where it is one of the file system with a drive of its own' {
        [void](New-PSDrive -Name Hoop -PSProvider FileSystem -Root $TestDrive -Scope Global)
        try {
            (Export-HoopConnection paths-ro -Path Hoop:/own.env).FullName | Should -Be (Join-Path $TestDrive own.env)
        }
        finally {
            Remove-PSDrive Hoop -Scope Global
            Remove-Item (Join-Path $TestDrive own.env)
        }
    }

    It 'is an error that names it where there is no such drive' {
        { Export-HoopConnection paths-ro -Path nowhere:/x -ErrorAction Stop } | Should -Throw -ErrorId 'HoopConnect.Argument.NotAFile,*'
    }
}

Describe 'An export that cannot be written' {
    It 'names the path and the way out, not the state folder' {
        $path = Join-Path $TestDrive none orders.env
        try { Export-HoopConnection paths-ro -Path $path -ErrorAction Stop } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connection.WriteFailed,*'
        $failure.Exception.Message | Should -BeLike "*'$path'*"
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Path'
        "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -Match 'HOOPCONNECT_STATE'
    }
}

Describe 'The forms of an export' {
    It 'follow the system where none is named' {
        Export-HoopConnection paths-ro | Should -Match ($IsWindows ? '^\$env:HOST = ' : '^export HOST=')
    }

    It 'have one for cmd, which shows nothing' {
        $lines = (Export-HoopConnection paths-ro -As Cmd -IncludePassword) -split "`n"
        $lines | Should -Match '^@set "\w+=.*"$'
        $lines | Should -Contain '@set "PGHOST=lab.example.com"'
    }
}

Describe 'The native library of the SQL Server driver' {
    It 'is there for each kind of process that Windows has: <process>' -ForEach @(
        @{ process = 'x64'; machine = 0x8664 }
        @{ process = 'x86'; machine = 0x14C }
        @{ process = 'arm64'; machine = 0xAA64 }
    ) {
        $bytes = [IO.File]::ReadAllBytes((Join-Path $modulePath "bin/runtimes/win-$process/native/Microsoft.Data.SqlClient.SNI.dll"))
        # PE header: IMAGE_FILE_HEADER.Machine
        [BitConverter]::ToUInt16($bytes, [BitConverter]::ToInt32($bytes, 0x3C) + 4) | Should -Be $machine
    }
}
