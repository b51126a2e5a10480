@{
    ModuleVersion     = '1.0'
    GUID              = 'a6e6f0a3-2f4b-4b0e-8a6f-6a8f2f1f7c25'
    Author            = 'The HoopConnect authors'
    Description       = 'A vault for tests: secrets in a file that anybody may read. Never for real ones.'
    NestedModules     = @('./HoopConnect.TestVault.Extension')
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
    PrivateData       = @{ PSData = @{ Tags = @('SecretManagement') } }
}
