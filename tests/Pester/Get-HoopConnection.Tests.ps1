BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Connection.ps1
    foreach ($role in 'ReadOnly', 'ReadWrite') { [void](New-HoopConnection -ConnectionPrefix get -Role $role @lab) }
}

Describe 'Get-HoopConnection' {
    It 'finds by name and by wildcards, in the default vault too' {
        (Get-HoopConnection get-ro).Name | Should -Be 'get-ro'
        (Get-HoopConnection 'GET-*' -Vault Team).Name | Should -Be 'get-ro', 'get-rw'
        'get-rw' | Get-HoopConnection | ForEach-Object Role | Should -Be 'ReadWrite'
    }

    It 'shows a table, and holds no password' {
        $connection = Get-HoopConnection get-ro
        $connection | Out-String -Width 220 | Should -Match 'Name\s+Subtype\s+UserName\s+Endpoint\s+VaultName\s+SecretName'
        $connection | ConvertTo-Json | Should -Not -Match 'sup|p:a'
    }

    It 'says that a name is not there, and that a vault is not registered' {
        (Get-ErrorOf { Get-HoopConnection nowhere -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connection.NotFound,*'
        (Get-ErrorOf { Get-HoopConnection -Vault nowhere }).FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Vault.NotRegistered,*'
    }
}
