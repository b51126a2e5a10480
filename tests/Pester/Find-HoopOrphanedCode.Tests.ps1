BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/SessionUser.ps1
    Invoke-MasterSql 'CREATE DATABASE orphans' | Out-Null
    Invoke-MasterSql "CREATE FUNCTION g() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::text'" orphans | Out-Null
    Invoke-MasterSql 'CREATE SCHEMA open' orphans | Out-Null
    Invoke-MasterSql 'GRANT CREATE ON SCHEMA open TO PUBLIC' orphans | Out-Null
    Invoke-MasterSql 'CREATE VIEW open.v AS SELECT 1 AS i' orphans | Out-Null
}

AfterAll {
    Invoke-MasterSql 'DROP DATABASE orphans WITH (FORCE)' | Out-Null
}

Describe 'Find-HoopOrphanedCode' {
    It 'finds what may have come from a removed user, and shows it in a table' {
        $found = @(Find-HoopOrphanedCode @look | Where-Object Database -EQ orphans)
        $found.Name, $found.Kind, $found.Certainty, $found.Owner | Should -Be 'open.v', 'view', 'Possible', $server.masterUserName
        $found.Remedy | Should -Be 'ALTER VIEW open.v SET (security_invoker = true)'
        $found | Out-String -Width 200 | Should -Match 'Certainty\s+Database\s+Kind\s+Name'
    }

    It 'gives also what nothing tells of with -IncludeUnknown' {
        $found = @(Find-HoopOrphanedCode @look -IncludeUnknown | Where-Object Database -EQ orphans)
        $found.Name | Should -Be 'public.g()', 'open.v'
        $found[0].Certainty, $found[0].IsPublic | Should -Be 'Unknown', $true
    }
}
