using System.Globalization;
using System.Net;
using MySqlConnector;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// One connection through MySqlConnector and <see cref="ServerRelay"/>, in our own time: one call at a time, several statements a round
/// trip. A call that is cancelled or times out ends the connection, and its statement on the server by <c>KILL QUERY</c>.
/// </summary>
internal sealed class DriverConnection : IAsyncDisposable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionSettings _settings;
    private readonly ServerRelay _relay;
    private readonly MySqlConnection _driver;
    private readonly IPAddress _address;
    private readonly uint _number;
    private Task _kill = Task.CompletedTask;
    private bool _broken;

    private DriverConnection(ConnectionSettings settings, ServerRelay relay, MySqlConnection driver)
    {
        (_settings, _relay, _driver) = (settings, relay, driver);
        // What they are once the connection is lost, it does not say.
        (_address, _number) = (relay.Address, (uint)driver.ServerThread);
    }

    /// <summary>The server's number of it.</summary>
    public long Number => _number;

    /// <summary>How many round trips were made.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Connects and logs in within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public static Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        Deadline.RunAsync(settings.Timeout, token => ConnectAsync(settings, null, token), cancellationToken);

    /// <summary>Sends the statements and reads all results, within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="ProtocolException">The server's answer is none.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public async Task<Reply> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        if (_broken)
            throw new IOException("The connection was closed when an earlier call was cancelled or failed.");
        RoundTrips++;
        try
        {
            return await Deadline.RunAsync(
                _settings.Timeout, token => AbortableAsync(_relay, () => ReadAsync(sql), token), cancellationToken);
        }
        catch (Exception exception)
        {
            _broken = true;
            // The server goes on with a statement whose client is gone until it has something to say.
            if (exception is OperationCanceledException or TimeoutException)
                _kill = KillQueryAsync();
            throw;
        }
    }

    /// <summary>Says goodbye and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _broken = true;
        await CloseAsync(_driver, _relay);
        await Task.WhenAny(_kill, Task.Delay(ClosePatience));
    }

    private static async Task<DriverConnection> ConnectAsync(
        ConnectionSettings settings, IPAddress? address, CancellationToken cancellationToken)
    {
        var relay = await ServerRelay.ConnectAsync(settings, address, cancellationToken);
        // By a source of its own: the texts of connections without one are kept for as long as the process lives.
        var driver = new MySqlDataSourceBuilder(ConnectionText.Of(settings, relay.PipeName)).Build().CreateConnection();
        driver.ProvidePasswordCallback = _ => settings.Login.Password.Reveal();
        try
        {
            return await AbortableAsync(relay, async () =>
            {
                await driver.OpenAsync(cancellationToken);
                return new DriverConnection(settings, relay, driver);
            }, cancellationToken);
        }
        catch (NotSupportedException plugin)
        {
            await CloseAsync(driver, relay);
            throw new AuthenticationRefusedException(plugin.Message);
        }
        catch
        {
            await CloseAsync(driver, relay);
            throw;
        }
    }

    /// <summary>Work of the driver, which knows no deadline but the end of its connection.</summary>
    private static async Task<T> AbortableAsync<T>(ServerRelay relay, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(relay.Abort);
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            var cause = Cause(exception, relay.Failure);
            relay.Abort();
            throw cause;
        }
    }

    /// <summary>That the connection broke is what both sides see; why it did, or what is wrong with the answer, only one.</summary>
    private static Exception Cause(Exception driver, Exception? relay) => driver switch
    {
        _ when ServerException.From(driver) is { } said => said,
        ProtocolException or NotSupportedException => driver,
        _ when relay is not null and not IOException => relay,
        _ when DatabaseErrors.Find<IOException>(driver) is { } broken => relay ?? broken,
        _ => new ProtocolException($"The server's answer cannot be read: {driver.Message}"),
    };

    private async Task<Reply> ReadAsync(string sql)
    {
        _relay.ExpectReply();
        var results = new List<IReadOnlyList<object?[]>>();
        var left = Limits.Rows;
        await using var command = new MySqlCommand(sql, _driver);
        MySqlDataReader? reader = null;
        try
        {
            reader = await command.ExecuteReaderAsync(CancellationToken.None);
            do
            {
                if (reader.FieldCount == 0)
                    continue;
                var rows = new List<object?[]>();
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    if (--left < 0)
                        throw new ProtocolException($"The server's answer has more than {Limits.Rows} rows.");
                    rows.Add(ReadRow(reader));
                }

                results.Add(rows);
            }
            while (await reader.NextResultAsync(CancellationToken.None));
            await reader.DisposeAsync();
            return new Reply(results, null);
        }
        catch (MySqlException exception) when (ServerException.From(exception) is { } error)
        {
            // Only here: else it would read on to the end.
            if (reader is not null)
                await reader.DisposeAsync();
            return new Reply(results, error);
        }
    }

    private static object?[] ReadRow(MySqlDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
            row[i] = reader.IsDBNull(i) ? null : Value(reader.GetValue(i), reader.GetDataTypeName(i));
        return row;
    }

    /// <summary>
    /// One type for all whole numbers (but <see cref="ulong"/> for unsigned BIGINT), one for all with a floating point; dates are text,
    /// as the server writes them.
    /// </summary>
    private static object Value(object value, string type) => value switch
    {
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, Invariant),
        float number => (double)number,
        MySqlDateTime { IsValidDateTime: false } => type == "DATE" ? "0000-00-00" : "0000-00-00 00:00:00",
        MySqlDateTime time => time.GetDateTime().ToString(type == "DATE" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFF", Invariant),
        _ => value,
    };

    /// <summary>To the same address as before: another server behind the name would have the number for somebody else.</summary>
    private async Task KillQueryAsync()
    {
        try
        {
            var settings = _settings with { Database = null };
            await using var second = await Deadline.RunAsync(
                KillTimeout, token => ConnectAsync(settings, _address, token), CancellationToken.None);
            await second.ExecuteAsync($"KILL QUERY {_number}", CancellationToken.None);
        }
        catch (Exception)
        {
            // A courtesy: the caller has its answer already, and the statement ends with the connection at the latest.
        }
    }

    private static async Task CloseAsync(MySqlConnection driver, ServerRelay relay)
    {
        try
        {
            await driver.DisposeAsync();
        }
        catch (Exception)
        {
            // It is being closed anyway.
        }

        await relay.DisposeAsync();
    }
}
