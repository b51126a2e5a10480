using System.Diagnostics;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>
/// Servers that answer nonsense, from a fixed seed: each ends soon, with an error of ours, and gets no password outside TLS.
/// </summary>
public sealed class FuzzTests : SqlServerTests
{
    private static readonly string[] Ours = ["Database.Unreachable", "Database.TlsFailed", "Database.Timeout", "Database.StatementFailed",
        "Database.LoginRefused"];

    [Fact]
    public async Task Nonsense_before_TLS_ends_with_an_error_and_no_password()
    {
        var random = new Random(1);
        for (var round = 0; round < 40; round++)
        {
            await using var server = Start(new TdsServerOptions { PreLoginGarbage = Nonsense(random, round, 0x04) });
            await AssertEndsAsync(() => Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(2) }, Stop), round);
            Assert.All(server.Received, bytes => AssertNotIn(bytes, MasterPassword));
        }
    }

    [Fact]
    public async Task Nonsense_after_the_login_ends_with_an_error()
    {
        var random = new Random(2);
        for (var round = 0; round < 15; round++)
        {
            await using var server = Start(new TdsServerOptions { LoginGarbage = Nonsense(random, round, 0x04) });
            await AssertEndsAsync(() => Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(2) }, Stop), round);
        }
    }

    [Fact]
    public async Task Nonsense_in_place_of_rows_ends_with_an_error()
    {
        await using var server = Start();
        server.Script = request => request.Sql.StartsWith("SET ", StringComparison.Ordinal) ? TdsAnswer.Done
            : new TdsAnswer { Garbage = Convert.FromHexString(request.Sql) };
        // A token that announces something, so that the parser is well inside when it goes wrong: columns, a row, an error.
        var random = new Random(3);
        var sessions = new List<(IDatabaseSession Session, string Garbage)>();
        foreach (byte token in new byte[] { 0x81, 0xD1, 0xAA })
        {
            var garbage = new byte[random.Next(50, 300)];
            random.NextBytes(garbage);
            garbage[0] = token;
            sessions.Add((await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(3) }, Stop),
                Convert.ToHexString(garbage)));
        }

        // Where more is announced than there is, the driver waits for its timeout and then for an attention, on threads of the pool: all at
        // once, and not many.
        await Task.WhenAll(sessions.Select((pair, round) => AssertEndsAsync(() => pair.Session.QueryAsync(pair.Garbage, [], Stop), round)));
        foreach (var (session, _) in sessions)
            await session.DisposeAsync();
    }

    private static async Task AssertEndsAsync<T>(Func<Task<T>> work, int round)
    {
        var watch = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<HoopException>(work);
        Assert.True(Ours.Contains(error.ErrorId), $"round {round}: {error}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"round {round} took {watch.Elapsed}");
        Assert.DoesNotContain(MasterPassword, error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Half of the rounds have the header of a packet, so that they get past the first look.</summary>
    private static byte[] Nonsense(Random random, int round, byte type)
    {
        var bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        if (round % 2 == 0 && bytes.Length > 8)
        {
            bytes[0] = type;
            bytes[1] = 1;
            bytes[2] = (byte)(round % 4 == 0 ? 0 : 0xFF);
            bytes[3] = (byte)bytes.Length;
        }

        return bytes;
    }
}
