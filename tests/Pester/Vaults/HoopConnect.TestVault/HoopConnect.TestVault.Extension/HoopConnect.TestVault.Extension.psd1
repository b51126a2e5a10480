@{
    ModuleVersion     = '1.0'
    RootModule        = 'HoopConnect.TestVault.Extension.psm1'
    FunctionsToExport = @(
        'Get-Secret', 'Set-Secret', 'Set-SecretInfo', 'Remove-Secret', 'Get-SecretInfo', 'Test-SecretVault', 'Unlock-SecretVault')
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
