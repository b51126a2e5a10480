using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.SessionUsers;

public class VaultGranterTests
{
    private static readonly TransportOptions Defaults = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("whoever")]
    public async Task A_DSN_is_taken_as_a_text_secret_and_as_a_password(string userName)
    {
        var granter = await FindAsync(
            new VaultEntry("pg-homolog-credentials", userName, Secret.From("postgres://bob:pw@db:6543/postgres")));
        Assert.Equal(
            ("bob", "pw", "db", 6543),
            (granter.Settings.Login.UserName, granter.Settings.Login.Password.Reveal(), granter.Settings.Host, granter.Settings.Port));
    }

    [Theory]
    [InlineData(6543, 6543)]
    [InlineData("6543", 6543)]
    [InlineData(null, 5432)]
    public async Task A_credential_says_its_server_in_its_metadata(object? port, int expected)
    {
        var metadata = new Dictionary<string, object> { ["host"] = "db", ["engine"] = "aurora-postgresql" };
        if (port is not null)
            metadata["port"] = port;
        var granter = await FindAsync(new VaultEntry("pg-homolog-credentials", "bob", Secret.From("pw")) { Metadata = metadata });
        Assert.Equal(
            ("bob", "db", expected, "postgres"),
            (granter.Settings.Login.UserName, granter.Settings.Host, granter.Settings.Port, granter.Engine.Family));
    }

    [Fact]
    public async Task What_is_missing_is_said_with_the_name_of_the_entry()
    {
        var none = await Assert.ThrowsAsync<HoopException>(() => FindAsync(new VaultEntry("another", "bob", Secret.From("pw"))));
        Assert.Equal(("Granter.NotFound", "pg-homolog-credentials"), (none.ErrorId, none.Target));
        var noHost = await Assert.ThrowsAsync<HoopException>(() =>
            FindAsync(new VaultEntry("pg-homolog-credentials", "bob", Secret.From("s3cret"))));
        Assert.Equal("Granter.NoHost", noHost.ErrorId);
        Assert.DoesNotContain("s3cret", noHost.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_may_have_a_name_that_we_would_not_give()
    {
        var vault = new InMemoryVault();
        await vault.SetAsync(new VaultEntry("Team/pg homolog_1", "", Secret.From("postgres://bob:pw@db")), Stop);
        var granter = await VaultGranter.FindAsync(
            CredentialSamples.Checked(vault),
            PostgresSessionUserScenario.Policy() with
            {
                PluginConfigEntry = "Team/pg homolog_1",
            },
            Defaults,
            Stop);
        Assert.Equal("db", granter.Settings.Host);
    }

    private static async Task<Granter> FindAsync(VaultEntry entry)
    {
        var vault = new InMemoryVault();
        await vault.SetAsync(entry, Stop);
        return await VaultGranter.FindAsync(CredentialSamples.Checked(vault), PostgresSessionUserScenario.Policy(), Defaults, Stop);
    }
}
