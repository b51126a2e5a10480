@{
    RootModule           = 'HoopConnect.SecretManagement.dll'
    # Lower than any version of the real module.
    ModuleVersion        = '0.0.1'
    GUID                 = '0d8a2f6e-6c54-4c1b-9a37-2f8f1b6a4e11'
    Author               = 'The HoopConnect authors'
    Description          = 'A stand-in of HoopConnect''s tests for Microsoft.PowerShell.SecretManagement. Not that module.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    CmdletsToExport      = @(
        'Get-Secret', 'Get-SecretInfo', 'Get-SecretVault', 'Register-SecretVault', 'Remove-Secret', 'Set-Secret', 'Set-SecretInfo'
        'Set-SecretVaultDefault', 'Test-SecretVault', 'Unlock-SecretVault', 'Unregister-SecretVault'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
}
