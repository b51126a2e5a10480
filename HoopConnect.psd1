@{
    RootModule           = 'HoopConnect.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0f0b52-7d3c-4a0e-9b1e-6d5a3c1b7e42'
    Author               = 'The HoopConnect authors'
    CompanyName          = 'HoopConnect'
    Copyright            = 'Copyright (c) The HoopConnect authors. MIT License.'
    Description          = 'From an AWS organisation to working database connections: finds RDS databases over accounts and regions, makes least-privilege roles on them, keeps their passwords in your vault.'

    # Windows PowerShell 5.1 cannot be served: the database drivers no longer run on it.
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    # The only assembly in PowerShell's own load context; it gives the rest one of its own.
    NestedModules        = @('HoopConnect.Loader.dll')
    # HoopConnect.Types.ps1xml is read by the first cmdlet that runs: nothing else makes the objects that it is about.
    FormatsToProcess     = @('HoopConnect.Format.ps1xml')

    # One line a cmdlet, in alphabetical order; the contract test compares it with the assembly.
    CmdletsToExport      = @(
        'Enable-HoopIamAuthentication'
        'Export-HoopConnection'
        'Find-HoopOrphanedCode'
        'Find-HoopRdsInstance'
        'Get-HoopAwsAccount'
        'Get-HoopConnection'
        'Get-HoopIamPolicy'
        'Get-HoopMasterCredential'
        'Get-HoopProvisioningJob'
        'Get-HoopRdsAuthToken'
        'Get-HoopSessionUser'
        'Get-HoopTenantDatabase'
        'Grant-HoopIamAuthentication'
        'Grant-HoopNetworkAccess'
        'Import-HoopPolicy'
        'Initialize-HoopConnectorPlatform'
        'Invoke-HoopProvisioning'
        'Invoke-HoopRunbookHook'
        'Invoke-HoopSession'
        'New-HoopAgentServiceAccount'
        'New-HoopConnection'
        'New-HoopConnectorSecret'
        'New-HoopDbRole'
        'New-HoopIamDbUser'
        'New-HoopSessionUser'
        'New-HoopTenantDatabase'
        'Remove-HoopConnection'
        'Remove-HoopDbRole'
        'Remove-HoopIamDbUser'
        'Remove-HoopSessionUser'
        'Remove-HoopTenantDatabase'
        'Reset-HoopMasterCredential'
        'Resolve-HoopCredential'
        'Revoke-HoopNetworkAccess'
        'Save-HoopRdsCertificate'
        'Send-HoopWebhook'
        'Sync-HoopIdentityCenterGroup'
        'Test-HoopAwsAccess'
        'Test-HoopDbRole'
        'Test-HoopIamAuthentication'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('AWS', 'RDS', 'Aurora', 'PostgreSQL', 'Database', 'Roles', 'Credentials', 'Provisioning', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
