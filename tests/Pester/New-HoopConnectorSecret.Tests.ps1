BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $keys = @{ EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
    $login = [pscredential]::new('admin', (ConvertTo-SecureString 'of-a-test: "only" # yes' -AsPlainText))
    # The values of a manifest: each line of one is `  key: "value"`.
    function Get-Value([string] $Manifest, [switch] $Text) {
        $values = @{}
        foreach ($line in ($Manifest -split '(?m)^(?:stringD|d)ata:$')[1] -split "`n" -match ': "') {
            $name, $value = $line.Trim() -split ': ', 2
            $value = $value | ConvertFrom-Json
            $values[$name] = $Text ? $value : [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($value))
        }
        $values
    }
}

Describe 'New-HoopConnectorSecret' {
    It 'fills the fields from databases, each of its own engine, and reports those that can be none' {
        $found = Find-HoopRdsInstance orders, legacy, billing -Account orders -Region eu-west-1 @keys
        $manifests = $found | New-HoopConnectorSecret -ErrorVariable errors -ErrorAction SilentlyContinue
        $manifests | Should -HaveCount 2
        $errors.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connector.EngineNotServed,*'
        foreach ($manifest in $manifests) { $manifest | Should -BeLike "---`napiVersion: v1`nkind: Secret`n*" }

        $orders = $found | Where-Object Identifier -EQ orders
        $values = Get-Value ($manifests -match 'name: "orders"')
        $values.Keys | Sort-Object | Should -Be 'endpoint', 'identityProvider', 'port', 'type', 'user'
        $values.endpoint, $values.port, $values.user, $values.type, $values.identityProvider |
            Should -Be $orders.HostName, "$($orders.Port)", 'postgres', 'postgres', 'aws'
        (Get-Value ($manifests -match 'name: "legacy"')).type | Should -Be mysql
        $manifests[0] | Should -Match '(?m)^    loft.sh/connector-type: "shared-database"$'
        $manifests[0] | Should -Match '(?m)^  namespace: "vcluster-platform"$'
    }

    It 'takes an ARN, a name for each database, another namespace, user and boundary' {
        $arn = (Find-HoopRdsInstance orders -Account orders -Region eu-west-1 @keys).Arn
        $boundary = 'arn:aws:iam::222233334444:policy/HoopConnectorBoundary'
        $manifest = New-HoopConnectorSecret -InputObject $arn -Name shared -Namespace loft -UserName app -PermissionsBoundary $boundary `
            -StringData @aws
        $manifest | Should -Match '(?m)^  name: "shared"$'
        $manifest | Should -Match '(?m)^  namespace: "loft"$'
        $manifest.Contains("    connector.platform.vcluster.com/aws-permission-boundary-policy-arn: `"$boundary`"`n") | Should -BeTrue
        (Get-Value $manifest -Text).user | Should -Be app
        $named = Find-HoopRdsInstance orders, legacy -Account orders -Region eu-west-1 @keys |
            New-HoopConnectorSecret -Name { "shared-$($_.Identifier)" }
        $named -match '(?m)^  name: "shared-(orders|legacy)"$' | Should -HaveCount 2
    }

    It 'refuses a second Secret of one name, names that Kubernetes does not take, and what has no meaning' {
        $found = Find-HoopRdsInstance orders, legacy -Account orders -Region eu-west-1 @keys
        $written = $found | New-HoopConnectorSecret -Name same -ErrorVariable errors -ErrorAction SilentlyContinue
        $written | Should -HaveCount 1
        $errors.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connector.NameTaken,*'
        $server = @{ HostName = 'db.example.com'; UserName = 'app' }
        (Get-ErrorOf { New-HoopConnectorSecret -Name Upper_Case @server }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.InvalidKubernetesName,*'
        (Get-ErrorOf { New-HoopConnectorSecret -Name db -HostName db.example.com }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connector.UserNeeded,*'
        (Get-ErrorOf { New-HoopConnectorSecret -Name db -Engine mysql -SslMode Require @server }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connector.NotUsed,*'
        (Get-ErrorOf { New-HoopConnectorSecret -Name db -DbCredential $login @server }).Exception.Message | Should -Match '-UserName'
    }

    It 'gives a password only where that is asked for, or into a file of the user''s own' {
        $server = @{ Name = 'db'; HostName = 'db.example.com'; DbCredential = $login }
        $refused = Get-ErrorOf { New-HoopConnectorSecret @server }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Connector.PasswordNeedsPlace,*'
        $refused | Out-String | Should -Not -Match 'of-a-test'
        (Get-Value (New-HoopConnectorSecret @server -AsPlainText)).password | Should -Be 'of-a-test: "only" # yes'
        (Get-Value (New-HoopConnectorSecret @server -AsPlainText -StringData) -Text).password | Should -Be 'of-a-test: "only" # yes'

        $path = Join-Path $TestDrive connector.yaml
        $plan = (New-HoopConnectorSecret @server -Path $path -WhatIf 6>&1 *>&1) | Out-String
        $plan | Should -Not -Match 'of-a-test'
        $path | Should -Not -Exist
        (New-HoopConnectorSecret @server -Path $path).FullName | Should -Be $path
        (Get-Value (Get-Content $path -Raw)).password | Should -Be 'of-a-test: "only" # yes'
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode($path) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        (Get-ErrorOf { New-HoopConnectorSecret @server -Path $path }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connector.FileExists,*'
        (New-HoopConnectorSecret @server -Path $path -Force).FullName | Should -Be $path
    }

    It 'has the authorities of a CA file, and the TLS mode where one is named' {
        $server = @{ Name = 'db'; HostName = 'db.example.com'; UserName = 'app' }
        $caFile = (Get-Sandbox).caFile
        $values = Get-Value (New-HoopConnectorSecret @server -CaFile $caFile -SslMode VerifyCA)
        $values.sslMode | Should -Be verify-ca
        $values.caCert | Should -BeLike "-----BEGIN CERTIFICATE-----*-----END CERTIFICATE-----`n"
        (Get-Value (New-HoopConnectorSecret @server)).Keys | Should -Not -Contain sslMode
    }

    It 'takes the pair that stands for a token for a login by IAM' {
        $pair = [pscredential]::new('_aws_iam_rds:app', (ConvertTo-SecureString '_aws_iam_rds:authtoken' -AsPlainText))
        $values = Get-Value (New-HoopConnectorSecret -Name db -HostName db.example.com -DbCredential $pair)
        $values.user, $values.identityProvider | Should -Be app, aws
        $values.Keys | Should -Not -Contain password
    }
}
