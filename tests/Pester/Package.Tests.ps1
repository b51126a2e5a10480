# The package that a gallery takes: made twice, from two folders, and installed from a folder that is registered as a repository.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $package = & (Join-Path $repository build Package.ps1) -Destination (Join-Path $TestDrive feed)
    $content = Join-Path $TestDrive content
    [IO.Compression.ZipFile]::ExtractToDirectory($package, $content)
    $version = (Import-PowerShellDataFile (Join-Path $repository HoopConnect.psd1)).ModuleVersion
}

Describe 'The version' {
    It 'is one in the manifest, the assemblies and the changelog' {
        ([xml](Get-Content (Join-Path $repository Directory.Build.props) -Raw)).Project.PropertyGroup.Version | Should -Be $version
        $sections = @(Get-Content (Join-Path $repository CHANGELOG.md)) -match '^## '
        $sections[0] | Should -Match "^## $version\b"
    }
}

Describe 'The package' {
    It 'has what the module folder has, with notices and a bill of materials' {
        $package.Name | Should -Be "HoopConnect.$version.nupkg"
        $module, $made = $modulePath, $content | ForEach-Object {
            $folder = $_
            , @(
                Get-ChildItem -LiteralPath $folder -File -Recurse -Force |
                    ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName) }
            )
        }
        $module | Where-Object { $_ -notin $made } | Should -Be THIRD-PARTY-NOTICES.md
        $added = $made | Where-Object { $_ -notin $module }
        $added | Should -HaveCount 5
        'HoopConnect.nuspec', 'HoopConnect.cdx.json', 'THIRD-PARTY-NOTICES.txt', '[Content_Types].xml', (Join-Path _rels .rels) |
            Should -BeIn $added
    }

    It 'says what changed' {
        $notes = ([xml](Get-Content (Join-Path $content HoopConnect.nuspec) -Raw)).package.metadata.releaseNotes
        $notes | Should -Match '^### Added'
        $notes.Length | Should -BeGreaterThan 1000
    }

    It 'names each file that others made in its bill of materials, with its hash, and its licence in the notices' {
        $bom = Get-Content (Join-Path $content HoopConnect.cdx.json) -Raw | ConvertFrom-Json
        $bom.bomFormat, $bom.specVersion | Should -Be CycloneDX, 1.6
        $bom.components.name | Should -Contain Microsoft.Data.SqlClient
        $bom.dependencies.ref | Should -Be (@($bom.metadata.component.'bom-ref') + $bom.components.'bom-ref')
        $named = $bom.components.components
        $ours = 'HoopConnect.dll', 'HoopConnect.PowerShell.dll'
        $theirs = Get-ChildItem (Join-Path $content bin) -File -Recurse | Where-Object Name -NotIn $ours
        $named.Count | Should -Be $theirs.Count
        foreach ($file in $named) { (Get-FileHash (Join-Path $content $file.name)).Hash | Should -Be $file.hashes[0].content }
        $notices = Get-Content (Join-Path $content THIRD-PARTY-NOTICES.txt) -Raw
        foreach ($component in $bom.components) {
            $notices | Should -Match "(?m)^={80}\n$([regex]::Escape("$($component.name) $($component.version)"))$"
        }
        $notices | Should -Match 'Apache License\s+Version 2.0, January 2004'
        $notices | Should -Match 'Permission is hereby granted, free of charge'
        # The list in the repository too.
        $list = Get-Content (Join-Path $repository THIRD-PARTY-NOTICES.md) -Raw
        foreach ($component in $bom.components.name -notlike 'System.*') { $list | Should -Match ([regex]::Escape($component)) }
    }

    It 'refuses a file that is from no package' {
        $copy = Join-Path $TestDrive strange
        Copy-Item $modulePath $copy -Recurse
        Set-Content (Join-Path $copy bin Strange.dll) strange
        { & (Join-Path $repository build Package.ps1) -Module $copy -Destination $copy } |
            Should -Throw '*Strange.dll*none of the packages*'
    }

    It 'has the same bytes when it is made in another folder' {
        $copy = (New-Item -ItemType Directory (Join-Path $TestDrive 'another folder')).FullName
        Get-ChildItem $repository -File -Force | Copy-Item -Destination $copy
        foreach ($folder in 'src', 'build', 'docs') {
            foreach ($file in Get-ChildItem (Join-Path $repository $folder) -File -Recurse -Force) {
                $relative = [IO.Path]::GetRelativePath($repository, $file.FullName)
                if ($relative -split '[\\/]' | Where-Object { $_ -in 'bin', 'obj' }) { continue }
                [void](New-Item -ItemType Directory -Force (Split-Path (Join-Path $copy $relative)))
                Copy-Item $file.FullName (Join-Path $copy $relative)
            }
        }
        $said = dotnet msbuild (Join-Path $copy build Module.proj) -nologo -v:q -p:Configuration=Release -p:RunAnalyzers=false 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $again = & (Join-Path $copy build Package.ps1)
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $package).Hash
    }
}

Describe 'Install-PSResource' {
    It 'installs it into an empty place, where a bare process imports it and runs a cmdlet' {
        # On Windows Install-PSResource has no other place than the user's own modules; there the same is saved beside them.
        $place = (New-Item -ItemType Directory (Join-Path $TestDrive place)).FullName
        $name = "HoopConnectTests$PID"
        $get = $IsWindows ? "Save-PSResource HoopConnect -Path '$place'" : 'Install-PSResource HoopConnect -Scope CurrentUser'
        $saved = $env:HOME, $env:PSModulePath
        try {
            $env:HOME = $place
            # PowerShell makes it anew, of its own modules and those of the home folder.
            $env:PSModulePath = $null
            Invoke-CleanPwsh @"
                Register-PSResourceRepository -Name $name -Uri '$($package.DirectoryName)' -Trusted
                try { $get -Repository $name } finally { Unregister-PSResourceRepository -Name $name }
"@
            if ($IsWindows) { $env:PSModulePath = $place }
            $aws = Get-SandboxAws
            Invoke-CleanPwsh @"
                (Get-Module -ListAvailable HoopConnect).Path
                Import-Module HoopConnect
                `$keys = @{ AccessKey = '$($aws.AccessKey)'; SecretKey = '$($aws.SecretKey)' }
                (Find-HoopRdsInstance shop @keys -EndpointUrl '$($aws.EndpointUrl)' -Region '$($aws.Region)').Identifier
"@ | Should -Be ((Get-ChildItem $place -Filter HoopConnect.psd1 -Recurse -Force).FullName), 'shop'
        }
        finally {
            $env:HOME, $env:PSModulePath = $saved
        }
    }
}
