# The module as a whole: how it is imported, what it brings, and what it does to others and others to it.
BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $cmdlets = (Get-Command -Module HoopConnect).Name
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $common = "$PSScriptRoot/Common.ps1"
    $count = (Import-PowerShellDataFile (Join-Path $modulePath HoopConnect.psd1)).CmdletsToExport.Count

    # A module with its own AWSSDK.Core and Npgsql: the right names, and nothing in them that ours needs.
    function New-Neighbour([string] $Folder) {
        [void](New-Item -ItemType Directory $Folder)
        $class = 'namespace Npgsql { public static class NpgsqlConnection { public static string Whose { get { return "neighbour"; } } } }'
        Add-Type $class -OutputAssembly (Join-Path $Folder Npgsql.dll)
        Add-Type 'namespace Amazon { public static class RegionEndpoint { public static string Whose { get { return "neighbour"; } } } }' `
            -OutputAssembly (Join-Path $Folder AWSSDK.Core.dll)
        New-ModuleManifest (Join-Path $Folder Neighbour.psd1) -RequiredAssemblies Npgsql.dll, AWSSDK.Core.dll
        Join-Path $Folder Neighbour.psd1
    }

    # What a user does with both libraries: AWS, and a login at a PostgreSQL server.
    $useBoth = @'
        $aws = Get-SandboxAws
        if (-not (Find-HoopRdsInstance orders -Account orders @aws)) { throw 'nothing found' }
        $server = (Get-Sandbox).servers[0]
        $login = [HoopConnect.Secrets.DatabaseLogin]::new(
            $server.masterUserName, [HoopConnect.Secrets.Secret]::From((ConvertTo-SecureString $server.masterPassword -AsPlainText -Force))
        )
        $settings = [HoopConnect.Databases.ConnectionSettings]::new($server.hostName, $server.port, $login)
        $settings.SslMode = 'Require'
        'login: ' +
            [HoopConnect.Databases.DatabaseEngines]::For('postgres').TryLoginAsync(
                $settings, [Threading.CancellationToken]::None
            ).GetAwaiter().GetResult()
'@
}

Describe 'Importing' {
    It 'brings every cmdlet of the manifest, and nothing else' {
        (Get-Command -Module HoopConnect).Count | Should -Be $count
        $module = Get-Module HoopConnect
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'works again with -Force, and after the module was removed' {
        $counts = Invoke-CleanPwsh @'
            Import-Module $modulePath; (Get-Command -Module HoopConnect).Count
            Import-Module $modulePath -Force; (Get-Command -Module HoopConnect).Count
            Remove-Module HoopConnect; @(Get-Command -Module HoopConnect).Count
            Import-Module $modulePath; (Get-Command -Module HoopConnect).Count
            (Get-Command Find-HoopRdsInstance).Parameters.Count -gt 10
            [HoopConnect.Discovery.RdsDatabase].Name
'@
        $counts | Should -Be @("$count", "$count", '0', "$count", 'True', 'RdsDatabase')
    }

    It 'works with the public parts of PowerShell alone, as where another version lacks those that it uses besides' {
        $copy = Join-Path $TestDrive HoopConnect
        Copy-Item -Recurse $modulePath $copy
        Set-Content (Join-Path $copy HoopConnect.psm1) 'HoopConnect.Loader\Import-HoopAssembly -PublicOnly'
        $answers = Invoke-CleanPwsh @"
            Import-Module '$copy'
            (Get-Command -Module HoopConnect).Count
            (Get-Command New-HoopDbRole).Parameters.Count -gt 10
            try { Test-HoopAwsAccess -Region mars-1 } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }
"@
        $answers | Should -Be @("$count", 'True', 'ParameterArgumentTransformationError')
    }

    It 'works in 20 runspaces at once, the module imported in each' {
        $answers = Invoke-CleanPwsh @'
            1..20 | ForEach-Object -Parallel {
                Import-Module $using:modulePath
                try { Test-HoopAwsAccess -Region mars-1 } catch {
                    "$((Get-Command -Module HoopConnect).Count) $($_.FullyQualifiedErrorId.Split(',')[0])"
                }
            } -ThrottleLimit 20
'@
        $answers.Count | Should -Be 20
        $answers | Sort-Object -Unique | Should -Be "$count ParameterArgumentTransformationError"
    }

    It 'puts nothing but the loader into the load context that all modules share' {
        Invoke-CleanPwsh @'
            Import-Module $modulePath
            [HoopConnect.Discovery.RdsDatabase].Name
            [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -match 'HoopConnect|Npgsql|AWSSDK'
'@ | Should -Be @('RdsDatabase', 'HoopConnect.Loader')
    }

    It 'loads no database driver, no client of one AWS service and no writer of YAML' {
        Invoke-CleanPwsh @'
            Import-Module $modulePath
            [HoopConnect.Discovery.RdsDatabase].Name
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match
                '^(Npgsql|MySqlConnector|Microsoft\.Data\.SqlClient|AWSSDK\.(EC2|SQS)|YamlDotNet)$'
'@ | Should -Be 'RdsDatabase'
    }

    It 'works in a session without a user to ask' {
        Invoke-CleanPwsh 'Import-Module $modulePath;
            try { Test-HoopAwsAccess -AccessKey x -Region eu-west-1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }' |
            Should -BeLike 'HoopConnect.Aws.IncompleteKeys,*'
    }
}

Describe 'A neighbour with another Npgsql and another AWSSDK.Core' {
    BeforeAll {
        [void](Get-Sandbox)
        $neighbour = New-Neighbour (Join-Path $TestDrive Neighbour)
        $whose = '"theirs: " + [Npgsql.NpgsqlConnection]::Whose + ", " + [Amazon.RegionEndpoint]::Whose'
    }

    It 'disturbs nothing and is not disturbed when it is imported <order>' -ForEach @(
        @{ order = 'before'; imports = 'Import-Module $neighbour; Import-Module $modulePath' }
        @{ order = 'after'; imports = 'Import-Module $modulePath; Import-Module $neighbour' }
    ) {
        $lines = Invoke-CleanPwsh "`$neighbour = '$neighbour'; . '$common'; $imports; $useBoth; $whose"
        # The server's answer is what counts: another file may have given the master a new password.
        $lines[0] | Should -Match '^login: (Accepted|Refused)$'
        $lines[1] | Should -Be 'theirs: neighbour, neighbour'
    }
}

Describe 'Help' {
    It 'of <_> is complete' -ForEach $cmdlets {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match '^\s*\w+-Hoop\w+ \['
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterOrEqual 2
        $own = (Get-Command $_).Parameters.Values |
            Where-Object {
                $_.Attributes.TypeId.Name -contains 'ParameterAttribute' -and
                    $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters
            }
        foreach ($parameter in $own) {
            ($help.parameters.parameter | Where-Object name -EQ $parameter.Name).description.Text |
                Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) must be described"
        }
    }

    It 'has a topic about the module' {
        Get-Help about_HoopConnect | Out-String | Should -Match 'Find-HoopRdsInstance'
    }
}

Describe 'Completion' {
    It 'offers <expected> for <line>' -ForEach @(
        @{ line = 'Find-HoopRdsInstance -Region eu-w'; expected = 'eu-west-1' }
        @{ line = 'Find-HoopRdsInstance -Engine auro'; expected = 'aurora-postgresql' }
        @{ line = 'Find-HoopRdsInstance -RoleName Hoop'; expected = 'HoopOrganizationAccountAccessRole' }
    ) {
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain $expected
    }

    It 'offers the registered vaults' {
        Initialize-TestVault
        $line = 'Get-HoopConnection -Vault T'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'Team'
    }
}

Describe 'Views' {
    It 'give <_> a table of its own' -ForEach @(
        Get-Command -Module HoopConnect | ForEach-Object { $_.OutputType.Name } | Where-Object { $_ -like 'HoopConnect.*' } |
            Sort-Object -Unique
    ) {
        Get-FormatData $_ -PowerShellVersion $PSVersionTable.PSVersion | Should -Not -BeNullOrEmpty
    }
}

Describe 'Notices' {
    It 'name each assembly of others and have the text of each licence' {
        $notices = Get-Content (Join-Path $modulePath THIRD-PARTY-NOTICES.md) -Raw
        $others = Get-ChildItem (Join-Path $modulePath bin) -Filter *.dll -Recurse | Where-Object Name -NotLike 'HoopConnect*'
        $others.Count | Should -BeGreaterThan 20
        foreach ($name in $others.Name | Sort-Object -Unique) {
            ($notices.Contains($name) -or $notices -match "\b$([regex]::Escape([IO.Path]::GetFileNameWithoutExtension($name)))[ ,]") |
                Should -BeTrue -Because $name
        }
        foreach ($licence in Get-ChildItem (Join-Path $repository build licences)) {
            $notices.ReplaceLineEndings("`n").Contains((Get-Content $licence -Raw).ReplaceLineEndings("`n").Trim()) |
                Should -BeTrue -Because $licence.Name
        }
    }
}

Describe 'An error of a server' {
    It 'can be written as JSON, with its causes' {
        . $PSScriptRoot/DbRole.ps1
        $records = @(
            $wrong = $reach.Clone()
            $wrong.DbCredential = [pscredential]::new('nobody', (ConvertTo-SecureString wrong -AsPlainText))
            Get-ErrorOf { New-HoopDbRole @wrong -NoVault -ErrorAction Stop }
            Get-ErrorOf {
                New-HoopDbRole -HostName 127.0.0.1 -Port 1 -Engine postgres -DbCredential $reach.DbCredential -NoVault -Confirm:$false `
                    -ErrorAction Stop
            }
        )
        foreach ($record in $records) {
            $record.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.*'
            foreach ($depth in 1..4) {
                ($record | ConvertTo-Json -Depth $depth -WarningAction Ignore | ConvertFrom-Json).Exception.Message |
                    Should -Be $record.Exception.Message
            }
        }
    }
}
