BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
}

Describe 'Test-HoopAwsAccess' {
    It 'says who we are and what is allowed' {
        $access = Test-HoopAwsAccess @aws
        $access.AccountId | Should -Match '^\d{12}$'
        $access.Arn | Should -BeLike "arn:aws:*$($access.AccountId)*"
        $access.Region | Should -Be $aws.Region
        $access.Actions.Action | Should -Contain 'rds:DescribeDBInstances'
        $access.Actions[0].Action | Should -BeOfType string
        $access.Actions[-1].Action | Should -Be $access.Actions[$access.Actions.Count - 1].Action
        $access | Out-String -Width 200 | Should -Match 'Allowed'
    }

    It 'answers with a boolean when it is quiet' {
        $quiet = Test-HoopAwsAccess @aws -Quiet
        $quiet | Should -BeOfType bool
        $quiet | Should -Be (Test-HoopAwsAccess @aws).AllAllowed
    }

    It 'takes the secret key as a SecureString, and both names of AWS.Tools' {
        $secure = ConvertTo-SecureString $aws.SecretKey -AsPlainText -Force
        (Test-HoopAwsAccess -AK $aws.AccessKey -SK $secure -Region $aws.Region -EndpointUrl $aws.EndpointUrl).Arn |
            Should -Not -BeNullOrEmpty
    }

    It 'takes a PSCredential, and any object with GetCredentials()' {
        $secure = ConvertTo-SecureString $aws.SecretKey -AsPlainText -Force
        $session = @{ Region = $aws.Region; EndpointUrl = $aws.EndpointUrl }
        (Test-HoopAwsAccess -Credential ([pscredential]::new($aws.AccessKey, $secure)) @session).Arn | Should -Not -BeNullOrEmpty
        Add-Type @'
namespace OtherSdk {
    public class Keys { public string AccessKey; public string SecretKey; public string Token; }
    public class KeyProperties {
        public string AccessKey { get; set; } public string SecretKey { get; set; } public string Token { get; set; } }
    public class Credentials {
        private readonly string _id, _secret;
        public Credentials(string id, string secret) { _id = id; _secret = secret; }
        public KeyProperties GetCredentials() { return new KeyProperties { AccessKey = _id, SecretKey = _secret, Token = "" }; }
    }
}
'@ -ErrorAction Ignore
        (Test-HoopAwsAccess -Credential ([OtherSdk.Credentials]::new($aws.AccessKey, $aws.SecretKey)) @session).Arn |
            Should -Not -BeNullOrEmpty
        (Get-ErrorOf { Test-HoopAwsAccess -Credential ([uri]'https://example.com') @session }).Exception.Message |
            Should -Match 'Uri cannot be used as AWS credentials'
    }

    It 'honours $StoredAWSRegion and $StoredAWSCredentials, and parameters before them' {
        $global:StoredAWSRegion = 'us-east-1'
        $global:StoredAWSCredentials = [pscredential]::new($aws.AccessKey, (ConvertTo-SecureString $aws.SecretKey -AsPlainText -Force))
        try {
            (Test-HoopAwsAccess -EndpointUrl $aws.EndpointUrl).Region | Should -Be 'us-east-1'
            (Test-HoopAwsAccess -EndpointUrl $aws.EndpointUrl -Region eu-west-1).Region | Should -Be 'eu-west-1'
        }
        finally {
            Remove-Variable StoredAWSRegion, StoredAWSCredentials -Scope Global
        }
    }

    It 'refuses a region that no partition knows while it binds, with the region in the message' {
        $refused = Get-ErrorOf { Test-HoopAwsAccess -Region mars-1 }
        $refused.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $refused.Exception.Message | Should -Match "'mars-1'"
    }

    It 'does not fall back from a profile that is not there' {
        $missing = Get-ErrorOf { Test-HoopAwsAccess -ProfileName nope -EndpointUrl $aws.EndpointUrl -Region eu-west-1 -ErrorAction Stop }
        $missing.FullyQualifiedErrorId | Should -BeLike 'HoopConnect.Aws.ProfileNotFound,*'
        $missing.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $missing.TargetObject | Should -Be 'nope'
        $missing.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'reads a profile, and completes its name' {
        $file = Join-Path $TestDrive credentials
        Set-Content $file "[sandbox]`naws_access_key_id = $($aws.AccessKey)`naws_secret_access_key = $($aws.SecretKey)"
        (Test-HoopAwsAccess -ProfileName sandbox -ProfileLocation $file -Region $aws.Region -EndpointUrl $aws.EndpointUrl).Arn |
            Should -Not -BeNullOrEmpty
        $line = "Test-HoopAwsAccess -ProfileLocation $file -ProfileName sa"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'sandbox'
    }
}
