using System.Text.Json;
using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.IdentityCenter.Notification;
using HoopConnect.Tests.Sandbox.ServiceModels;

namespace HoopConnect.Tests.IamAuthentication.Policies;

public sealed class IamPoliciesTests
{
    private const string Account = "111122223333";
    private const string Queue = $"arn:aws:sqs:eu-west-1:{Account}:events.fifo";

    /// <summary>Actions that stand for no operation of a service (Service Authorization Reference).</summary>
    private static readonly string[] WithoutOperation = ["rds-db:connect", "iam:PassRole", "sts:TagSession"];

    private static DatabaseResource Instance(string region = "eu-west-1") =>
        DatabaseResource.Create(region, Account, "db-ABCDEFGHIJKL01234");

    public static TheoryData<string, string> EveryKindInEveryPartition()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in Enum.GetNames<PolicyKind>())
        {
            foreach (var region in new[] { "eu-west-1", "cn-north-1", "us-gov-west-1" })
                data.Add(kind, region);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryKindInEveryPartition))]
    public void Every_kind_is_valid_by_the_grammar_in_its_partition_and_its_actions_are_ones_that_AWS_has(string kind, string region)
    {
        var policy = IamPolicies.Make(Full(Enum.Parse<PolicyKind>(kind), region));

        Assert.Equal(AwsRegion.Parse(region).Partition, policy.Partition);
        Assert.Empty(PolicyGrammar.Problems(policy.Document, policy.Use, policy.Partition));
        Assert.True(policy.Size <= PolicyGrammar.Limit(policy.Use));
        Assert.Equal(policy.Document, policy.ToString());
        Assert.Equal(policy.Document, IamPolicies.Make(Full(policy.Kind, region)).Document);
        foreach (var action in Actions(policy).Except(WithoutOperation))
        {
            var parts = action.Split(':');
            Assert.True(ServiceModel.Of(parts[0]).Has(parts[1]), $"{action} is no action of AWS");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HoopAWSConnect_has_the_actions_that_Test_HoopAwsAccess_looks_for_and_no_others(bool isMember)
    {
        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.AwsConnect) { AccountId = Account, IsMember = isMember });
        var needed = NeededAction.All.Where(action => !(isMember && action.MainAccountOnly)).Select(action => action.Action);
        Assert.Equal(needed.Order(StringComparer.Ordinal), Actions(policy).Order(StringComparer.Ordinal));
        Assert.Equal("HoopAWSConnect", policy.Name);
    }

    [Fact]
    public void HoopAWSConnect_asks_for_everything_only_where_AWS_knows_no_resource()
    {
        var everything = Statements(IamPolicies.Make(new PolicyRequest(PolicyKind.AwsConnect) { AccountId = Account }))
            .Where(statement => Texts(statement.GetProperty("Resource")).Contains("*"))
            .SelectMany(statement => Texts(statement.GetProperty("Action")));
        Assert.Equal(
            ["ec2:DescribeRegions", "ec2:DescribeSecurityGroups", "organizations:DescribeOrganization", "organizations:ListAccounts"],
            everything.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void HoopAWSConnect_changes_only_security_groups_that_we_made_and_assumes_only_the_role_that_is_meant()
    {
        var policy = IamPolicies.Make(
            new PolicyRequest(PolicyKind.AwsConnect)
            {
                AccountId = Account,
                OrganizationId = "o-abcdefghij",
                AssumedRoleName = "Mine",
            });
        var groups = Statement(policy, "ec2:AuthorizeSecurityGroupIngress");
        Assert.Equal(
            "false",
            groups.GetProperty("Condition").GetProperty("Null").GetProperty("aws:ResourceTag/hoop.dev/gateway").GetString());
        Assert.Equal(
            ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteSecurityGroup"],
            Texts(groups.GetProperty("Action")));
        Assert.Equal(
            "CreateSecurityGroup",
            Statement(policy, "ec2:CreateTags")
                .GetProperty("Condition")
                .GetProperty("StringEquals")
                .GetProperty("ec2:CreateAction")
                .GetString());
        var assume = Statement(policy, "sts:AssumeRole");
        Assert.Equal("arn:aws:iam::*:role/Mine", assume.GetProperty("Resource").GetString());
        Assert.Equal(
            "o-abcdefghij",
            assume.GetProperty("Condition").GetProperty("StringEquals").GetProperty("aws:ResourceOrgID").GetString());
        Assert.Equal($"arn:aws:rds:*:{Account}:db:*", Texts(Statement(policy, "rds:ModifyDBInstance").GetProperty("Resource")).Single());
    }

    [Fact]
    public void DbConnect_names_each_user_of_each_database_and_nothing_else()
    {
        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.DbConnect)
        {
                Databases =
                [
                    Instance(), DatabaseResource.Create("us-east-1", Account, "cluster-ABC"),
                    DatabaseResource.Create("us-east-1", "444455556666", "prx-0123a01b"), Instance(),
                ],
            UserNames = ["db_user", "db_user2", "db_user"],
        });
        var statement = Assert.Single(Statements(policy));
        Assert.Equal("rds-db:connect", statement.GetProperty("Action").GetString());
        Assert.Equal(
            [
                $"arn:aws:rds-db:eu-west-1:{Account}:dbuser:db-ABCDEFGHIJKL01234/db_user",
                $"arn:aws:rds-db:eu-west-1:{Account}:dbuser:db-ABCDEFGHIJKL01234/db_user2",
                $"arn:aws:rds-db:us-east-1:{Account}:dbuser:cluster-ABC/db_user",
                $"arn:aws:rds-db:us-east-1:{Account}:dbuser:cluster-ABC/db_user2",
                "arn:aws:rds-db:us-east-1:444455556666:dbuser:prx-0123a01b/db_user",
                "arn:aws:rds-db:us-east-1:444455556666:dbuser:prx-0123a01b/db_user2",
            ],
            Texts(statement.GetProperty("Resource")));
    }

    [Theory]
    [InlineData("*", "${*}")]
    [InlineData("a?b", "a${?}b")]
    [InlineData("${aws:username}", "${$}{aws:username}")]
    [InlineData("Jane O'Neill@example.com", "Jane O'Neill@example.com")]
    [InlineData("naïve\"user\\", "naïve\"user\\")]
    public void A_user_name_is_a_name_and_never_a_pattern(string userName, string inPolicy)
    {
        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.DbConnect) { Databases = [Instance()], UserNames = [userName] });
        Assert.EndsWith(
            ":dbuser:db-ABCDEFGHIJKL01234/" + inPolicy,
            Assert.Single(Statements(policy)).GetProperty("Resource").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Trust_of_the_main_account_can_ask_for_an_external_id_and_an_organisation()
    {
        var policy = IamPolicies.Make(
            new PolicyRequest(PolicyKind.CrossAccountTrust)
            {
                TrustedAccountId = Account,
                ExternalId = "of-a-test",
                OrganizationId = "o-abcdefghij",
            });
        var statement = Assert.Single(Statements(policy));
        Assert.Equal("HoopOrganizationAccountAccessRole", policy.Name);
        Assert.Equal($"arn:aws:iam::{Account}:root", statement.GetProperty("Principal").GetProperty("AWS").GetString());
        var equal = statement.GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal(
            ("of-a-test", "o-abcdefghij"),
            (equal.GetProperty("sts:ExternalId").GetString(), equal.GetProperty("aws:PrincipalOrgID").GetString()));
    }

    [Theory]
    [InlineData("oidc.eks.us-east-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE")]
    [InlineData("https://oidc.eks.us-east-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE/")]
    [InlineData("arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE")]
    public void Trust_of_service_accounts_compares_account_and_audience_however_the_provider_is_given(string provider)
    {
        var policy = IamPolicies.Make(
            new PolicyRequest(PolicyKind.IrsaTrust)
            {
                AccountId = Account,
                OidcProvider = provider,
                Namespace = "hoop",
                ServiceAccounts = ["agent", "other"],
            });
        const string Name = "oidc.eks.us-east-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
        var statement = Assert.Single(Statements(policy));
        Assert.Equal(
            $"arn:aws:iam::{Account}:oidc-provider/{Name}",
            statement.GetProperty("Principal").GetProperty("Federated").GetString());
        var equal = statement.GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal(["system:serviceaccount:hoop:agent", "system:serviceaccount:hoop:other"], Texts(equal.GetProperty(Name + ":sub")));
        Assert.Equal("sts.amazonaws.com", equal.GetProperty(Name + ":aud").GetString());
    }

    [Fact]
    public void The_boundary_has_the_users_of_tenants_only_and_the_platform_can_make_roles_with_it_only()
    {
        var boundary = IamPolicies.Make(new PolicyRequest(PolicyKind.ConnectorBoundary) { Databases = [Instance()] });
        Assert.Equal(
            $"arn:aws:rds-db:eu-west-1:{Account}:dbuser:db-ABCDEFGHIJKL01234/u" + new string('?', 31),
            Assert.Single(Statements(boundary)).GetProperty("Resource").GetString());

        var admin = IamPolicies.Make(Full(PolicyKind.ConnectorAdmin, "eu-west-1"));
        foreach (var action in (string[])["iam:CreateRole", "iam:PutRolePolicy"])
            Assert.Equal(
                $"arn:aws:iam::{Account}:policy/HoopConnectorBoundary",
                Statement(admin, action)
                    .GetProperty("Condition")
                    .GetProperty("StringEquals")
                    .GetProperty("iam:PermissionsBoundary")
                    .GetString());
        Assert.Equal("Deny", Statement(admin, "iam:CreatePolicyVersion").GetProperty("Effect").GetString());
        Assert.All(
            Statements(admin)
                .Where(statement =>
                    Texts(statement.GetProperty("Action")).Any(action => action.StartsWith("iam:", StringComparison.Ordinal))),
            statement => Assert.DoesNotContain("*", Texts(statement.GetProperty("Resource"))));
    }

    [Fact]
    public void Who_synchronises_may_read_the_directory_log_in_as_one_user_and_tell_of_failures()
    {
        var least = IamPolicies.Make(new PolicyRequest(PolicyKind.IdentityCenterSync));
        Assert.Equal(("HoopIdentityCenterSync", PolicyUse.Managed), (least.Name, least.Use));
        Assert.Equal(
            [
                "identitystore:DescribeGroup", "identitystore:DescribeUser", "identitystore:ListGroupMemberships",
                "identitystore:ListGroups", "sso:ListInstances",
            ],
            Actions(least).Order(StringComparer.Ordinal));

        var anywhere = IamPolicies.Make(
            new PolicyRequest(PolicyKind.IdentityCenterSync) { AccountId = Account, UserNames = ["sync*"], TopicArn = Topic("other") });
        Assert.Equal(
            [$"arn:aws:rds-db:*:{Account}:dbuser:*/sync${{*}}"], Texts(Statement(anywhere, "rds-db:connect").GetProperty("Resource")));
        Assert.Equal(["sns:Publish"], Texts(Statement(anywhere, "sns:Publish").GetProperty("Action")));

        // A topic of our own is made and subscribed to as well.
        var own = IamPolicies.Make(new PolicyRequest(PolicyKind.IdentityCenterSync) { TopicArn = Topic(FailureNotifier.TopicName) });
        Assert.Contains("sns:Subscribe", Actions(own));
        Assert.Equal([Topic(FailureNotifier.TopicName)], Texts(Statement(own, "sns:Publish").GetProperty("Resource")));

        var fed = Statement(
            IamPolicies.Make(new PolicyRequest(PolicyKind.IdentityCenterSync) { QueueArn = Queue }), "sqs:ReceiveMessage");
        Assert.Equal(["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"], Texts(fed.GetProperty("Action")));
        Assert.Equal([Queue], Texts(fed.GetProperty("Resource")));
        static string Topic(string name) => $"arn:aws:sns:eu-west-1:{Account}:{name}";
    }

    public static TheoryData<string, PolicyRequest> Refused => new()
    {
        { "Policy.ParameterNeeded", new PolicyRequest(PolicyKind.DbConnect) { UserNames = ["u"] } },
        { "Policy.ParameterNeeded", new PolicyRequest(PolicyKind.DbConnect) { Databases = [Instance()] } },
        { "Policy.ParameterNeeded", new PolicyRequest(PolicyKind.CrossAccountTrust) },
        { "Policy.ParameterNeeded", new PolicyRequest(PolicyKind.PodIdentityTrust) { AccountId = Account, ClusterName = "c" } },
        { "Policy.ParameterNotUsed", new PolicyRequest(PolicyKind.AwsConnect) { UserNames = ["u"] } },
            {
                "Policy.ParameterNotUsed",
                new PolicyRequest(PolicyKind.DbConnect)
                {
                    Databases = [Instance()],
                    UserNames = ["u"],
                    IsMember = true,
                }
            },
        { "Policy.InvalidAccountId", new PolicyRequest(PolicyKind.AwsConnect) { AccountId = "12345" } },
        { "Policy.InvalidUserName", new PolicyRequest(PolicyKind.DbConnect) { Databases = [Instance()], UserNames = ["a\nb"] } },
        { "Policy.InvalidName", new PolicyRequest(PolicyKind.AwsConnect) { Name = "no/slash" } },
        { "Policy.InvalidExternalId", new PolicyRequest(PolicyKind.CrossAccountTrust) { TrustedAccountId = Account, ExternalId = "a b" } },
        { "Policy.InvalidOrganizationId", new PolicyRequest(PolicyKind.AwsConnect) { OrganizationId = "o-1" } },
            {
                "Policy.InvalidPrincipal",
                new PolicyRequest(PolicyKind.CrossAccountTrust)
                {
                    TrustedAccountId = Account,
                    TrustedPrincipalArn = "arn:aws:sts::111122223333:assumed-role/x/y",
                }
            },
            {
                "Policy.InvalidPrincipal",
                new PolicyRequest(PolicyKind.CrossAccountTrust)
                {
                    TrustedAccountId = Account,
                    TrustedPrincipalArn = "arn:aws:iam::444455556666:role/x",
                }
            },
            {
                "Policy.InvalidOidcProvider",
                new PolicyRequest(PolicyKind.IrsaTrust)
                {
                    AccountId = Account,
                    OidcProvider = "no provider",
                    Namespace = "n",
                    ServiceAccounts = ["s"],
                }
            },
            {
                "Policy.InvalidKubernetesName",
                new PolicyRequest(PolicyKind.IrsaTrust)
                {
                    AccountId = Account,
                    OidcProvider = "oidc.example.com",
                    Namespace = "*",
                    ServiceAccounts = ["s"],
                }
            },
        { "Policy.InvalidKmsKey", new PolicyRequest(PolicyKind.AwsConnect) { KmsKeyArns = ["alias/x"] } },
        { "Policy.InvalidTag", Full(PolicyKind.ConnectorAdmin, "eu-west-1") with { ManagedByTag = "novalue" } },
        { "Policy.InvalidTopic", new PolicyRequest(PolicyKind.IdentityCenterSync) { TopicArn = "arn:aws-cn:sns:cn-north-1:1:t" } },
        { "Policy.InvalidQueue", new PolicyRequest(PolicyKind.IdentityCenterSync) { QueueArn = Queue + "/" } },
        { "Policy.ParameterNeeded", new PolicyRequest(PolicyKind.IdentityCenterSync) { Databases = [Instance()] } },
        { "Policy.ParameterNotUsed", new PolicyRequest(PolicyKind.IdentityCenterAbac) { TopicArn = "t" } },
        { "Policy.InvalidAttribute", new PolicyRequest(PolicyKind.IdentityCenterAbac) { AttributeName = "a}b" } },
            {
                "Policy.SeveralPartitions",
                new PolicyRequest(PolicyKind.DbConnect) { Databases = [Instance(), Instance("cn-north-1")], UserNames = ["u"] }
            },
            {
                "Policy.TooLarge",
                new PolicyRequest(PolicyKind.DbConnect)
                {
                    Databases = [Instance()],
                    UserNames = [.. Enumerable.Range(0, 200).Select(number => $"user_{number}")],
                }
            },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_in_a_policy_has_an_error_of_its_own(string errorId, PolicyRequest request) =>
        Assert.Equal(errorId, Assert.Throws<HoopException>(() => IamPolicies.Make(request)).ErrorId);

    [Theory]
    [InlineData("orders")]
    [InlineData("db-")]
    [InlineData("db-*")]
    [InlineData("prx-a/b")]
    public void A_resource_id_is_told_from_an_identifier(string text) =>
        Assert.Equal(
            "Policy.InvalidResourceId",
            Assert.Throws<HoopException>(() => DatabaseResource.Create("eu-west-1", Account, text)).ErrorId);

    private static PolicyRequest Full(PolicyKind kind, string region)
    {
        var partition = AwsRegion.Parse(region).Partition;
        var request = new PolicyRequest(kind) { Partition = partition, AccountId = Account };
        return kind switch
        {
            PolicyKind.AwsConnect => request with
            {
                KmsKeyArns = [$"arn:{partition}:kms:{region}:{Account}:key/12345678-1234-1234-1234-123456789012"],
                OrganizationId = "o-abcdefghij",
            },
            PolicyKind.CrossAccountTrust => request with
            {
                TrustedAccountId = "444455556666",
                TrustedPrincipalArn = $"arn:{partition}:iam::444455556666:role/path/gateway",
                ExternalId = "of-a-test",
                OrganizationId = "o-abcdefghij",
            },
            PolicyKind.DbConnect => request with { Databases = [Instance(region)], UserNames = ["one", "two"] },
            PolicyKind.ConnectorAdmin => request with
            {
                Region = region,
                ClusterName = "platform",
                BoundaryName = "HoopConnectorBoundary",
                ManagedByTag = "vcluster.com/managed-by=platform",
            },
            PolicyKind.ConnectorBoundary => request with { Databases = [Instance(region)] },
            PolicyKind.IrsaTrust => request with
            {
                OidcProvider = $"oidc.eks.{region}.amazonaws.com/id/ABC",
                Namespace = "hoop",
                ServiceAccounts = ["agent"],
            },
            PolicyKind.PodIdentityTrust => request with
            {
                Region = region,
                ClusterName = "platform",
                Namespace = "vcluster-platform",
                ServiceAccounts = ["loft"],
            },
            PolicyKind.IdentityCenterSync => request with
            {
                Databases = [Instance(region)],
                UserNames = ["hoop_sync"],
                QueueArn = $"arn:{partition}:sqs:{region}:{Account}:events",
                TopicArn = $"arn:{partition}:sns:{region}:{Account}:HoopConnect-IdentityCenter",
            },
            _ => request,
        };
    }

    private static IEnumerable<string> Actions(IamPolicy policy) =>
        Statements(policy).SelectMany(statement => Texts(statement.GetProperty("Action")));

    private static JsonElement Statement(IamPolicy policy, string action) =>
        Statements(policy).Single(statement => Texts(statement.GetProperty("Action")).Contains(action));

    private static List<JsonElement> Statements(IamPolicy policy) =>
        [.. JsonSerializer.Deserialize<JsonElement>(policy.Document).GetProperty("Statement").EnumerateArray()];

    private static string[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(each => each.GetString()!)] : [value.GetString()!];
}
