# The code that the documentation shows, block by block: README, the help pages, the README of the examples.

# Each block with its page, its number there, the heading above it, its language and its text.
function Get-DocumentationBlock([string] $Repository) {
    $files = @(
        Join-Path $Repository README.md
        Get-ChildItem (Join-Path $Repository docs help) -Filter *.md | Sort-Object Name | ForEach-Object FullName
        Join-Path $Repository examples README.md
    )
    foreach ($file in $files) {
        $text = (Get-Content $file -Raw) -replace "`r`n", "`n"
        $number = 0
        foreach ($found in [regex]::Matches($text, '(?ms)^```(\w+)\n(.*?)^```$')) {
            $number++
            $heading = [regex]::Matches(($text.Substring(0, $found.Index) -replace '(?ms)^```.*?^```$'), '(?m)^#+ (.*)$') |
                Select-Object -Last 1
            [pscustomobject]@{
                Page     = (Resolve-Path $file -Relative -RelativeBasePath $Repository) -replace '^\.[\\/]' -replace '\\', '/'
                Number   = $number
                Title    = $heading.Groups[1].Value
                Language = $found.Groups[1].Value
                Text     = $found.Groups[2].Value
            }
        }
    }
}

# What a block is called in the tests.
function Get-BlockName($Block) { "$($Block.Page) $($Block.Number): $($Block.Title)" }

# A block that ends with an exit code is a script: it runs in a process of its own.
function Test-Recipe($Block) { $Block.Language -eq 'powershell' -and $Block.Text -match '(?m)^exit ' }
