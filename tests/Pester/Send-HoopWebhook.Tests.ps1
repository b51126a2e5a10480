BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    Initialize-TestVault
    $sandbox = Get-Sandbox
    $aws = Get-SandboxAws
    $text = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    $to = @{
        WebhookUrl    = "$($sandbox.endpointUrl)/webhooks/aws?sig=of-a-test"
        WebhookSecret = ConvertTo-SecureString $text -AsPlainText
    }
    $find = $aws + @{ Account = '*'; ErrorAction = 'SilentlyContinue' }
    $run = $aws + @{ Vault = 'Team'; Confirm = $false; ErrorAction = 'SilentlyContinue' }

    function Get-Received { @(Invoke-RestMethod "$($sandbox.endpointUrl)/webhooks") }

    # As a receiver does it.
    function Get-Signature($Request) {
        $key = [Convert]::FromBase64String($text.Substring(6))
        $signed = "$($Request.headers.'webhook-id').$($Request.headers.'webhook-timestamp').$($Request.body)"
        'v1,' + [Convert]::ToBase64String([Security.Cryptography.HMACSHA256]::HashData($key, [Text.Encoding]::UTF8.GetBytes($signed)))
    }
}

Describe 'Send-HoopWebhook' {
    BeforeAll {
        # A stopped database ends its job at once.
        Set-Sandbox @{ clear = $true }
        Set-Sandbox @{ webhook = @{ status = 503; retryAfter = '86400' } }
        $result = Find-HoopRdsInstance archive @find |
            Invoke-HoopProvisioning @to @run -ErrorVariable failures
    }

    BeforeEach { Set-Sandbox @{ clear = $true } }
    AfterAll { Set-Sandbox @{ clear = $true } }

    It 'is for what a run could not deliver: an error beside the result, and a note in the record' {
        $result.State | Should -Be Failed
        $ids = @($failures | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Select-Object -Unique
        $ids | Should -Be 'HoopConnect.Database.NotAvailable,HoopConnect.PowerShell.Commands.InvokeHoopProvisioningCommand',
            'HoopConnect.Webhook.NotDelivered,HoopConnect.PowerShell.Commands.InvokeHoopProvisioningCommand'
        $status = ($result | Get-HoopProvisioningJob).WebhookStatus
        $status.DeliveredAt | Should -BeNullOrEmpty
        $status.Attempts | Should -Be 1
        $status.LastStatus | Should -Be 'status 503'
    }

    It 'shows the request with -WhatIf, without its secrets, and sends nothing' {
        $shown = $result | Send-HoopWebhook @to -WhatIf *>&1 | Out-String -Width 4096
        Get-Received | Should -BeNullOrEmpty
        (Get-HoopProvisioningJob $result.JobId).WebhookStatus.Attempts | Should -Be 1
        # What is shown of it outside of the streams.
        $shown = Invoke-CleanPwsh "`$env:HOOPCONNECT_STATE = '$env:HOOPCONNECT_STATE'; Import-Module `$modulePath
            Send-HoopWebhook $($result.JobId) -WebhookUrl '$($to.WebhookUrl)' -WebhookSecret $text -WhatIf" | Out-String -Width 4096
        $shown | Should -Match ([regex]::Escape("POST $($sandbox.endpointUrl)/webhooks/aws?******** (content-type, webhook-id, "))
        $shown | Should -Match ([regex]::Escape("""event_payload"":{""org_id"":"))
        $shown | Should -Not -Match 'of-a-test|v1,|whsec_'
    }

    It 'sends it later, signed and with the same id, however it is named' {
        $record = $result | Get-HoopProvisioningJob
        $deliveries = @(
            $record | Send-HoopWebhook @to
            $result | Send-HoopWebhook @to
            $record.Id | Send-HoopWebhook @to
            Send-HoopWebhook -Job $record @to
            $record | ConvertTo-Json -Depth 6 | ConvertFrom-Json | Send-HoopWebhook @to
        )
        $received = Get-Received
        $received.Count | Should -Be 5
        $received[0].headers.'webhook-signature' | Should -Be (Get-Signature $received[0])
        $received[0].headers.'svix-signature' | Should -Be $received[0].headers.'webhook-signature'
        @($received.headers.'webhook-id' | Select-Object -Unique) | Should -Be "msg_$($record.Id -replace '-')"
        @($received.body | Select-Object -Unique).Count | Should -Be 1
        $body = $received[0].body | ConvertFrom-Json
        $body.event_type | Should -Be 'dbroles.job.finished'
        $body.event_payload.id | Should -Be $record.Id
        $body.event_payload.status.phase | Should -Be failed
        $body.event_payload.PSObject.Properties.Name | Should -Not -Contain webhook_status
        $deliveries.MessageId | Select-Object -Unique | Should -Be $received[0].headers.'webhook-id'
        $deliveries[-1].Attempts | Should -Be 6
        $deliveries | Out-String -Width 220 |
            Should -Match 'Delivered \(UTC\)\s+DbArn\s+MessageId\s+Attempts\s+LastStatus\s+Url'
        (Get-HoopProvisioningJob $record.Id).WebhookStatus.DeliveredAt | Should -Not -BeNullOrEmpty
    }

    It 'signs with each of two keys' {
        $two = $to.WebhookSecret, (ConvertTo-SecureString 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' -AsPlainText)
        [void]($result | Send-HoopWebhook -WebhookUrl $to.WebhookUrl -WebhookSecret $two)
        $received = Get-Received
        $signatures = $received[0].headers.'webhook-signature' -split ' '
        $signatures.Count | Should -Be 2
        $signatures[0] | Should -Be (Get-Signature $received[0])
    }

    It 'hands it to Svix' {
        $svix = @{
            SvixToken       = ConvertTo-SecureString testsk_of-a-test -AsPlainText
            SvixApplication = 'aws-connect'
            SvixServer      = "$($sandbox.endpointUrl)/webhooks/svix"
        }
        [void]($result | Send-HoopWebhook @svix -SvixEventType house.job)
        $received = (Get-Received)[0]
        $received.path | Should -Be /webhooks/svix/api/v1/app/aws-connect/msg/
        $received.headers.authorization | Should -Be 'Bearer testsk_of-a-test'
        $body = $received.body | ConvertFrom-Json
        $body.eventType, $body.payload.event_type | Should -Be house.job, house.job
        $id = "msg_$($result.JobId -replace '-')"
        $body.eventId, $received.headers.'idempotency-key' | Should -Be $id, $id
        $body.payload.event_payload.id | Should -Be $result.JobId
    }

    It 'reports a job that is not there, and one that is refused, and sends the others' {
        Set-Sandbox @{ webhook = @{ status = 400; text = 'said by the host' } }
        $sent = 'nothing', $result.JobId, $result.JobId | Send-HoopWebhook @to -ErrorAction SilentlyContinue -ErrorVariable failures
        @($sent).Count | Should -Be 1
        $failures.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } |
            Should -Be HoopConnect.Job.NotFound, HoopConnect.Webhook.Refused
        $failures | Format-List * -Force | Out-String | Should -Not -Match 'of-a-test|whsec_|said by the host'
    }

    It 'refuses before anything is sent: <id>' -ForEach @(
        @{ id = 'HTTP elsewhere'; with = @{ WebhookUrl = 'http://hooks.example/'; WebhookSecret = 'whsec_' + 'A' * 32 } }
        @{ id = 'a name in it'; with = @{ WebhookUrl = 'https://me:of-a-test@hooks.example/'; WebhookSecret = 'whsec_' + 'A' * 32 } }
        @{ id = 'a weak key'; with = @{ WebhookUrl = 'https://hooks.example/'; WebhookSecret = 'whsec_b2YtYS10ZXN0' } }
        @{ id = 'a path for a name'; with = @{ SvixToken = 'testsk_x'; SvixApplication = '../x' } }
    ) {
        $refusal = { Send-HoopWebhook $result.JobId @with } | Should -Throw -PassThru
        $refusal.FullyQualifiedErrorId | Should -Match 'HoopConnect\.Webhook\.Invalid|ParameterArgumentTransformationError'
        "$refusal" | Should -Not -Match 'of-a-test|b2YtYS10ZXN0'
    }
}

Describe 'Invoke-HoopProvisioning with a webhook' {
    BeforeAll { $run.CaFile = $sandbox.caFile }
    BeforeEach { Set-Sandbox @{ clear = $true } }
    AfterAll { Set-Sandbox @{ clear = $true } }

    It 'shows it in the plan, and tells the receiver once the connections are there' {
        $databases = Find-HoopRdsInstance orders @find
        $planned = $databases | Invoke-HoopProvisioning -ConnectionPrefix hooked -AllowMasterReset @to @run -WhatIf
        $planned.Plan[-1].Action | Should -Be 'send webhook'
        "$($planned.Plan[-1])" | Should -Not -Match 'of-a-test|whsec_'
        Get-Received | Should -BeNullOrEmpty

        $result = $databases | Invoke-HoopProvisioning -ConnectionPrefix hooked -AllowMasterReset @to @run
        $result.State | Should -Be Completed
        $payload = ((Get-Received)[0].body | ConvertFrom-Json).event_payload
        $payload.status.phase | Should -Be completed
        $payload.status.result.user_role | Should -Be hoop_ro, hoop_rw, hoop_ddl
        $payload.status.result[0].credentials_info.secret_id | Should -Be $result.Roles[0].SecretName
        ($result | Get-HoopProvisioningJob).WebhookStatus.DeliveredAt | Should -Not -BeNullOrEmpty
        # What is as it should be has nothing but the webhook to do.
        $again = $databases | Invoke-HoopProvisioning -ConnectionPrefix hooked @to @run -WhatIf
        $again.Changed | Should -BeFalse
        $again.Plan.Action | Should -Be 'send webhook'
    }

    It 'loses nothing where the receiver refuses it' {
        Set-Sandbox @{ webhook = @{ status = 401 } }
        $result = Find-HoopRdsInstance orders @find |
            Invoke-HoopProvisioning -ConnectionPrefix hooked -RotatePassword @to @run -ErrorVariable failures
        $result.State | Should -Be Completed
        $failures.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Webhook.Refused,*'
        Find-HoopRdsInstance orders @find | Test-HoopDbRole -Quiet -Vault Team -CaFile $sandbox.caFile | Should -BeTrue
    }

    It 'refuses half of what it needs before anything is looked at' {
        foreach ($half in @{ WebhookUrl = $to.WebhookUrl }, @{ WebhookSecret = $to.WebhookSecret }, @{ SvixApplication = 'a' }) {
            $refusal = {
                Invoke-HoopProvisioning arn:aws:rds:eu-west-1:222233334444:db:orders @half @aws -Vault Team
            } | Should -Throw -PassThru
            $refusal.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Webhook.Incomplete,*'
        }
    }
}
