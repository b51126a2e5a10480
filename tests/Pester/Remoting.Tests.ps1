# Every object through a file, JSON and jobs, and on to the next cmdlet of its pipeline from there.
BeforeDiscovery {
    $forms = @('Clixml', 'Json', 'Job', 'ThreadJob') | ForEach-Object { @{ form = $_ } }
    $kinds = @('account', 'access', 'database', 'group', 'master', 'role', 'transient', 'token', 'connection', 'result', 'record') |
        ForEach-Object { @{ kind = $_ } }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/DbRole.ps1
    $aws = Get-SandboxAws
    $everywhere = $aws.Clone()
    $everywhere.Region = $sandbox.regions
    $settings = @{ Vault = 'Team'; CaFile = $sandbox.caFile; Confirm = $false }
    $folder = Join-Path ([IO.Path]::GetTempPath()) "hoopconnect-remoting-$PID"
    [void](New-Item -ItemType Directory $folder)

    # What each cmdlet gives, by a short name.
    $objects = @{ account = Get-HoopAwsAccount @aws | Where-Object Name -EQ orders; access = Test-HoopAwsAccess @aws }
    $objects.database = Find-HoopRdsInstance orders -Account orders @everywhere
    $objects.group = $objects.database | Grant-HoopNetworkAccess -Cidr 10.9.8.7/32 @aws -Confirm:$false
    $objects.result = $objects.database | Invoke-HoopProvisioning -ConnectionPrefix remoting -AllowMasterReset @settings @aws
    $objects.record = Get-HoopProvisioningJob $objects.result.JobId
    $objects.master = $objects.database | Get-HoopMasterCredential -Vault Team -CaFile $sandbox.caFile
    $objects.token = $objects.database | Get-HoopRdsAuthToken -UserName report @aws
    $objects.connection = Get-HoopConnection 'remoting*-ro' -Vault Team
    $objects.transient = New-HoopDbRole -NoVault -Role Ddl -RotatePassword @reach
    $objects.role = New-HoopDbRole -Vault Team -Role ReadOnly -RotatePassword @reach

    # All that must not be in a file or text: each password and token, as it is and as a SecureString is written without DPAPI.
    $secrets = @(
        $objects.master.DbCredential.GetNetworkCredential().Password, $objects.transient.Login.Password.Reveal(),
            $objects.token.Token.Reveal(), $server.masterPassword
    ) +
        @(
            Get-SecretInfo -Vault Team -Name 'HoopConnect-*' | Where-Object Name -NotLike 'HoopConnect-connection-*' |
                ForEach-Object { (Get-Secret -Vault Team -Name $_.Name).GetNetworkCredential().Password }
        )
    $secrets += $secrets | ForEach-Object { [Convert]::ToHexString([Text.Encoding]::Unicode.GetBytes($_)) }

    function ConvertTo-Form {
        param([Parameter(ValueFromPipeline)] $InputObject, [string] $Form)
        process {
            $path = Join-Path $folder "$([guid]::NewGuid()).xml"
            switch ($Form) {
                Clixml { $InputObject | Export-Clixml $path; Import-Clixml $path }
                Json { $InputObject | ConvertTo-Json -Depth 6 | ConvertFrom-Json }
                Job { Start-Job { param($one) $one } -ArgumentList $InputObject | Receive-Job -Wait -AutoRemoveJob }
                ThreadJob { Start-ThreadJob { param($one) $one } -ArgumentList $InputObject | Receive-Job -Wait -AutoRemoveJob }
            }
        }
    }
}

AfterAll { Remove-Item $folder -Recurse -Force }

Describe 'Objects that are written' {
    It 'hold no secret as Clixml or JSON: <kind>' -ForEach $kinds {
        $objects[$kind] | Should -Not -BeNullOrEmpty
        $path = Join-Path $folder "$kind.xml"
        $objects[$kind] | Export-Clixml $path -Depth 8
        $texts = (Get-Content -LiteralPath $path -Raw), ($objects[$kind] | ConvertTo-Json -Depth 8 -WarningAction Ignore)
        $texts[0] | Should -Not -Match '<SS[ >]'
        foreach ($text in $texts) { foreach ($secret in $secrets) { $text.Contains($secret, 'OrdinalIgnoreCase') | Should -BeFalse } }
    }

    It 'keep every property but the secret ones: <kind>' -ForEach $kinds {
        $secret = 'DbCredential', 'Login', 'Token'
        $expected = $objects[$kind].PSObject.Properties.Name | Where-Object { $_ -notin $secret }
        $path = Join-Path $folder "$kind.xml"
        $objects[$kind] | Export-Clixml $path
        $read = Import-Clixml $path
        $read.PSObject.Properties.Name | Where-Object { $_ -notin $secret } | Sort-Object | Should -Be ($expected | Sort-Object)
        foreach ($name in $expected) {
            $value = $objects[$kind].$name
            # PowerShell writes an enumeration as its number, and any dictionary as a Hashtable.
            if ($value -is [enum]) { [int]$read.$name | Should -Be ([int]$value) }
            elseif ($value -is [Collections.IDictionary]) {
                $read.$name.Count | Should -Be $value.Count
                foreach ($key in $value.Keys) { $read.$name[$key] | Should -BeExactly $value[$key] }
            }
            else { "$($read.$name)" | Should -BeExactly "$value" }
        }
    }
}

Describe 'Objects that come back from <form>' -ForEach $forms {
    It 'an account: Find-HoopRdsInstance' {
        ($objects.account | ConvertTo-Form -Form $form | Find-HoopRdsInstance orders @everywhere).Arn | Should -Be $objects.database.Arn
    }

    It 'the access of a session: Find-HoopRdsInstance' {
        $back = $objects.access | ConvertTo-Form -Form $form
        $back.Actions.Action | Should -Be $objects.access.Actions.Action
        ($back | Find-HoopRdsInstance shop @aws).AccountId | Should -Be $objects.access.AccountId
    }

    It 'a database: network access, master credential, roles, token and the whole run' {
        $back = $objects.database | ConvertTo-Form -Form $form
        ($back | Grant-HoopNetworkAccess -Cidr 10.9.8.7/32 @aws).Changed | Should -BeFalse
        ($back | Get-HoopMasterCredential -Vault Team -CaFile $sandbox.caFile).UserName | Should -Be $objects.master.UserName
        ($back | Test-HoopDbRole -Vault Team -CaFile $sandbox.caFile).State | Should -Be 'InSync', 'InSync', 'InSync'
        ($back | Get-HoopRdsAuthToken -UserName report @aws).HostName | Should -Be $objects.token.HostName
        $result = $back | Invoke-HoopProvisioning -ConnectionPrefix remoting @settings @aws
        $result.State | Should -Be Completed
        # The tags of the record are those of the object that came back.
        (Get-HoopProvisioningJob $result.JobId).Spec.DbTags.Key | Sort-Object | Should -Be ($objects.database.Tags.Keys | Sort-Object)
    }

    It 'network access: Revoke-HoopNetworkAccess' {
        $back = $objects.group | ConvertTo-Form -Form $form
        $back.Source | Should -Be '10.9.8.7/32'
        { $back | Revoke-HoopNetworkAccess -Cidr $back.Source @aws -WhatIf -ErrorAction Stop } | Should -Not -Throw
    }

    It 'a master credential: the roles, with the login itself or the one of the vault' {
        $back = $objects.master | ConvertTo-Form -Form $form
        ($back | Test-HoopDbRole -Vault Team -CaFile $sandbox.caFile @aws -Role ReadOnly).State | Should -Be InSync
        ($back | Test-HoopDbRole -Vault Team -CaFile $sandbox.caFile @aws -Role ReadOnly -DbCredential $objects.master.DbCredential).State |
            Should -Be InSync
    }

    It 'a role: New-HoopConnection' {
        $connection = $objects.role | ConvertTo-Form -Form $form | New-HoopConnection "again-$form" -Confirm:$false
        $connection.Name | Should -Be "again-$form-ro"
        $connection.Role | Should -Be ReadOnly
        $connection.HostName, $connection.Port, $connection.CaFile, $connection.SecretName |
            Should -Be ($objects.role.HostName, $objects.role.Port, $objects.role.CaFile, $objects.role.SecretName)
    }

    It 'a connection: Get-, Export- and Remove-HoopConnection' {
        $made = $objects.role | New-HoopConnection "gone-$form" -Confirm:$false
        $back = $made | ConvertTo-Form -Form $form
        ($back | Get-HoopConnection).Name | Should -Be $made.Name
        $back | Export-HoopConnection -As PgPass -IncludePassword | Should -Match ':hoop_ro:'
        $back | Remove-HoopConnection -Confirm:$false
        Get-HoopConnection "$($made.Name)*" -Vault Team | Should -BeNullOrEmpty
    }

    It 'the result of a run: its record, its database and its connections' {
        $back = $objects.result | ConvertTo-Form -Form $form
        ($back | Get-HoopProvisioningJob).Id | Should -Be $objects.result.JobId
        ($back | Get-HoopMasterCredential -Vault Team -CaFile $sandbox.caFile @aws).Identifier | Should -Be orders
        ($back.Connections | Get-HoopConnection).Name | Should -Be $objects.result.Connections.Name
        ($back.Roles | New-HoopConnection "roles-$form" -Confirm:$false).Count | Should -Be 3
    }

    It 'a job record: Get-HoopProvisioningJob' {
        $back = $objects.record | ConvertTo-Form -Form $form
        $back.Status.Result.CredentialsInfo.SecretId | Should -Be $objects.record.Status.Result.CredentialsInfo.SecretId
        ($back | Get-HoopProvisioningJob).Id | Should -Be $objects.record.Id
        $receiver = @{
            WebhookUrl = "$($sandbox.endpointUrl)/webhooks/$form"; WebhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
        }
        ($back | Send-HoopWebhook @receiver).JobId | Should -Be $objects.record.Id
    }

    It 'a token: says what it was for' {
        $back = $objects.token | ConvertTo-Form -Form $form
        $back.HostName, $back.UserName | Should -Be ($objects.token.HostName, $objects.token.UserName)
        "$($back.Expires.ToUniversalTime())" | Should -Be "$($objects.token.Expires)"
    }
}

Describe 'Databases with hostile tags' {
    It 'keep two keys that differ by case only' {
        $tags = [Collections.Generic.Dictionary[string, string]]::new()
        $tags.Add('Env', 'a'); $tags.Add('env', 'b'); $tags.Add("x`"'; <&> `u{1F418}", "line`nline")
        $path = Join-Path $folder tags.xml
        [pscustomobject]@{ Tags = $tags } | Export-Clixml $path
        (Import-Clixml $path).Tags.Count | Should -Be 3
    }
}
