using HoopConnect.Aws;
using HoopConnect.Aws.Ec2;
using HoopConnect.Aws.Eks;
using HoopConnect.Aws.Iam;
using HoopConnect.Aws.IdentityStore;
using HoopConnect.Aws.Organizations;
using HoopConnect.Aws.Rds;
using HoopConnect.Aws.SecretsManager;
using HoopConnect.Aws.Sns;
using HoopConnect.Aws.Sqs;
using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Discovery;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The traffic of the module's own clients against AWS's service models: no call is left out.</summary>
public sealed class ModuleTrafficTests(SandboxFixture fixture) : IDisposable
{
    private const string Orders = "222233334444";
    private const string Region = "us-east-1";
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:""" +
            """root"},"Action":"sts:AssumeRole"}]}""";
    private const string Policy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:us-east-1:""" +
            """222233334444:dbuser:cluster-ABC/some user+100%"}]}""";
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Every_call_that_the_engine_can_make_is_one_that_AWS_has_in_the_form_it_has()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox, options => options with { Region = Region });
        var place = sandbox.Organisation.Find(Orders)!.In(Region);
        var managed = sandbox.Organisation.Database("vaulted").MasterUserSecretArn!;
        var calls = Calls(session, place.VpcId, place.DefaultSecurityGroupId, managed);
        foreach (var (name, call) in DirectoryCalls(session, sandbox.Organisation.IdentityCenters[0]))
            calls.Add(name, call);
        foreach (var (name, call) in QueueCalls(session, sandbox))
            calls.Add(name, call);

        var clients = new[]
        {
            typeof(IRdsClient),
            typeof(IEc2Client),
            typeof(IIamClient),
            typeof(IOrganizationsClient),
            typeof(IEksClient),
            typeof(ISecretsManagerClient),
            typeof(IIdentityStoreClient),
            typeof(ISsoAdminClient),
            typeof(ISnsClient),
            typeof(ISqsClient),
        };
        Assert.Equal(
            clients.SelectMany(client => client.GetMethods()).Select(method => method.Name).Order(StringComparer.Ordinal),
            calls.Keys.Order(StringComparer.Ordinal));
        foreach (var call in calls.Values)
            await call();

        Assert.All(sandbox.Requests.All, request => Assert.Equal(200, request.Status));
        // What is called is what HoopAWSConnect allows, but for what needs no permission, what is allowed with another call, what puts
        // policies in place, and what gives roles to pods.
        var called = sandbox
            .Requests.All.Select(request => $"{request.Service}:{request.Action}")
            .Except(["sts:GetCallerIdentity"])
            .Append("ec2:CreateTags");
        var needed = NeededAction.All.Select(action => action.Action).ToList();
        Assert.Equal(
            needed.Order(StringComparer.Ordinal),
            called
                .Distinct()
                .Where(action => needed.Contains(action)
                    || action.Split(':')[0] is not ("iam" or "eks" or "identitystore" or "sso" or "sns" or "sqs"))
                .Order(StringComparer.Ordinal));
        // Disposing of the sandbox says whether all of it was in AWS's form.
    }

    private static Dictionary<string, Func<Task>> Calls(AwsSession session, string vpc, string defaultGroup, string managed)
    {
        var rds = session.Rds(Orders, Region);
        var ec2 = session.Ec2(Orders, Region);
        var iam = session.IamIn(Orders);
        var eks = session.Eks(Orders, "eu-west-1");
        var (group, policy, association) = ("", "", "");
        var tags = new Dictionary<string, string> { ["hoop.dev/managed-by"] = "HoopConnect" };
        var rules = new[]
        {
            new IngressRule("tcp", 5432, 5432) { Cidr = "10.10.0.0/16", Description = "HoopConnect (test)" },
            new IngressRule("tcp", 5432, 5432) { Cidr = "2001:db8::/32" },
            new IngressRule("tcp", 5432, 5432) { SourceGroupId = defaultGroup },
        };
        return new Dictionary<string, Func<Task>>
        {
            [nameof(IOrganizationsClient.ListAccountsAsync)] = async () =>
                Assert.Equal(5, await session.Organizations.ListAccountsAsync(Stop).CountAsync(Stop)),
            [nameof(IOrganizationsClient.GetOrganizationIdAsync)] = () => session.Organizations.GetOrganizationIdAsync(Stop),
            [nameof(IIamClient.SimulatePrincipalPolicyAsync)] = () =>
                session.Iam.SimulatePrincipalPolicyAsync(
                    "arn:aws:iam::111122223333:user/dba",
                    ["rds:DescribeDBInstances", "ec2:DescribeRegions"],
                    new SimulationContext(
                        ["arn:aws:rds:us-east-1:111122223333:db:any"],
                        new Dictionary<string, string> { ["aws:ResourceTag/hoop.dev/gateway"] = "host" }),
                    Stop),
            [nameof(IIamClient.CreateRoleAsync)] = () => iam.CreateRoleAsync("traffic", Trust, "made by a test", tags, null, Stop),
            [nameof(IIamClient.GetRoleAsync)] = async () =>
                Assert.Equal(Trust, (await iam.GetRoleAsync("traffic", Stop))!.AssumeRolePolicyDocument),
            [nameof(IIamClient.UpdateAssumeRolePolicyAsync)] = () => iam.UpdateAssumeRolePolicyAsync("traffic", Trust, Stop),
            [nameof(IIamClient.TagRoleAsync)] = () => iam.TagRoleAsync("traffic", tags, Stop),
            [nameof(IIamClient.PutRolePolicyAsync)] = () => iam.PutRolePolicyAsync("traffic", "inline", Policy, Stop),
            [nameof(IIamClient.GetRolePolicyAsync)] = async () =>
                Assert.Equal(Policy, await iam.GetRolePolicyAsync("traffic", "inline", Stop)),
            [nameof(IIamClient.ListRolePoliciesAsync)] = async () =>
                Assert.Equal(["inline"], await iam.ListRolePoliciesAsync("traffic", Stop)),
            [nameof(IIamClient.CreatePolicyAsync)] = async () =>
                policy = (await iam.CreatePolicyAsync("traffic", Policy, "made by a test", tags, Stop)).Arn,
            [nameof(IIamClient.GetPolicyAsync)] = async () =>
                Assert.Equal("v1", (await iam.GetPolicyAsync(policy, Stop))!.DefaultVersionId),
            [nameof(IIamClient.TagPolicyAsync)] = () => iam.TagPolicyAsync(policy, tags, Stop),
            [nameof(IIamClient.PutRolePermissionsBoundaryAsync)] = async () =>
            {
                await iam.PutRolePermissionsBoundaryAsync("traffic", policy, Stop);
                Assert.Equal(policy, (await iam.GetRoleAsync("traffic", Stop))!.PermissionsBoundary);
            },
            [nameof(IEksClient.CreatePodIdentityAssociationAsync)] = async () =>
                association = (await eks.CreatePodIdentityAssociationAsync(
                    "apps", "blue", "vc-blue", $"arn:aws:iam::{Orders}:role/traffic", tags, Stop)).AssociationId,
            [nameof(IEksClient.ListPodIdentityAssociationsAsync)] = async () =>
                Assert.Equal(
                    association,
                    Assert.Single(await eks.ListPodIdentityAssociationsAsync("apps", "blue", "vc-blue", Stop)).AssociationId),
            [nameof(IEksClient.UpdatePodIdentityAssociationAsync)] = () =>
                eks.UpdatePodIdentityAssociationAsync("apps", association, $"arn:aws:iam::{Orders}:role/traffic", Stop),
            [nameof(IEksClient.DescribePodIdentityAssociationAsync)] = async () =>
            {
                var found = await eks.DescribePodIdentityAssociationAsync("apps", association, Stop);
                Assert.Equal(
                    ($"arn:aws:iam::{Orders}:role/traffic", "HoopConnect"), (found!.RoleArn, found.Tags["hoop.dev/managed-by"]));
            },
            [nameof(IEksClient.DeletePodIdentityAssociationAsync)] = () =>
                eks.DeletePodIdentityAssociationAsync("apps", association, Stop),
            [nameof(IIamClient.DeleteRolePolicyAsync)] = () => iam.DeleteRolePolicyAsync("traffic", "inline", Stop),
            [nameof(IIamClient.DeleteRoleAsync)] = async () =>
            {
                await iam.CreateRoleAsync("bounded", Trust, "made by a test", tags, policy, Stop);
                await iam.DeleteRoleAsync("bounded", Stop);
            },
            [nameof(IIamClient.AttachRolePolicyAsync)] = () => iam.AttachRolePolicyAsync("traffic", policy, Stop),
            [nameof(IIamClient.ListAttachedRolePoliciesAsync)] = async () =>
                Assert.Equal([policy], await iam.ListAttachedRolePoliciesAsync("traffic", Stop)),
            [nameof(IIamClient.CreatePolicyVersionAsync)] = () =>
                EachAsync([1, 2, 3], _ => iam.CreatePolicyVersionAsync(policy, Policy, Stop)),
            [nameof(IIamClient.ListPolicyVersionsAsync)] = async () =>
                Assert.Equal(
                    ["v4", "v3", "v2", "v1"],
                    (await iam.ListPolicyVersionsAsync(policy, Stop)).Select(version => version.VersionId)),
            [nameof(IIamClient.GetPolicyVersionAsync)] = async () =>
                Assert.Equal(Policy, await iam.GetPolicyVersionAsync(policy, "v4", Stop)),
            [nameof(IIamClient.DeletePolicyVersionAsync)] = () => iam.DeletePolicyVersionAsync(policy, "v1", Stop),
            [nameof(IEc2Client.DescribeRegionsAsync)] = () => ec2.DescribeRegionsAsync(Stop),
            [nameof(IEc2Client.CreateSecurityGroupAsync)] = async () =>
                group = await ec2.CreateSecurityGroupAsync(
                    vpc,
                    "hoop-traffic",
                    "made by a test",
                    new Dictionary<string, string> { ["Name"] = "hoop-traffic", ["hoop.dev/gateway"] = "host" },
                    Stop),
            [nameof(IEc2Client.AuthorizeSecurityGroupIngressAsync)] = () =>
                EachAsync(rules, rule => ec2.AuthorizeSecurityGroupIngressAsync(group, rule, Stop)),
            [nameof(IEc2Client.DescribeSecurityGroupsAsync)] = async () =>
                Assert.Equal(3, Assert.Single(await ec2.DescribeSecurityGroupsAsync(vpc, "hoop-traffic", Stop)).Ingress.Count),
            [nameof(IEc2Client.GetVpcOfSecurityGroupAsync)] = async () =>
                Assert.Equal(vpc, await ec2.GetVpcOfSecurityGroupAsync(group, Stop)),
            [nameof(IEc2Client.RevokeSecurityGroupIngressAsync)] = () =>
                EachAsync(rules, rule => ec2.RevokeSecurityGroupIngressAsync(group, rule, Stop)),
            [nameof(IEc2Client.DeleteSecurityGroupAsync)] = () => ec2.DeleteSecurityGroupAsync(group, Stop),
            [nameof(ISecretsManagerClient.GetSecretValueAsync)] = () =>
                session.SecretsManager(Orders, "eu-west-1").GetSecretValueAsync(managed, "AWSCURRENT", Stop),
            [nameof(IRdsClient.DescribeDBInstancesAsync)] = async () =>
                Assert.NotEqual(0, await rds.DescribeDBInstancesAsync(null, Stop).CountAsync(Stop)),
            [nameof(IRdsClient.DescribeDBClustersAsync)] = async () =>
                Assert.Equal(1, await rds.DescribeDBClustersAsync("payments", Stop).CountAsync(Stop)),
            [nameof(IRdsClient.DescribeDBProxiesAsync)] = async () =>
                Assert.Equal(1, await session.Rds(Orders, "eu-west-1").DescribeDBProxiesAsync(Stop).CountAsync(Stop)),
            [nameof(IRdsClient.DescribeDBProxyTargetsAsync)] = async () =>
                Assert.Equal(1, await session.Rds(Orders, "eu-west-1").DescribeDBProxyTargetsAsync("orders-proxy", Stop).CountAsync(Stop)),
            [nameof(IRdsClient.ModifyDBClusterAsync)] = () => rds.ModifyDBClusterAsync(
                    new ModifyDatabaseRequest("payments")
                    {
                        MasterUserPassword = Secret.From("of-a-test-only"),
                        VpcSecurityGroupIds = [defaultGroup],
                    },
                    Stop),
            [nameof(IRdsClient.ModifyDBInstanceAsync)] = () => session.Rds(Orders, "eu-west-1").ModifyDBInstanceAsync(
                new ModifyDatabaseRequest("orders") { MasterUserPassword = Secret.From("of-a-test-only") }, Stop),
        };
    }

    // What HoopIdentityCenterSync allows: a test of the policies holds that it has what a run needs.
    private static Dictionary<string, Func<Task>> DirectoryCalls(AwsSession session, IdentityCenterInstance directory)
    {
        var (store, admin) = (session.IdentityStore(null, "eu-west-1"), session.SsoAdmin(null, "eu-west-1"));
        var sns = session.Sns(null, Region);
        var (id, arn) = (directory.IdentityStoreId, directory.InstanceArn);
        var (dba, omar) = (directory.Group("DBA").Id, directory.User("omar@example.com").Id);
        var topic = "";
        AccessControlAttribute[] attributes = [new("name", ["${path:userName}"])];
        return new Dictionary<string, Func<Task>>
        {
            [nameof(IIdentityStoreClient.ListGroupsAsync)] = async () =>
                Assert.Equal(2, await store.ListGroupsAsync(id, Stop).CountAsync(Stop)),
            [nameof(IIdentityStoreClient.DescribeGroupAsync)] = async () =>
                Assert.Equal("DBA", (await store.DescribeGroupAsync(id, dba, Stop))!.DisplayName),
            [nameof(IIdentityStoreClient.ListGroupMembershipsAsync)] = async () =>
                Assert.Contains(omar, await store.ListGroupMembershipsAsync(id, dba, Stop).ToListAsync(Stop)),
            [nameof(IIdentityStoreClient.ListGroupMembershipsForMemberAsync)] = async () =>
                Assert.Equal(2, await store.ListGroupMembershipsForMemberAsync(id, omar, Stop).CountAsync(Stop)),
            [nameof(IIdentityStoreClient.DescribeUserAsync)] = async () =>
                Assert.Equal("omar@example.com", (await store.DescribeUserAsync(id, omar, Stop))!.UserName),
            [nameof(IIdentityStoreClient.GetUserIdAsync)] = async () =>
                Assert.Equal(omar, await store.GetUserIdAsync(id, "omar@example.com", Stop)),
            [nameof(ISsoAdminClient.ListInstancesAsync)] = async () =>
                Assert.Equal(arn, (await admin.ListInstancesAsync(Stop).SingleAsync(Stop)).InstanceArn),
            [nameof(ISsoAdminClient.CreateInstanceAccessControlAttributeConfigurationAsync)] = () =>
                admin.CreateInstanceAccessControlAttributeConfigurationAsync(arn, attributes, Stop),
            [nameof(ISsoAdminClient.UpdateInstanceAccessControlAttributeConfigurationAsync)] = () =>
                admin.UpdateInstanceAccessControlAttributeConfigurationAsync(
                    arn, [.. attributes, new("team", ["${path:enterprise.department}"])], Stop),
            [nameof(ISsoAdminClient.DescribeInstanceAccessControlAttributeConfigurationAsync)] = async () =>
                Assert.Equal(
                    2, (await admin.DescribeInstanceAccessControlAttributeConfigurationAsync(arn, Stop))!.Attributes.Count),
            [nameof(ISnsClient.CreateTopicAsync)] = async () =>
                topic = await sns.CreateTopicAsync("traffic", new Dictionary<string, string> { ["a"] = "b" }, Stop),
            [nameof(ISnsClient.SubscribeAsync)] = () => EachAsync(
                ["a", "b", "c"], name => sns.SubscribeAsync(topic, "email", name + "@example.com", Stop)),
            [nameof(ISnsClient.ListSubscriptionsByTopicAsync)] = async () =>
                Assert.Equal(3, await sns.ListSubscriptionsByTopicAsync(topic, Stop).CountAsync(Stop)),
            [nameof(ISnsClient.PublishAsync)] = async () => Assert.NotEmpty(await sns.PublishAsync(topic, "subject", "message", Stop)),
        };
    }

    private static Dictionary<string, Func<Task>> QueueCalls(AwsSession session, AwsSandbox sandbox)
    {
        var sqs = session.Sqs(null, Region);
        lock (sandbox.Organisation.Gate)
        {
            foreach (var text in (string[])["one", "two", "three"])
                sandbox.Organisation.Management.In(Region).Queue("traffic").Send(text);
        }

        // As AWS has it: what is called is the session's endpoint all the same.
        var url = $"https://sqs.{Region}.amazonaws.com/111122223333/traffic";
        IReadOnlyList<SqsMessage> received = [];
        return new Dictionary<string, Func<Task>>
        {
            [nameof(ISqsClient.ReceiveMessageAsync)] = async () =>
            {
                received = await ReceiveAsync();
                Assert.Equal(["one", "two", "three"], received.Select(message => message.Body));
                Assert.Empty(await ReceiveAsync());
            },
            [nameof(ISqsClient.ChangeMessageVisibilityBatchAsync)] = async () =>
            {
                var former = received;
                Assert.Empty(await sqs.ChangeMessageVisibilityBatchAsync(url, received, TimeSpan.Zero, Stop));
                received = await ReceiveAsync();
                Assert.Equal(former.Select(message => message.MessageId), received.Select(message => message.MessageId));
                Assert.Equal(
                    former.Select(message => message.MessageId),
                    (await sqs.ChangeMessageVisibilityBatchAsync(url, former, TimeSpan.Zero, Stop)).Keys);
            },
            [nameof(ISqsClient.DeleteMessageBatchAsync)] = async () =>
            {
                Assert.Empty(await sqs.DeleteMessageBatchAsync(url, received, Stop));
                Assert.Equal(0, sandbox.Organisation.Management.In(Region).Queue("traffic").Count);
            },
        };

        Task<IReadOnlyList<SqsMessage>> ReceiveAsync() =>
            sqs.ReceiveMessageAsync(url, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), Stop);
    }

    private static async Task EachAsync<T>(IEnumerable<T> rules, Func<T, Task> work)
    {
        foreach (var rule in rules)
            await work(rule);
    }
}
