using System.Text.Json.Nodes;
using HoopConnect.Credentials.Vaults.HashiCorp;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Credentials.HashiCorp;

/// <summary>
/// The client against a double: a server of HashiCorp cannot be had here. The double answers as HashiCorp's API documentation says.
/// </summary>
public sealed class HashiCorpClientTests(SandboxFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KeyValueVersion.V1, "kv/team/orders", "kv/team/orders")]
    [InlineData(KeyValueVersion.V1, "/kv/a b+c&d=é", "kv/a b+c&d=é")]
    [InlineData(KeyValueVersion.V2, "secret/data/team/orders", "secret/team/orders")]
    [InlineData(KeyValueVersion.V2, "orders", "secret/orders")]
    public async Task A_secret_is_read_with_all_its_keys(KeyValueVersion version, string path, string stored)
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.KeyValues.Put(
            stored,
            new JsonObject
            {
                ["USER"] = "hoop_ro",
                ["PASSWORD"] = "of-a-test \"é\"",
                ["PORT"] = 5432,
                ["TLS"] = true,
            });
        using var client = Client(sandbox);
        var secret = await client.ReadAsync(version, path, Stop);
        Assert.Equal(["PASSWORD", "PORT", "TLS", "USER"], secret.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("of-a-test \"é\"", "5432", "true"), (secret["PASSWORD"].Reveal(), secret["PORT"].Reveal(), secret["TLS"].Reveal()));
    }

    [Fact]
    public async Task A_version_can_be_named_and_one_that_was_deleted_is_told_from_one_that_never_was()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.KeyValues.Put("secret/orders", new JsonObject { ["PASSWORD"] = "first" });
        sandbox.KeyValues.Put("secret/orders", new JsonObject { ["PASSWORD"] = "second" });
        sandbox.KeyValues.Put("secret/orders", null);
        using var client = Client(sandbox);
        Assert.Equal("first", (await client.ReadAsync(KeyValueVersion.V2, "secret/data/orders?version=1", Stop))["PASSWORD"].Reveal());
        Assert.Equal("second", (await client.ReadAsync(KeyValueVersion.V2, "secret/data/orders?version=2", Stop))["PASSWORD"].Reveal());
        var deleted = await ErrorOfAsync(client, KeyValueVersion.V2, "secret/data/orders");
        Assert.Equal("HashiCorp.NotFound", deleted.ErrorId);
        Assert.Contains("was deleted", deleted.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "was deleted", (await ErrorOfAsync(client, KeyValueVersion.V2, "secret/data/nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_has_an_id_of_its_own_and_the_way_out()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.KeyValues.Put("kv/nested", new JsonObject { ["PASSWORD"] = new JsonObject { ["of-a-test"] = 1 } });
        using var client = Client(sandbox);
        var missing = await ErrorOfAsync(client, KeyValueVersion.V2, "secret/orders");
        Assert.Equal("HashiCorp.NotFound", missing.ErrorId);
        Assert.Contains("data/ after the mount", missing.RecommendedAction, StringComparison.Ordinal);
        var nested = await ErrorOfAsync(client, KeyValueVersion.V1, "kv/nested");
        Assert.Equal("HashiCorp.InvalidAnswer", nested.ErrorId);
        Assert.DoesNotContain("of-a-test", nested.ToString(), StringComparison.Ordinal);

        using var stranger = new HashiCorpClient(
            new HashiCorpOptions(new Uri(sandbox.EndpointUrl), HoopConnect.Secrets.Secret.From("of-a-test-wrong")));
        var denied = await ErrorOfAsync(stranger, KeyValueVersion.V1, "kv/nested");
        Assert.Equal("HashiCorp.Denied", denied.ErrorId);
        Assert.Contains("permission denied", denied.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of-a-test-wrong", denied.ToString(), StringComparison.Ordinal);

        sandbox.KeyValues.Status = 503;
        Assert.Equal("HashiCorp.Unreachable", (await ErrorOfAsync(client, KeyValueVersion.V1, "kv/nested")).ErrorId);
        sandbox.KeyValues.Status = 307;
        var asked = sandbox.KeyValues.Requests;
        Assert.Equal("HashiCorp.InvalidAnswer", (await ErrorOfAsync(client, KeyValueVersion.V1, "kv/nested")).ErrorId);
        // The token did not go where the answer led.
        Assert.Equal(asked + 1, sandbox.KeyValues.Requests);
        using var nobody = new HashiCorpClient(new HashiCorpOptions(new Uri("http://127.0.0.1:1"), HoopConnect.Secrets.Secret.From("t")));
        Assert.Equal("HashiCorp.Unreachable", (await ErrorOfAsync(nobody, KeyValueVersion.V1, "kv/nested")).ErrorId);
    }

    [Theory]
    [InlineData("kv/../sys/seal")]
    [InlineData("kv//x")]
    [InlineData("kv/a%2Fb")]
    [InlineData("kv/a#b")]
    [InlineData("kv/a?version=1")]
    [InlineData("kv/a?list=true")]
    [InlineData("")]
    public async Task A_path_that_could_lead_elsewhere_is_refused_before_it_is_sent(string path)
    {
        await using var sandbox = await fixture.StartAsync();
        using var client = Client(sandbox);
        Assert.Equal("HashiCorp.InvalidPath", (await ErrorOfAsync(client, KeyValueVersion.V1, path)).ErrorId);
        Assert.Equal(0, sandbox.KeyValues.Requests);
    }

    [Fact]
    public async Task A_namespace_and_a_private_authority_are_honoured()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.KeyValues.Namespace = "team/a";
        sandbox.KeyValues.Put("kv/orders", new JsonObject { ["PASSWORD"] = "of-a-test" });
        var https = sandbox.TrustStoreUrl[..sandbox.TrustStoreUrl.LastIndexOf('/')];
        var environment = new Dictionary<string, string>
        {
            ["VAULT_ADDR"] = https,
            ["VAULT_TOKEN"] = sandbox.KeyValues.Token,
            ["VAULT_NAMESPACE"] = "team/a",
        };
        using (var untrusting = new HashiCorpClient(HashiCorpOptions.FromEnvironment(environment.GetValueOrDefault)))
            Assert.Equal("HashiCorp.Unreachable", (await ErrorOfAsync(untrusting, KeyValueVersion.V1, "kv/orders")).ErrorId);

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, SandboxCertificates.Shared.AuthorityPem, Stop);
            var inside = "base64://" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(SandboxCertificates.Shared.AuthorityPem));
            foreach (var authorities in new[] { file, "file://" + file, inside })
            {
                environment["VAULT_CACERT"] = authorities;
                using var client = new HashiCorpClient(HashiCorpOptions.FromEnvironment(environment.GetValueOrDefault));
                Assert.Equal("of-a-test", (await client.ReadAsync(KeyValueVersion.V1, "kv/orders", Stop))["PASSWORD"].Reveal());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("VAULT_TOKEN", "hvs.of-a-t\nest")]
    [InlineData("VAULT_TOKEN", "hvs.of-a-test\r\nX-Vault-Namespace: other")]
    [InlineData("VAULT_TOKEN", "hvs.of-a-tést")]
    [InlineData("VAULT_NAMESPACE", "team\n")]
    public void A_variable_with_a_line_end_is_named_and_its_value_is_not(string variable, string value)
    {
        var environment = new Dictionary<string, string?>
        {
            ["VAULT_ADDR"] = "https://vault.example.test",
            ["VAULT_TOKEN"] = "t",
            [variable] = value,
        };
        var error = Assert.Throws<HoopException>(() => HashiCorpOptions.FromEnvironment(environment.GetValueOrDefault));
        Assert.Equal("HashiCorp.InvalidVariable", error.ErrorId);
        Assert.StartsWith(variable + " ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of-a-t", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HashiCorp.NoAddress", null, "t", null)]
    [InlineData("HashiCorp.NoToken", "https://vault.example.test", null, null)]
    [InlineData("HashiCorp.InvalidAddress", "http://vault.example.test", "t", null)]
    [InlineData("HashiCorp.InvalidAddress", "vault.example.test:8200", "t", null)]
    [InlineData("HashiCorp.InvalidAddress", "https://user:hunter@vault.example.test", "t", null)]
    [InlineData("HashiCorp.InvalidCaFile", "https://vault.example.test", "t", "base64://bm90aGluZw==")]
    [InlineData("HashiCorp.InvalidCaFile", "https://vault.example.test", "t", "/no/such/file.pem")]
    public void An_environment_that_cannot_be_used_says_which_variable_it_is(
        string errorId, string? address, string? token, string? authorities)
    {
        var environment = new Dictionary<string, string?>
        {
            ["VAULT_ADDR"] = address,
            ["VAULT_TOKEN"] = token,
            ["VAULT_CACERT"] = authorities,
        };
        var error = Assert.Throws<HoopException>(() => HashiCorpOptions.FromEnvironment(environment.GetValueOrDefault));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains("VAULT_", error.Message + error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", error.ToString(), StringComparison.Ordinal);
    }

    private static HashiCorpClient Client(AwsSandbox sandbox) =>
        new(new HashiCorpOptions(new Uri(sandbox.EndpointUrl), HoopConnect.Secrets.Secret.From(sandbox.KeyValues.Token)));

    private static async Task<HoopException> ErrorOfAsync(HashiCorpClient client, KeyValueVersion version, string path) =>
        await Assert.ThrowsAsync<HoopException>(() => client.ReadAsync(version, path, Stop));
}
