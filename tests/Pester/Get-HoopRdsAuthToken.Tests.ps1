BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $endpoint = 'orders.abc123.eu-central-1.rds.amazonaws.com'
}

Describe 'Get-HoopRdsAuthToken' {
    It 'signs for an endpoint, with the region of its name and the port of its engine' {
        $token = Get-HoopRdsAuthToken -HostName $endpoint -UserName 'some user' -AsPlainText @aws -Region eu-central-1
        $token | Should -Match "^$([regex]::Escape($endpoint)):5432/\?Action=connect&DBUser=some%20user&"
        $token | Should -Match '%2Feu-central-1%2Frds-db%2Faws4_request'
        $token | Should -Match '&X-Amz-Signature=[0-9a-f]{64}$'
        (Get-HoopRdsAuthToken -HostName $endpoint -Engine mysql -UserName u -AsPlainText @aws) | Should -Match ':3306/'
    }

    It 'gives an object that does not show the token, and has it as a credential' {
        $token = Get-HoopRdsAuthToken -HostName $endpoint -Region eu-central-1 -UserName report -EndpointUrl $aws.EndpointUrl `
            -AccessKey $aws.AccessKey -SecretKey $aws.SecretKey
        $token.DbCredential.UserName | Should -Be report
        $token.DbCredential.GetNetworkCredential().Password | Should -Match 'X-Amz-Signature='
        ($token | Format-List * | Out-String) + ($token | Out-String) + ($token | ConvertTo-Json) | Should -Not -Match 'X-Amz-Signature'
        ($token.Expires - [DateTime]::UtcNow).TotalMinutes | Should -BeGreaterThan 14
        ($token.Expires - [DateTime]::UtcNow).TotalMinutes | Should -BeLessOrEqual 15
    }

    It 'signs for a piped database of another account with the role assumed there' {
        $token = Find-HoopRdsInstance metrics -Account analytics @aws | Get-HoopRdsAuthToken -UserName report -AsPlainText @aws
        $token | Should -Match '^127\.0\.0\.1:\d+/'
        $token | Should -Match '&X-Amz-Security-Token='
        $token | Should -Match '%2Feu-west-1%2Frds-db%2F'
    }

    It 'refuses a name that tells no region, with the name in the message' {
        $keys = @{ EndpointUrl = $aws.EndpointUrl; AccessKey = $aws.AccessKey; SecretKey = $aws.SecretKey }
        $env:AWS_REGION = 'eu-west-1'
        try { $refused = Get-ErrorOf { Get-HoopRdsAuthToken -HostName db.example.com -UserName report @keys -ErrorAction Stop } }
        finally { Remove-Item Env:AWS_REGION }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamAuthentication.NoRegion,*'
        $refused.Exception.Message | Should -Match "'db\.example\.com'"
        (Get-ErrorOf { Get-HoopRdsAuthToken -HostName $endpoint -Port 70000 -UserName report @keys }).Exception.Message |
            Should -Match '70000'
    }

    It 'is for oneself where IAM Identity Center says who that is, and asks for the user where nothing does' {
        $person = Get-SandboxPerson
        Get-HoopRdsAuthToken -HostName $endpoint -AsPlainText @person | Should -Match '&DBUser=jane&'
        $token = Find-HoopRdsInstance orders @person | Get-HoopRdsAuthToken @person
        $token.UserName, $token.DbCredential.UserName | Should -Be jane, jane
        $refused = Get-ErrorOf { Get-HoopRdsAuthToken -HostName $endpoint @aws -ErrorAction Stop }
        $refused.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.IamAuthentication.NoUserName,*'
        $refused.Exception.Message | Should -Match 'user/dba'
    }
}
