BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-HoopConnect
    $role = 'arn:aws:iam::111122223333:role/HoopRdsIamRole'
}

Describe 'New-HoopAgentServiceAccount' {
    It 'gives the manifest of Hoop''s documentation' {
        New-HoopAgentServiceAccount $role | Should -Be (@(
                '---', 'apiVersion: v1', 'kind: ServiceAccount', 'metadata:', '  name: "hoop-rds-sa"', '  namespace: "default"',
                '  annotations:', "    eks.amazonaws.com/role-arn: `"$role`"") -join "`n")
    }

    It 'takes the role that Get-HoopIamPolicy made' {
        $aws = Get-SandboxAws
        $trust = @{
            AccountId = '111122223333'; OidcProvider = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF'
            Namespace = 'hoop'; ServiceAccount = 'agent'; Name = 'PesterAgent'
        }
        $made = Get-HoopIamPolicy IrsaTrust @trust -Apply @aws
        $manifest = $made | New-HoopAgentServiceAccount -Name agent -Namespace hoop
        $manifest | Should -Match '(?m)role/PesterAgent"$'
        $manifest | Should -Match '(?m)^  name: "agent"$'
    }

    It 'refuses a role that is none and a name that Kubernetes does not take' {
        (Get-ErrorOf { New-HoopAgentServiceAccount HoopRdsIamRole }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Connector.InvalidRole,*'
        (Get-ErrorOf { New-HoopAgentServiceAccount $role -Namespace a.b }).FullyQualifiedErrorId |
            Should -BeLike 'HoopConnect.Policy.InvalidKubernetesName,*'
    }
}
