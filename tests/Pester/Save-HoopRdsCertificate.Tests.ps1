BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    $mirror = @{ EndpointUrl = "$($sandbox.EndpointUrl)/truststore" }
    $formerState = $env:HOOPCONNECT_STATE
    $env:HOOPCONNECT_STATE = Join-Path $TestDrive state
    # No other file changes this one's password.
    $server = $sandbox.Servers | Where-Object Identifier -EQ reports
    $login = [PSCredential]::new($server.MasterUserName, (ConvertTo-SecureString $server.MasterPassword -AsPlainText -Force))
}

AfterAll { $env:HOOPCONNECT_STATE = $formerState }

Describe 'Save-HoopRdsCertificate' {
    It 'writes nothing with -WhatIf' {
        Save-HoopRdsCertificate @mirror -WhatIf | Should -BeNullOrEmpty
        Join-Path $env:HOOPCONNECT_STATE certificates | Should -Not -Exist
    }

    It 'names itself where a server is not trusted, and makes it trusted without -CaFile' {
        $refused = Get-ErrorOf { Get-HoopMasterCredential -HostName $server.HostName -Port $server.Port -DbCredential $login }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Database.TlsFailed,*'
        $refused.ErrorDetails.RecommendedAction | Should -Match 'Save-HoopRdsCertificate'
        $bundle = Save-HoopRdsCertificate @mirror
        $bundle.Path | Should -Exist
        $bundle.Sha256 | Should -Be (Get-FileHash $bundle.Path -Algorithm SHA256).Hash.ToLowerInvariant()
        $bundle.Changed | Should -BeTrue
        (Get-HoopMasterCredential -HostName $server.HostName -Port $server.Port -DbCredential $login).UserName |
            Should -Be $server.MasterUserName
        (Save-HoopRdsCertificate @mirror).Changed | Should -BeFalse
    }

    It 'keeps one bundle for each region of the databases that are piped' {
        $bundles = Find-HoopRdsInstance -Account orders -Region eu-west-1, us-east-1 @aws | Save-HoopRdsCertificate @mirror
        $bundles.Region | Sort-Object | Should -Be 'eu-west-1', 'us-east-1'
        ($bundles | Out-String) | Should -Match 'us-east-1'
        ($bundles | ConvertTo-Json -Depth 3 | ConvertFrom-Json).Sha256 | Should -Be $bundles.Sha256
    }

    It 'refuses another hash and a second region for one file, and says what it was' {
        $path = Join-Path $TestDrive mine.pem
        (Get-ErrorOf { Save-HoopRdsCertificate @mirror -Path $path -Sha256 ('0' * 64) }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Certificate.HashMismatch,*'
        $path | Should -Not -Exist
        $failures = @()
        [pscustomobject]@{ Region = 'eu-west-1' }, [pscustomobject]@{ Region = 'us-east-1' } |
            Save-HoopRdsCertificate @mirror -Path $path -ErrorAction SilentlyContinue -ErrorVariable failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Certificate.OneFile,*'
    }
}
