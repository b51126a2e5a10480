using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>
/// A whole conversation with some bytes changed, cut or added, many times over: it ends in time, with an answer or an error with an id.
/// </summary>
public sealed class WireFuzzTests
{
    private const int Rounds = 600;
    private const int Seed = 20260102;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_mutation_of_what_a_server_sends_hangs_the_client_or_breaks_it()
    {
        var versions = ServerPackets.Recorded.Values.Select(ServerPackets.WithPlainAnswers).ToList();
        var random = new Random(Seed);
        var conversations = Enumerable.Range(0, Rounds).Select(round => Mutate(Conversation(versions[round % versions.Count]), random))
            .ToList();
        var answers = new ConcurrentDictionary<string, int>();

        await Parallel.ForAsync(
            0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (round, _) =>
        {
            await using var server = new FakeMySqlServer(connection => PlayAsync(connection, conversations[round]));
            var clock = Stopwatch.StartNew();

            // Where a mutation makes each side wait for the other, only the time-out ends it.
            var answer = await TalkAsync(server.Settings(SslMode.Disable) with { Timeout = TimeSpan.FromMilliseconds(400) });

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"Round {round} took {clock.Elapsed}.");
            Assert.DoesNotContain(FakeMySqlServer.Password, Encoding.Latin1.GetString(server.ClearText), StringComparison.Ordinal);
            answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
        });

        // The mutations reach past the login, and most of them are noticed.
        Assert.InRange(answers.GetValueOrDefault("well"), 1, Rounds - 1);
        Assert.True(answers.GetValueOrDefault("Database.ProtocolViolated") > Rounds / 20, string.Join(", ", answers));
    }

    /// <summary>
    /// What an honest server sends, a part for each time it is its turn: first packet, login accepted, session prepared, rows.
    /// </summary>
    private static byte[][] Conversation(byte[] handshake) =>
    [
        handshake,
        Packets(2, ServerPackets.Ok()),
        Packets(1, ServerPackets.Ok()),
        Packets(1, ServerPackets.Ok(status: 0x020A), [2], ServerPackets.Column("VERSION()"), ServerPackets.Column("mode", 8),
            ServerPackets.End(0x0202),
            [.. ServerPackets.Row("8.0.46-fuzz"), .. ServerPackets.Row("1")], ServerPackets.End(0x0202)),
        Packets(1, [2], ServerPackets.Column("a", 8), ServerPackets.Column("b"), ServerPackets.End(), [2, (byte)'4', (byte)'2', 0xFB],
            [1, (byte)'7', 3, (byte)'x', (byte)'y', (byte)'z'], ServerPackets.End()),
    ];

    private static byte[] Packets(byte first, params byte[][] payloads) =>
        payloads.SelectMany((payload, index) => (byte[])[(byte)payload.Length, 0, 0, (byte)(first + index), .. payload]).ToArray();

    private static byte[][] Mutate(byte[][] parts, Random random)
    {
        var mutated = parts.Select(part => part.ToList()).ToArray();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var part = mutated[random.Next(mutated.Length)];
            if (part.Count == 0)
                continue;
            var at = random.Next(part.Count);
            switch (random.Next(5))
            {
                case 0:
                    part[at] = (byte)random.Next(256);
                    break;
                case 1:
                    part[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    part.RemoveRange(at, random.Next(1, part.Count - at + 1));
                    break;
                case 3:
                    part.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    part[at] = 0xFF;
                    break;
            }
        }

        return mutated.Select(part => part.ToArray()).ToArray();
    }

    private static async Task PlayAsync(FakeMySqlConnection connection, byte[][] parts)
    {
        for (var turn = 0; turn < parts.Length; turn++)
        {
            if (turn > 0)
                await connection.ReadAsync();
            await connection.SendRawAsync(parts[turn]);
        }
    }

    private static async Task<string> TalkAsync(ConnectionSettings settings)
    {
        try
        {
            await using var session = await new MySqlEngine().OpenAsync(settings, Cancellation);
            await session.QueryAsync("SELECT a, b", [], Cancellation);
            return "well";
        }
        catch (HoopException exception)
        {
            return exception.ErrorId;
        }
    }
}
