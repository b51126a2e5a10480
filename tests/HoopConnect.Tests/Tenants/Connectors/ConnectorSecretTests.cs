using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.Tenants.Connectors;

namespace HoopConnect.Tests.Tenants.Connectors;

/// <summary>What a connector's manifest is refused for, and that no message has the password.</summary>
public sealed class ConnectorSecretTests
{
    private const string Boundary = "arn:aws:iam::111122223333:policy/HoopConnectorBoundary";

    private static ConnectorRequest Usual => new("orders", "postgres", "orders.example.com", "postgres");

    [Theory]
    [InlineData("Upper")]
    [InlineData("-first")]
    [InlineData("last-")]
    [InlineData("a..b")]
    [InlineData("a.-b")]
    [InlineData("under_score")]
    [InlineData("line\n")]
    [InlineData("")]
    public void A_name_that_Kubernetes_does_not_take_is_named(string name)
    {
        Refused("Policy.InvalidKubernetesName", Usual with { Name = name }, $"'{ShownOf(name)}'");
        Refused("Policy.InvalidKubernetesName", Usual with { Namespace = name }, $"'{ShownOf(name)}'");
    }

    [Fact]
    public void A_name_may_have_dots_and_253_characters_and_a_namespace_neither_dots_nor_more_than_63()
    {
        Assert.NotEmpty(ConnectorSecret.Write(Usual with { Name = "a.b-c." + new string('d', 247), Namespace = new string('n', 63) }));
        Refused("Policy.InvalidKubernetesName", Usual with { Name = new string('d', 254) }, "253");
        Refused("Policy.InvalidKubernetesName", Usual with { Namespace = new string('n', 64) }, "63");
        Refused("Policy.InvalidKubernetesName", Usual with { Namespace = "a.b" }, "namespace");
    }

    [Theory]
    [InlineData("db.example.com:5432")]
    [InlineData("db example")]
    [InlineData("db\n")]
    [InlineData("https://db")]
    [InlineData("")]
    public void An_endpoint_is_a_host_and_nothing_else(string host) =>
        Refused("Connector.InvalidEndpoint", Usual with { HostName = host }, $"'{ShownOf(host)}'");

    [Theory]
    [InlineData("postgres", "postgres", 5432)]
    [InlineData("aurora-postgresql", "postgres", 5432)]
    [InlineData("mysql", "mysql", 3306)]
    [InlineData("aurora-mysql", "mysql", 3306)]
    [InlineData("mariadb", "mysql", 3306)]
    public void Engines_have_the_platform_s_names_and_their_own_ports(string engine, string type, int port)
    {
        var manifest = ConnectorSecret.Write(Usual with { Engine = engine, HostName = "fd00::1", IsReadable = true });
        Assert.Contains($"type: \"{type}\"\n", manifest, StringComparison.Ordinal);
        Assert.Contains($"port: \"{port}\"\n", manifest, StringComparison.Ordinal);
        Assert.Contains("identityProvider: \"aws\"\n", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("password", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_connector_can_be_is_refused()
    {
        Refused("Connector.EngineNotServed", Usual with { Engine = "sqlserver-se" }, "sqlserver-se");
        Refused("Database.EngineNotServed", Usual with { Engine = "oracle-ee" }, "oracle-ee");
        Refused("Connector.InvalidPort", Usual with { Port = 65536 }, "65536");
        Refused("Connector.InvalidPort", Usual with { Port = -1 }, "-1");
        Refused("Workload.InvalidBoundary", Usual with { PermissionsBoundary = "arn:aws:iam::1:policy/x" }, "iam::1:");
        Refused("Connector.NotUsed", Usual with { PermissionsBoundary = Boundary, Password = Secret.From("of-a-test") }, Boundary);
        Refused("Connector.NotUsed", Usual with { Engine = "mysql", SslMode = SslMode.Require }, "mysql");
        Refused("Database.CaFileNotFound", Usual with { CaFile = "/nowhere/ca.pem" }, "/nowhere/ca.pem");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("half % of one")]
    public void A_value_that_cannot_be_written_is_refused_and_a_password_is_in_no_message(string value)
    {
        // An attribute cannot hold it.
        value = value.Replace('%', '\ud83d');
        Refused("Connector.InvalidValue", Usual with { UserName = value }, "user");
        var error = Refused("Connector.InvalidValue", Usual with { Password = Secret.From(value) }, "password of 'postgres'");
        if (value.Length > 0)
            Assert.DoesNotContain(value, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/HoopRdsIamRole", true)]
    [InlineData("arn:aws-cn:iam::111122223333:role/path/of/it/HoopRdsIamRole", true)]
    [InlineData("arn:aws:iam::111122223333:user/HoopRdsIamRole", false)]
    [InlineData("arn:aws:sts::111122223333:assumed-role/HoopRdsIamRole/session", false)]
    [InlineData("arn:aws:iam::111122223333:role/", false)]
    [InlineData("arn:aws:iam::111122223333:role/a\n", false)]
    [InlineData("HoopRdsIamRole", false)]
    public void A_service_account_is_annotated_with_the_ARN_of_a_role(string arn, bool isRole)
    {
        var account = new AgentServiceAccount("hoop-rds-sa", arn);
        if (isRole)
            Assert.Contains($"eks.amazonaws.com/role-arn: \"{arn}\"\n", account.Write(), StringComparison.Ordinal);
        else
            Assert.Equal("Connector.InvalidRole", Assert.Throws<HoopException>(account.Write).ErrorId);
    }

    private static string ShownOf(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static HoopException Refused(string errorId, ConnectorRequest request, string named)
    {
        var error = Assert.Throws<HoopException>(() => ConnectorSecret.Write(request));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        return error;
    }
}
