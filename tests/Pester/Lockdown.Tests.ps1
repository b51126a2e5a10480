# Where a policy (AppLocker, App Control) or the configuration of a session leaves PowerShell in ConstrainedLanguage: code that nobody
# trusts can call cmdlets there, and no methods of .NET but those of its core types.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    [void](Get-Sandbox)
    $manifest = Import-PowerShellDataFile (Join-Path $modulePath HoopConnect.psd1)

    # Runs a script in a constrained runspace with the module in it. A failure there is one here.
    function Invoke-Constrained([string] $Script, [hashtable] $Argument = @{}) {
        $state = [initialsessionstate]::CreateDefault2()
        $state.LanguageMode = 'ConstrainedLanguage'
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            [void]$shell.AddScript("param(`$modulePath, `$aws) `$ErrorActionPreference = 'Stop'; Import-Module `$modulePath; $Script")
            $shell.AddParameter('modulePath', $modulePath).AddParameter('aws', $Argument).Invoke()
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }
}

Describe 'A session in ConstrainedLanguage' {
    It 'is one in which nobody can call a method of ours' {
        Invoke-Constrained '$ExecutionContext.SessionState.LanguageMode' | Should -Be 'ConstrainedLanguage'
        { Invoke-Constrained '[HoopConnect.Display.ForeignText]::Escape("x")' } | Should -Throw '*only on core types*'
    }

    It 'has every cmdlet, the first time and after -Force' {
        $names = Invoke-Constrained '
            (Get-Command -Module HoopConnect).Name
            Import-Module $modulePath -Force
            (Get-Command -Module HoopConnect).Name'
        $names | Should -Be ($manifest.CmdletsToExport + $manifest.CmdletsToExport)
    }

    It 'makes tokens and policies' {
        $aws = Get-SandboxAws
        $token = Invoke-Constrained -Argument $aws '
            $database = Find-HoopRdsInstance orders -Account orders @aws
            $database.Identifier
            ($database | Get-HoopIamPolicy DbConnect -UserName report @aws).Document
            $database | Get-HoopRdsAuthToken -UserName report @aws | ForEach-Object { $_.UserName; $_.DbCredential }'
        $token[0] | Should -Be 'orders'
        $token[1] | Should -Match 'rds-db:connect'
        $token[2], $token[3].UserName | Should -Be 'report', 'report'
        $token[3].GetNetworkCredential().Password | Should -BeLike '*/?Action=connect&DBUser=report&*'
    }

    It 'has objects whose members call no method of ours from a script' {
        [xml] $types = Get-Content (Join-Path $modulePath HoopConnect.Types.ps1xml) -Raw
        $blocks = $types.SelectNodes('//GetScriptBlock') | ForEach-Object { [scriptblock]::Create($_.InnerText) }
        $blocks.Count | Should -BeGreaterThan 10
        $blocks | ForEach-Object {
            $_.Ast.FindAll({ $args[0] -is [Management.Automation.Language.InvokeMemberExpressionAst] }, $true)
        } | Should -BeNullOrEmpty
    }

    It 'has failures with their ids and what to do about them' {
        $said = Invoke-Constrained '
            try { Test-HoopAwsAccess -AccessKey x -Region eu-west-1 }
            catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }'
        $said[0] | Should -BeLike 'HoopConnect.Aws.IncompleteKeys,*'
        $said[1] | Should -Not -BeNullOrEmpty
    }
}

Describe 'What runs at an import' {
    It 'calls no method and is given neither a path nor a script' {
        $tokens = $faults = $null
        $script = [Management.Automation.Language.Parser]::ParseFile((Join-Path $modulePath HoopConnect.psm1), [ref]$tokens, [ref]$faults)
        $script.FindAll({ $args[0] -is [Management.Automation.Language.InvokeMemberExpressionAst] }, $true) | Should -BeNullOrEmpty
        $script.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true).GetCommandName() |
            Should -Be 'HoopConnect.Loader\Import-HoopAssembly'
        Invoke-CleanPwsh @'
            Import-Module (Join-Path $modulePath HoopConnect.Loader.dll)
            $cmdlet = Get-Command -Module HoopConnect.Loader
            $cmdlet.Name
            $cmdlet.Parameters.Values | Where-Object Name -NotIn ([Management.Automation.Cmdlet]::CommonParameters) |
                ForEach-Object { "$($_.Name): $($_.ParameterType.Name)" }
'@ | Should -Be @('Import-HoopAssembly', 'PublicOnly: SwitchParameter')
    }
}
