# What tables show is the same in every language: pipelines and people compare it.
BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'A table in ConstrainedLanguage' {
    It 'shows what it shows in any session' {
        $script = @'
            Import-Module $modulePath
            Get-HoopIamPolicy AwsConnect -AccountId 111122223333 | Out-String -Width 200
            $keys = @{ AccessKey = 'AKIAIOSFODNN7EXAMPLE'; SecretKey = 'none'; Region = 'eu-west-1' }
            Get-HoopRdsAuthToken -HostName db.abcdefghijkl.eu-west-1.rds.amazonaws.com -Port 5432 -UserName app @keys |
                Out-String -Width 200
'@
        $full = (Invoke-CleanPwsh $script) -join "`n"
        $full | Should -Match 'HoopAWSConnect'
        $full | Should -Match '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'
        $mode = '$ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"'
        $constrained = (Invoke-CleanPwsh "$mode; $script") -join "`n"
        $constrained -replace '[-\d]{10} [:\d]{8}' | Should -Be ($full -replace '[-\d]{10} [:\d]{8}')
    }
}

Describe 'A time in a table' {
    # Whether this machine has languages at all, which a Linux without ICU does not.
    BeforeDiscovery {
        $hasLanguages = try { [cultureinfo]::new('th-TH').Calendar -is [Globalization.ThaiBuddhistCalendar] } catch { $false }
    }

    It 'is <_> in UTC, sorts, and has no year of another calendar' -Skip:(-not $hasLanguages) -ForEach 'en-US', 'th-TH' {
        $lines = Invoke-CleanPwsh @"
            [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '$_'
            Import-Module `$modulePath
            # The engine's types are there once a cmdlet has run.
            [void](Get-HoopProvisioningJob -ErrorAction Ignore)
            `$time = [DateTime]::new(2026, 11, 27, 21, 5, 0, [DateTimeKind]::Utc)
            foreach (`$type in 'IamAuthentication.Markers.ResolvedCredential', 'IamAuthentication.RdsAuthToken',
                'Provisioning.Jobs.JobRecord', 'SessionUsers.SessionUser', 'SessionUsers.Sweep.FoundSessionUser') {
                [pscustomobject]@{ PSTypeName = "HoopConnect.`$type"; Expires = `$time; CreatedAt = `$time } | Out-String -Width 300
            }
            [pscustomobject]@{
                PSTypeName = 'HoopConnect.IamAuthentication.Certificates.RdsCertificateBundle'
                NextExpiry = `$time; Changed = `$true; Sha256 = '0' * 64
            } | Out-String -Width 300
"@
        $text = $lines -join "`n"
        ([regex]::Matches($text, '\b2026-11-27 21:05:00\b')).Count | Should -Be 6 -Because $text
        $text | Should -Match 'NextExpiry \(UTC\)'
        $text | Should -Match '\b2026-11-27 21:05:00\s+new\b'
        $text | Should -Not -Match '2569|9:05|PM'
    }
}
