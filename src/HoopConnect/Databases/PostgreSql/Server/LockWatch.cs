using HoopConnect.Databases.PostgreSql.Server.Wire;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// Asks on a connection of its own, while a statement takes long, who keeps it waiting: when its time is over nobody can say any more.
/// </summary>
/// <param name="settings">How to connect.</param>
/// <param name="process">The server's process that waits.</param>
internal sealed class LockWatch(ConnectionSettings settings, int process)
{
    private static readonly string Query = EmbeddedSql.Read(typeof(LockWatch), "LockHolders");

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);

    /// <summary>Who was found to hold what the statement waits for, in words; null for nobody.</summary>
    public string? Holders { get; private set; }

    /// <summary>Waits for the statement, and looks now and then.</summary>
    public async Task<T> WatchAsync<T>(Task<T> statement)
    {
        for (var pause = FirstLook; await Task.WhenAny(statement, Task.Delay(pause)) != statement; pause *= 2)
            Holders = await AskAsync() ?? Holders;
        return await statement;
    }

    /// <summary>What cannot be asked is not known: the statement goes on.</summary>
    private async Task<string?> AskAsync()
    {
        try
        {
            await using var connection = await DriverConnection.ConnectAsync(settings, CancellationToken.None);
            return await connection.RunAsync(async () =>
            {
                await using var command = new NpgsqlCommand(Query, connection.Driver);
                command.Parameters.Add(new NpgsqlParameter { Value = process });
                return await command.ExecuteScalarAsync(CancellationToken.None) as string;
            }, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }
}
