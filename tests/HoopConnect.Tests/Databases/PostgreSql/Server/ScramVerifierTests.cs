using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

public class ScramVerifierTests(SharedPostgres shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// RFC 7677, section 3: user "user", password "pencil"; the server's signature of that exchange follows from the ServerKey.
    /// </summary>
    [Fact]
    public void The_keys_are_those_of_the_RFCs_example()
    {
        using var password = Secret.From("pencil");
        var verifier = ScramVerifier.Create(password, 4096, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));
        Assert.StartsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$", verifier, StringComparison.Ordinal);

        const string authMessage =
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var serverKey = Convert.FromBase64String(verifier.Split(':')[^1]);
        var signature = System.Security.Cryptography.HMACSHA256.HashData(serverKey, System.Text.Encoding.ASCII.GetBytes(authMessage));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(signature));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(1)]
    [InlineData(20000)]
    public async Task A_role_made_by_the_master_with_a_verifier_logs_in_with_the_password_only(int iterations)
    {
        var engine = new PostgreSqlEngine();
        var server = await shared.GetAsync();
        using var password = Secret.From("Made*for_this_test_" + iterations);
        var role = $"scram_{iterations}";
        await using (var session = await engine.OpenAsync(server.MasterSettings(), Stop))
            await session.ExecuteBatchAsync([$"CREATE ROLE {role} LOGIN PASSWORD "
                + $"{Literal.Quote(ScramVerifier.Create(password, iterations))}"], Stop);

        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(server.Settings(new ServerLogin(role, password.Reveal())), Stop));
        Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(server.Settings(new ServerLogin(role, "another")), Stop));
        Assert.DoesNotContain(password.Reveal(), await server.ReadLogAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Größe")]
    [InlineData("tab\t")]
    public void A_password_that_clients_might_normalise_is_refused_without_being_shown(string text)
    {
        using var password = Secret.From(text);
        var error = Assert.Throws<HoopException>(() => ScramVerifier.Create(password, 4096));
        Assert.Equal("Database.InvalidPassword", error.ErrorId);
        if (text.Length > 0)
            Assert.DoesNotContain(text, error.ToString(), StringComparison.Ordinal);
    }
}
