<#
A vault with the habits that its parameters ask for; vaults that people have differ in all of these:
    File        where the secrets are; without it they are gone with the process
    LowerCase   keeps names in lower case
    NoMetadata  refuses metadata
    Password    is locked until this is given to Unlock-SecretVault, in each process anew
    Forgetful   says nothing and keeps nothing
Each call reads the whole file and each change writes it: two processes that write at once lose what the other wrote, as with SecretStore.
#>
$script:memory = @{}
$script:unlocked = @{}

function Read-Store([string] $VaultName, [hashtable] $Parameters) {
    if ($Parameters.Password -and -not $script:unlocked[$VaultName]) {
        throw [Microsoft.PowerShell.SecretManagement.PasswordRequiredException]::new("A password is needed for the vault $VaultName.")
    }
    if (-not $Parameters.File) { return $script:memory[$VaultName] ?? @{} }
    if (-not (Test-Path -LiteralPath $Parameters.File)) { return @{} }
    [Management.Automation.PSSerializer]::Deserialize([IO.File]::ReadAllText($Parameters.File))
}

function Write-Store([hashtable] $Store, [string] $VaultName, [hashtable] $Parameters) {
    if ($Parameters.Forgetful) { return }
    if (-not $Parameters.File) {
        $script:memory[$VaultName] = $Store
        return
    }
    $next = "$($Parameters.File).$PID"
    [IO.File]::WriteAllText($next, [Management.Automation.PSSerializer]::Serialize($Store, 5))
    [IO.File]::Move($next, $Parameters.File, $true)
}

function Get-Key([string] $Name, [hashtable] $Parameters) { $Parameters.LowerCase ? $Name.ToLowerInvariant() : $Name }

function Get-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    $entry = (Read-Store $VaultName $AdditionalParameters)[(Get-Key $Name $AdditionalParameters)]
    if ($entry.Secret -is [byte[]]) { , $entry.Secret } elseif ($entry) { $entry.Secret }
}

function Set-Secret {
    [CmdletBinding()]
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters)
    $store = Read-Store $VaultName $AdditionalParameters
    $key = Get-Key $Name $AdditionalParameters
    $metadata = $store[$key] ? $store[$key].Metadata : @{}
    $store[$key] = @{ Secret = $Secret; Type = $Secret.GetType().Name -replace '\[\]', 'Array'; Metadata = $metadata }
    Write-Store $store $VaultName $AdditionalParameters
}

function Set-SecretInfo {
    [CmdletBinding()]
    param([string] $Name, [hashtable] $Metadata, [string] $VaultName, [hashtable] $AdditionalParameters)
    if ($AdditionalParameters.NoMetadata) { throw 'This vault keeps no metadata.' }
    $store = Read-Store $VaultName $AdditionalParameters
    $key = Get-Key $Name $AdditionalParameters
    if (-not $store[$key]) { throw "The secret $Name was not found." }
    $store[$key].Metadata = $Metadata
    Write-Store $store $VaultName $AdditionalParameters
}

function Remove-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    $store = Read-Store $VaultName $AdditionalParameters
    $key = Get-Key $Name $AdditionalParameters
    if (-not $store[$key]) { throw "The secret $Name was not found." }
    $store.Remove($key)
    Write-Store $store $VaultName $AdditionalParameters
}

function Get-SecretInfo {
    [CmdletBinding()]
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)
    $store = Read-Store $VaultName $AdditionalParameters
    foreach ($key in @($store.Keys) -like $Filter) {
        $type, $metadata = $store[$key].Type, [hashtable] $store[$key].Metadata
        [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($key, $type, $VaultName, $metadata)
    }
}

function Test-SecretVault {
    [CmdletBinding()]
    param([string] $VaultName, [hashtable] $AdditionalParameters)
    [void](Read-Store $VaultName $AdditionalParameters)
    $true
}

function Unlock-SecretVault {
    [CmdletBinding()]
    param([securestring] $Password, [string] $VaultName, [hashtable] $AdditionalParameters)
    $given = [Net.NetworkCredential]::new('', $Password).Password
    if ($given -cne $AdditionalParameters.Password) { throw "That is not the password of the vault $VaultName." }
    $script:unlocked[$VaultName] = $true
}
