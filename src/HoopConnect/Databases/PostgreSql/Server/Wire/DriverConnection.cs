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
    private readonly NpgsqlDataSource _source;
    private readonly IPAddress _address;
    private readonly byte[]? _key;

    private DriverConnection(ConnectionSettings settings, ServerRelay relay, NpgsqlDataSource source, NpgsqlConnection driver)
        : base(settings, relay, driver)
    {
        (_settings, _source, Driver) = (settings, source, driver);
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
            var source = ConnectionText.DataSource(settings, relay.Folder);
            var driver = source.CreateConnection();
            try
            {
                return await OpenAsync(relay, driver, () => new DriverConnection(settings, relay, source, driver), Cause, token);
            }
            catch
            {
                await source.DisposeAsync();
                throw;
            }
        }, cancellationToken);

    /// <summary>Says goodbye and closes. The driver keeps a list of all its sources, and one that is not disposed for good.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _source.DisposeAsync();
    }

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
