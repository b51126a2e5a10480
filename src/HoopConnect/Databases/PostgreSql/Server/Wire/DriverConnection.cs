using System.Buffers.Binary;
using System.Net;
using HoopConnect.Databases.Channel;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// One connection through Npgsql and <see cref="ServerRelay"/>, never pooled: thousands of databases are visited once each.
/// </summary>
internal sealed class DriverConnection : RelayedConnection
{
    private readonly ConnectionSettings _settings;
    private readonly IPAddress _address;
    private readonly byte[]? _key;

    private DriverConnection(ConnectionSettings settings, ServerRelay relay, NpgsqlConnection driver) : base(settings, relay, driver)
    {
        (_settings, Driver) = (settings, driver);
        (_address, _key) = (relay.Address, relay.CancelKey);
    }

    /// <summary>The driver.</summary>
    public NpgsqlConnection Driver { get; }

    /// <summary>The server's process; 0 where the server names none.</summary>
    public int Process => _key is null ? 0 : BinaryPrimitives.ReadInt32BigEndian(_key);

    /// <summary>Connects and logs in within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public static Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        Deadline.RunAsync(settings.Timeout, async token =>
        {
            var relay = await ServerRelay.ConnectAsync(settings, token);
            var driver = ConnectionText.DataSource(settings, relay.Folder).CreateConnection();
            return await OpenAsync(relay, driver, () => new DriverConnection(settings, relay, driver), Cause, token);
        }, cancellationToken);

    /// <summary>One round trip, within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="PostgresException">What the server says to a statement.</exception>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="ProtocolException">The server's answer is none.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var (result, said) = await RunAsync(async () =>
        {
            try
            {
                return (await work(), (PostgresException?)null);
            }
            catch (PostgresException server)
            {
                // The connection is as good as before.
                return (default(T)!, (PostgresException?)server);
            }
        }, Cause, cancellationToken);
        return said is null ? result : throw said;
    }

    /// <inheritdoc/>
    protected override async Task<bool> StopStatementAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
            await ServerRelay.CancelAsync(_settings, _address, _key, cancellationToken);
        return true;
    }

    /// <summary>That the connection broke is what both sides see; why it did, only one.</summary>
    private static Exception Cause(Exception driver, Exception? relay) => driver switch
    {
        PostgresException or ProtocolException => driver,
        _ when relay is not null and not IOException => relay,
        _ when DatabaseErrors.Find<IOException>(driver) is { } broken => relay ?? broken,
        _ => driver,
    };
}
