using HoopConnect.Aws;
using HoopConnect.Credentials.Vaults.HashiCorp;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.IamAuthentication.Markers;

public sealed class CredentialResolverTests(SandboxFixture fixture) : IDisposable
{
    private const string Endpoint = "orders.abc123.eu-central-1.rds.amazonaws.com";
    private readonly TestEnvironment _environment = new();
    private readonly MemoryVault _vault = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("postgres")]
    [InlineData("mariadb")]
    public async Task A_pair_logs_its_user_in_at_a_real_server(string engine)
    {
        await using var scenario = engine == "postgres" ? await IamScenario.PostgresAsync(fixture)
            : await IamScenario.MariaDbAsync(fixture);
        await scenario.ArrangeAsync(engine == "postgres"
            ? ["CREATE ROLE report LOGIN", "GRANT rds_iam TO report"]
            : ["CREATE USER 'report'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL"]);
        using var resolver = new CredentialResolver((_, _) => Task.FromResult<IAwsServices>(scenario.Session), () => _vault);
        var target = new LoginTarget(scenario.Database.HostName, scenario.Database.Port)
        {
            Region = IamScenario.Region,
            AccountId = scenario.AccountId,
        };

        var resolved = await resolver.ResolveAsync(Login("_aws_iam_rds:report", "_aws_iam_rds:authtoken"), target, Stop);

        Assert.Equal("report", resolved.UserName);
        Assert.InRange(resolved.Expires!.Value, DateTime.UtcNow.AddMinutes(14), DateTime.UtcNow.AddMinutes(15));
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(resolved.UserName, resolved.Password.Reveal()));
    }

    [Fact]
    public async Task A_pair_is_signed_for_the_region_of_the_endpoint_where_no_other_is_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        string? asked = null;
        using var resolver = new CredentialResolver(
            (region, _) => Task.FromResult<IAwsServices>(session).Also(() => asked = region), () => _vault);
        var token = (
            await resolver.ResolveAsync(Login("_aws_iam_rds:some user", "_aws_iam_rds:authtoken"), new LoginTarget(Endpoint, 5432), Stop)
        ).Password.Reveal();
        Assert.StartsWith($"{Endpoint}:5432/?Action=connect&DBUser=some%20user&", token, StringComparison.Ordinal);
        Assert.Contains("%2Feu-central-1%2Frds-db%2F", token, StringComparison.Ordinal);
        Assert.Equal("eu-central-1", asked);
    }

    [Fact]
    public async Task References_are_replaced_by_what_the_vault_has_and_a_secret_is_read_once_for_all_its_keys()
    {
        _vault.Secrets["secret/data/orders"] = new() { ["USER"] = "hoop_ro", ["PASSWORD"] = "of-a-test" };
        using var resolver = Without();
        for (var i = 0; i < 3; i++)
        {
            var resolved = await resolver.ResolveAsync(
                Login("_vaultkv2:secret/data/orders:USER", "_vaultkv2:secret/data/orders:PASSWORD"), new LoginTarget(null, 5432), Stop);
            Assert.Equal(("hoop_ro", "of-a-test", null), (resolved.UserName, resolved.Password.Reveal(), resolved.Expires));
            // Whoever is done with it clears it.
            resolved.Password.Dispose();
        }

        Assert.Equal([(KeyValueVersion.V2, "secret/data/orders")], _vault.Asked);
    }

    [Fact]
    public async Task A_vault_may_hold_the_pair_of_a_token()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        _vault.Secrets["kv/orders"] = new() { ["USER"] = "_aws_iam_rds:report", ["PASSWORD"] = "_aws_iam_rds:authtoken" };
        using var resolver = new CredentialResolver((_, _) => Task.FromResult<IAwsServices>(session), () => _vault);
        var resolved = await resolver.ResolveAsync(
            Login("_vaultkv1:kv/orders:USER", "_vaultkv1:kv/orders:PASSWORD"), new LoginTarget(Endpoint, 5432), Stop);
        Assert.Equal("report", resolved.UserName);
        Assert.Contains("DBUser=report&", resolved.Password.Reveal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report", "of-a-test")]
    [InlineData("_report", "_of:a:test")]
    [InlineData("_hoop_session_user_3f551261", "_aws")]
    [InlineData("u", "_aws_p@ss:word")]
    [InlineData("u", ":_aws_iam_rds:authtoken")]
    [InlineData("u", "_vault.kv1:a:b")]
    public async Task What_is_no_marker_is_left_as_it_is(string userName, string password)
    {
        using var resolver = Without();
        var login = Login(userName, password);
        Assert.False(CredentialResolver.HasMarker(login));
        var resolved = await resolver.ResolveAsync(login, new LoginTarget(null, 5432), Stop);
        Assert.Equal((userName, password), (resolved.UserName, resolved.Password.Reveal()));
    }

    [Theory]
    [InlineData("Marker.HalfPair", "_aws_iam_rds:report", "of-a-test")]
    [InlineData("Marker.HalfPair", "_aws_iam_rds:report", "_aws_iam_rds:report")]
    [InlineData("Marker.HalfPair", "report", "_aws_iam_rds:authtoken")]
    [InlineData("Marker.HalfPair", "_vaultkv1:kv/orders:USER", "_aws_iam_rds:authtoken")]
    [InlineData("Marker.HalfPair", "_aws_iam_rds:report", "_vaultkv1:kv/orders:PASSWORD")]
    [InlineData("Marker.Unknown", "_aws:orders:USER", "of-a-test")]
    [InlineData("Marker.Unknown", "report", "_envjson:X:PASSWORD")]
    [InlineData("Marker.Unknown", "report", "_vaultkv3:kv/orders:PASSWORD")]
    [InlineData("Marker.Invalid", "_aws_iam_rds:", "_aws_iam_rds:authtoken")]
    [InlineData("Marker.Invalid", "_aws_iam_rds:a:b", "_aws_iam_rds:authtoken")]
    [InlineData("Marker.Invalid", "report", "_vaultkv1:kv/orders")]
    [InlineData("Marker.Invalid", "report", "_vaultkv1:kv/orders:")]
    [InlineData("Marker.Invalid", "report", "_vaultkv1:kv/orders:AGAIN")]
    [InlineData("Marker.KeyNotFound", "report", "_vaultkv1:kv/orders:password")]
    [InlineData("HashiCorp.NotFound", "report", "_vaultkv1:kv/nothing:PASSWORD")]
    [InlineData("Marker.NoEndpoint", "_aws_iam_rds:report", "_aws_iam_rds:authtoken")]
    public async Task What_cannot_be_resolved_has_an_id_of_its_own_and_no_value_in_it(string errorId, string userName, string password)
    {
        _vault.Secrets["kv/orders"] = new() { ["USER"] = "report", ["PASSWORD"] = "of-a-test", ["AGAIN"] = "_vaultkv1:kv/orders:PASSWORD" };
        using var resolver = Without();
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            resolver.ResolveAsync(Login(userName, password), new LoginTarget(null, 5432), Stop));
        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain("of-a-test", error.ToString() + error.RecommendedAction, StringComparison.Ordinal);
        if (errorId == "Marker.KeyNotFound")
            Assert.Contains("PASSWORD", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_begins_like_an_unknown_provider_is_not_quoted()
    {
        using var resolver = Without();
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            resolver.ResolveAsync(Login("report", "_awsome1:of-a-test"), new LoginTarget(null, 5432), Stop));
        Assert.Equal("Marker.Unknown", error.ErrorId);
        Assert.DoesNotContain("awsome", error.Message + error.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_for_TLS_only_and_for_an_endpoint_that_tells_its_region()
    {
        using var resolver = Without();
        var pair = Login("_aws_iam_rds:report", "_aws_iam_rds:authtoken");
        Assert.Equal(
            "Marker.TlsNeeded",
            (
                await Assert.ThrowsAsync<HoopException>(() =>
                    resolver.ResolveAsync(pair, new LoginTarget(Endpoint, 5432) { SslMode = SslMode.Disable }, Stop))
            ).ErrorId);
        Assert.Equal(
            "IamAuthentication.NoRegion",
            (
                await Assert.ThrowsAsync<HoopException>(() => resolver.ResolveAsync(pair, new LoginTarget("db.example.test", 5432), Stop))
            ).ErrorId);
    }

    [Fact]
    public async Task A_vault_that_failed_once_is_asked_again()
    {
        using var resolver = Without();
        var login = Login("report", "_vaultkv1:kv/late:PASSWORD");
        await Assert.ThrowsAsync<HoopException>(() => resolver.ResolveAsync(login, new LoginTarget(null, 5432), Stop));
        _vault.Secrets["kv/late"] = new() { ["PASSWORD"] = "of-a-test" };
        Assert.Equal("of-a-test", (await resolver.ResolveAsync(login, new LoginTarget(null, 5432), Stop)).Password.Reveal());
    }

    private CredentialResolver Without() => new((_, _) => throw new InvalidOperationException("AWS is not needed."), () => _vault);

    private static DatabaseLogin Login(string userName, string password) => new(userName, Secret.From(password));

    /// <summary>A recording double of the vault; the client itself has tests of its own.</summary>
    private sealed class MemoryVault : IKeyValueSecrets
    {
        public Dictionary<string, Dictionary<string, string>> Secrets { get; } = [];

        public List<(KeyValueVersion Version, string Path)> Asked { get; } = [];

        public Task<IReadOnlyDictionary<string, Secret>> ReadAsync(
            KeyValueVersion version, string path, CancellationToken cancellationToken)
        {
            Asked.Add((version, path));
            return Secrets.TryGetValue(path, out var secret)
                ? Task.FromResult<IReadOnlyDictionary<string, Secret>>(
                    secret.ToDictionary(pair => pair.Key, pair => Secret.From(pair.Value)))
                : throw new HoopException("HashiCorp.NotFound", HoopErrorKind.ObjectNotFound, "It is not there.");
        }
    }
}

file static class Then
{
    public static T Also<T>(this T value, Action work)
    {
        work();
        return value;
    }
}
