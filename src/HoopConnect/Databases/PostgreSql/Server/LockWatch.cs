using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// Asks on a connection of its own, while a statement takes long, who keeps it waiting: when its time is over nobody can say any more.
/// </summary>
/// <param name="source">Opens the connection.</param>
/// <param name="process">The server's process that waits.</param>
internal sealed class LockWatch(NpgsqlDataSource source, int process)
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
            await using var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Query, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = process });
            return await command.ExecuteScalarAsync() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
