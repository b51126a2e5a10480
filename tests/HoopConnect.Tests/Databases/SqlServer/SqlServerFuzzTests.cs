using System.Diagnostics;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>Servers that answer nonsense, from a fixed seed: each ends soon, with an error of ours, and gets no password outside TLS.</summary>
public sealed class SqlServerFuzzTests : SqlServerTests
{
    private static readonly string[] Ours = ["Database.Unreachable", "Database.TlsFailed", "Database.Timeout", "Database.StatementFailed", "Database.LoginRefused"];

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
        // Where the nonsense announces more than there is, the driver waits for its timeout and then for an attention: all rounds at once,
        // and not many, since it waits on threads of the pool.
        var random = new Random(3);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(round => NonsenseRowsAsync(random.Next(), round)));
    }

    private async Task NonsenseRowsAsync(int seed, int round)
    {
        var random = new Random(seed);
        var garbage = new byte[random.Next(1, 300)];
        random.NextBytes(garbage);
        // Begin with a token that announces something, so that the parser is well inside when it goes wrong.
        garbage[0] = (byte)(new[] { 0x81, 0xD1, 0xAA, 0xE3, 0x79 }[round % 5]);
        await using var server = Start();
        server.Script = _ => new TdsAnswer { Garbage = garbage };
        await using var session = await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(1) }, Stop);
        await AssertEndsAsync(() => session.QueryAsync("SELECT 1", [], Stop), round);
    }

    private static async Task AssertEndsAsync<T>(Func<Task<T>> work, int round)
    {
        var watch = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<HoopException>(work);
        Assert.True(Ours.Contains(error.ErrorId), $"round {round}: {error}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(12), $"round {round} took {watch.Elapsed}");
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
