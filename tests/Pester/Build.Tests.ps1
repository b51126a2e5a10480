# The tasks of build.ps1 that could harm what they should keep, on copies.
BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'The clean task' {
    It 'takes away what the build made and keeps what was fetched' {
        $copy = Join-Path $TestDrive copy
        $made = 'out/HoopConnect/HoopConnect.psd1', 'src/One/bin/Release/One.dll', 'src/One/obj/project.assets.json',
            'tests/Two/bin/Two.dll', 'build/Three/obj/x'
        $kept = 'src/One/One.csproj', 'tests/Two/Two.csproj', 'build/Three/Three.csproj', 'bench/README.md',
            'tests/Two/npm/node_modules/server/native/bin/postgres', 'tests/Two/npm/node_modules/other/obj/file'
        $made + $kept | ForEach-Object { [void](New-Item -ItemType File -Force (Join-Path $copy $_)) }
        Copy-Item (Join-Path $repository build.ps1) $copy
        Copy-Item (Join-Path $repository build Pwsh.ps1) (Join-Path $copy build)
        & $pwshProgram @pwshArguments -NoProfile -NonInteractive -File (Join-Path $copy build.ps1) clean
        $LASTEXITCODE | Should -Be 0
        $made | ForEach-Object { Join-Path $copy $_ } | Should -Not -Exist
        $kept | ForEach-Object { Join-Path $copy $_ } | Should -Exist
    }
}

Describe 'The restore of the npm packages' {
    BeforeAll {
        $npm = New-Item -ItemType Directory (Join-Path $TestDrive npm)
        Copy-Item (Join-Path $repository tests HoopConnect.Sandbox npm restore.ps1) $npm
        $lock = Join-Path $npm package-lock.json
        Set-Content $lock first
        $server = Join-Path $npm node_modules server native bin postgres
        $calls = @{ npm = 0 }

        # In place of the program: makes one package.
        function npm {
            $calls.npm++
            [void](New-Item -ItemType File -Force $server -Value program)
            $global:LASTEXITCODE = 0
        }

        function Get-Restored {
            & (Join-Path $npm restore.ps1)
            $server | Should -Exist
            $calls.npm
        }
    }

    It 'is done again where <what>' -ForEach @(
        @{ what = 'nothing is there'; change = { } }
        @{ what = 'a folder is gone'; change = { Remove-Item (Split-Path $server) -Recurse } }
        @{ what = 'a file is cut off'; change = { Set-Content $server cut -NoNewline } }
        @{ what = 'the lock file is another one'; change = { Set-Content $lock second } }
        @{ what = 'it was broken off'; change = { Remove-Item (Join-Path $npm node_modules .inventory) -Force } }
    ) {
        $before = $calls.npm
        . $change
        Get-Restored | Should -Be ($before + 1)
        Get-Restored | Should -Be ($before + 1) -Because 'all is there now'
    }
}
