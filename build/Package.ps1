<#
.SYNOPSIS
    Makes HoopConnect.<version>.nupkg of the module folder, as a PowerShell gallery takes it: the same bytes each time.
.DESCRIPTION
    Beside the module the package has the notices of what others made, with the licences' texts, and a CycloneDX bill of materials. Both are
    made from the packages that the build restored: a file in the module's bin folder that is from none of them ends this with an error.
    Gives the package's file.
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [string] $Module = (Join-Path $PSScriptRoot .. out HoopConnect),
    [string] $Destination = (Join-Path $PSScriptRoot .. out)
)
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot ..)).Path
$Module = (Resolve-Path -LiteralPath $Module).Path
$manifest = Import-PowerShellDataFile (Join-Path $Module HoopConnect.psd1)
$version = $manifest.ModuleVersion

function ConvertTo-Bytes([string] $Text) { , [Text.UTF8Encoding]::new($false).GetBytes($Text.ReplaceLineEndings("`n")) }

# Each package that the cmdlets were restored with: id, version, folder, nuspec, the ids it depends on.
function Get-RestoredPackage {
    $assets = Get-Content (Join-Path $root src HoopConnect.PowerShell obj project.assets.json) -Raw | ConvertFrom-Json -AsHashtable
    $folders = @($assets.packageFolders.Keys)
    $libraries = $assets.libraries.Keys | Where-Object { $assets.libraries[$_].type -eq 'package' } | ForEach-Object {
        $id, $number = $_ -split '/'
        @{ Id = $id; Version = $number; DependsOn = @($assets.targets.Values[0][$_].dependencies.Keys) }
    }
    # What a project downloads without a reference to it.
    $downloads = Get-ChildItem (Join-Path $root src) -Filter project.assets.json -Recurse | ForEach-Object {
        (Get-Content $_.FullName -Raw | ConvertFrom-Json -AsHashtable).project.frameworks.Values.downloadDependencies
    } | Where-Object { $_ } | ForEach-Object { @{ Id = $_.name; Version = ($_.version -split '[\[, ]')[1]; DependsOn = @() } }
    foreach ($package in @($libraries) + @($downloads)) {
        $below = Join-Path $package.Id.ToLowerInvariant() $package.Version.ToLowerInvariant()
        $folder = $folders | ForEach-Object { Join-Path $_ $below } | Where-Object { Test-Path $_ } | Select-Object -First 1
        if (-not $folder) { continue }
        $package.Folder = $folder
        $package.Nuspec = ([xml](Get-Content (Get-Item (Join-Path $folder *.nuspec)).FullName -Raw)).package.metadata
        $package.Id = $package.Nuspec.id
        [pscustomobject]$package
    }
}

# The packages that files of the module are from, each with those files: name in the module and SHA-256.
function Get-Component {
    $packages = @(Get-RestoredPackage)
    $components = @{}
    foreach ($file in Get-ChildItem (Join-Path $Module bin) -File -Recurse | Where-Object Name -NotLike HoopConnect.*) {
        $hash = (Get-FileHash $file.FullName).Hash
        $package = $packages | Where-Object {
            Get-ChildItem $_.Folder -Filter $file.Name -File -Recurse | Where-Object { (Get-FileHash $_.FullName).Hash -eq $hash }
        } | Select-Object -First 1
        if (-not $package) { throw "$($file.FullName) is from none of the packages that the build restored." }
        $components[$package.Id] ??= $package | Add-Member -PassThru Files ([Collections.Generic.List[object]]::new())
        $name = [IO.Path]::GetRelativePath($Module, $file.FullName).Replace('\', '/')
        $hashes = @([ordered]@{ alg = 'SHA-256'; content = $hash.ToLowerInvariant() })
        $components[$package.Id].Files.Add([ordered]@{ type = 'file'; name = $name; hashes = $hashes })
    }
    $components.Values | Sort-Object Id
}

function Get-Purl($Component) { "pkg:nuget/$($Component.Id)@$($Component.Version)" }

# An SPDX expression, or '' where the package has a licence of its own, in a file.
function Get-LicenceId($Component) { $Component.Nuspec.license.type -eq 'expression' ? $Component.Nuspec.license.InnerText : '' }

function Get-Bom($Components) {
    $own = "pkg:nuget/HoopConnect@$version"
    $bom = [ordered]@{
        bomFormat    = 'CycloneDX'
        specVersion  = '1.6'
        version      = 1
        metadata     = [ordered]@{
            component = [ordered]@{
                type = 'library'; 'bom-ref' = $own; name = 'HoopConnect'; version = $version
                licenses = @(@{ license = @{ id = 'MIT' } }); purl = $own
            }
        }
        components   = @($Components | ForEach-Object {
                $id = Get-LicenceId $_
                [ordered]@{
                    type = 'library'; 'bom-ref' = Get-Purl $_; name = $_.Id; version = $_.Version
                    licenses = @(@{ license = $id ? @{ id = $id } : @{ name = "in the package's $($_.Nuspec.license.InnerText)" } })
                    purl = Get-Purl $_; components = @($_.Files | Sort-Object { $_.name })
                }
            })
        dependencies = @(
            [ordered]@{ ref = $own; dependsOn = @($Components | ForEach-Object { Get-Purl $_ }) }
            $Components | ForEach-Object {
                $needs = $_.DependsOn
                [ordered]@{ ref = Get-Purl $_; dependsOn = @($Components | Where-Object Id -In $needs | ForEach-Object { Get-Purl $_ }) }
            }
        )
    }
    $bom | ConvertTo-Json -Depth 8
}

function Get-Notices($Components) {
    'HoopConnect carries what these packages have, each as it was published:'
    $Components | ForEach-Object { "  $($_.Id) $($_.Version): $((Get-LicenceId $_) ? (Get-LicenceId $_) : 'a licence of its own')" }
    $firstWith = @{}
    foreach ($component in $Components) {
        $name = "$($component.Id) $($component.Version)"
        '', ('=' * 80), $name, ($component.Nuspec.copyright ?? $component.Nuspec.authors)
        # Its own files where it has any, else the text that its licence is known by.
        $files = @(Get-ChildItem $component.Folder -File | Where-Object Name -Match 'licen[cs]e|notice' | Sort-Object Name)
        if (-not ($files.Name -match 'licen[cs]e')) {
            $files = @(Get-Item (Join-Path $PSScriptRoot licences "$(Get-LicenceId $component).txt")) + $files
        }
        foreach ($file in $files) {
            $text = (Get-Content $file.FullName -Raw).ReplaceLineEndings("`n").Trim()
            if ($firstWith[$text]) { '', "$($file.Name): as that of $($firstWith[$text]), above." } else { '', $text }
            $firstWith[$text] ??= $name
        }
    }
}

function Get-ReleaseNotes {
    $changes = Get-Content (Join-Path $Module CHANGELOG.md) -Raw
    if ($changes -notmatch "(?ms)^## $([regex]::Escape($version))\b[^\n]*\n(.*?)(?=^## |\z)") {
        throw "CHANGELOG.md has no section of $version."
    }
    $Matches[1].Trim()
}

function Get-Nuspec {
    $data = $manifest.PrivateData.PSData
    $tags = @($data.Tags) + 'PSModule', 'PSIncludes_Cmdlet'
    $tags += $manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }
    $text = { [Security.SecurityElement]::Escape($args[0]) }
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
    <id>HoopConnect</id>
    <version>$version</version>
    <authors>$(& $text $manifest.Author)</authors>
    <owners>$(& $text $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <licenseUrl>$(& $text $data.LicenseUri)</licenseUrl>
    <description>$(& $text $manifest.Description)</description>
    <releaseNotes>$(& $text (Get-ReleaseNotes))</releaseNotes>
    <copyright>$(& $text $manifest.Copyright)</copyright>
    <tags>$(& $text ($tags -join ' '))</tags>
  </metadata>
</package>
"@
}

# The two parts that make a zip file an OPC package.
function Get-ContentTypes([string[]] $Names) {
    '<?xml version="1.0" encoding="utf-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />'
    $Names | ForEach-Object { [IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ } | Sort-Object -Unique |
        ForEach-Object { "  <Default Extension=""$_"" ContentType=""application/octet"" />" }
    $Names | Where-Object { -not [IO.Path]::GetExtension($_) } |
        ForEach-Object { "  <Override PartName=""/$_"" ContentType=""application/octet"" />" }
    '</Types>'
}

$relationships = @'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/HoopConnect.nuspec" Id="manifest" />
</Relationships>
'@

# One time and one mode for every entry, and the order of their names.
function Write-Zip([string] $Path, [Collections.Generic.SortedDictionary[string, byte[]]] $Entries) {
    $stream = [IO.File]::Create($Path)
    $zip = [IO.Compression.ZipArchive]::new($stream, 'Create')
    try {
        foreach ($name in $Entries.Keys) {
            $entry = $zip.CreateEntry($name, 'SmallestSize')
            $entry.LastWriteTime = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
            $entry.ExternalAttributes = 0x81A4 -shl 16 # a file, rw-r--r--
            $content = $entry.Open()
            try { $content.Write($Entries[$name]) } finally { $content.Dispose() }
        }
    }
    finally {
        $zip.Dispose()
        $stream.Dispose()
    }
}

$components = @(Get-Component)
$entries = [Collections.Generic.SortedDictionary[string, byte[]]]::new([StringComparer]::Ordinal)
foreach ($file in Get-ChildItem $Module -File -Recurse) {
    $entries[[IO.Path]::GetRelativePath($Module, $file.FullName).Replace('\', '/')] = [IO.File]::ReadAllBytes($file.FullName)
}
# The list of them in the repository has no texts.
[void]$entries.Remove('THIRD-PARTY-NOTICES.md')
$entries['THIRD-PARTY-NOTICES.txt'] = ConvertTo-Bytes ((Get-Notices $components) -join "`n")
$entries['HoopConnect.cdx.json'] = ConvertTo-Bytes (Get-Bom $components)
$entries['HoopConnect.nuspec'] = ConvertTo-Bytes (Get-Nuspec)
$entries['[Content_Types].xml'] = ConvertTo-Bytes ((Get-ContentTypes @($entries.Keys)) -join "`n")
$entries['_rels/.rels'] = ConvertTo-Bytes $relationships

$path = Join-Path (New-Item -ItemType Directory -Force $Destination).FullName "HoopConnect.$version.nupkg"
Write-Zip $path $entries
Get-Item $path
