# Restores the sandbox's parts (real PostgreSQL servers, 14 to 18, and AWS's own service models) into node_modules beside this file.
# Quick when every file is there with the size it was restored with.
#Requires -Version 7.4
$ErrorActionPreference = 'Stop'
$modules = Join-Path $PSScriptRoot node_modules
$inventory = Join-Path $modules .inventory

# The lock file they were restored from, and each file with its size.
function Get-Inventory {
    'package-lock.json ' + (Get-FileHash (Join-Path $PSScriptRoot package-lock.json)).Hash
    if (-not (Test-Path $modules)) { return }
    foreach ($file in [IO.DirectoryInfo]::new($modules).EnumerateFiles('*', [IO.SearchOption]::AllDirectories)) {
        if ($file.FullName -ne $inventory) { $file.FullName.Substring($modules.Length + 1) + " $($file.Length)" }
    }
}

function Invoke-Program([string] $Name) {
    & $Name @args
    if ($LASTEXITCODE -ne 0) { throw "'$Name $args' ended with $LASTEXITCODE." }
}

if (Test-Path $inventory) {
    $restored = [Collections.Generic.HashSet[string]]::new([IO.File]::ReadAllLines($inventory))
    if ($restored.IsSubsetOf([string[]]@(Get-Inventory))) { return }
}

# Install scripts stay off; the one that a server package needs only makes the symbolic links that npm cannot pack.
Push-Location $PSScriptRoot
try {
    Invoke-Program npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
    foreach ($script in Get-ChildItem node_modules/*/scripts/hydrate-symlinks.js, node_modules/@*/*/scripts/hydrate-symlinks.js) {
        Push-Location (Split-Path $script.DirectoryName)
        try { Invoke-Program node scripts/hydrate-symlinks.js } finally { Pop-Location }
    }
}
finally {
    Pop-Location
}
[IO.File]::WriteAllLines($inventory, [string[]]@(Get-Inventory))
