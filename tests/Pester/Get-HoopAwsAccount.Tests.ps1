BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $aws = Get-SandboxAws
    $sandbox = Get-Sandbox
}

Describe 'Get-HoopAwsAccount' {
    It 'lists every account of the organisation, over several pages' {
        $accounts = Get-HoopAwsAccount @aws
        $accounts.Count | Should -Be $sandbox.accounts.Count
        $accounts.Id | Sort-Object | Should -Be ($sandbox.accounts.id | Sort-Object)
        $accounts[0] | Should -BeOfType HoopConnect.Aws.Organizations.OrganizationAccount
    }

    It 'narrows by id, by name and by wildcard' {
        $one = $sandbox.accounts[0]
        (Get-HoopAwsAccount $one.id @aws).Name | Should -Be $one.name
        (Get-HoopAwsAccount -Account "$($one.name.Substring(0, 2))*" @aws).Id | Should -Contain $one.id
        Get-HoopAwsAccount -Account 'no-such-*' @aws | Should -BeNullOrEmpty
    }

    It 'shows a table' {
        $text = Get-HoopAwsAccount @aws | Out-String -Width 200
        $text | Should -Match 'Id\s+Name\s+Email\s+Status\s+Joined'
    }

    It 'ends with an error that tells an expired session from a denied one' {
        $wrong = $aws.Clone()
        $wrong.SecretKey = ConvertTo-SecureString 'not-the-key' -AsPlainText -Force
        (Get-ErrorOf { Get-HoopAwsAccount @wrong -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Aws.*,*GetHoopAwsAccountCommand'
    }

    It 'stops reading when the reader has enough' {
        Set-Sandbox @{ clear = $true }
        @(Get-HoopAwsAccount @aws | Select-Object -First 1).Count | Should -Be 1
    }
}
