using System.Globalization;
using System.Net;
using HoopConnect.Databases.Channel;
using MySqlConnector;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>One connection through MySqlConnector and <see cref="ServerRelay"/>: several statements a round trip.</summary>
internal sealed class DriverConnection : RelayedConnection
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly ConnectionSettings _settings;
    private readonly MySqlConnection _driver;
    private readonly IPAddress _address;
    private readonly uint _number;

    private DriverConnection(ConnectionSettings settings, ServerRelay relay, MySqlConnection driver) : base(settings, relay, driver)
    {
        (_settings, _driver) = (settings, driver);
        // What they are once the connection is lost, it does not say.
        (_address, _number) = (relay.Address, (uint)driver.ServerThread);
    }

    /// <summary>The server's number of it.</summary>
    public long Number => _number;

    /// <summary>Connects and logs in within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public static Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        Deadline.RunAsync(settings.Timeout, token => ConnectAsync(settings, null, token), cancellationToken);

    /// <summary>Sends the statements and reads all results, within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="ProtocolException">The server's answer is none.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public Task<Reply> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(() => ReadAsync(sql), Cause, cancellationToken);

    /// <summary>To the same address as before: another server behind the name would have the number for somebody else.</summary>
    protected override async Task<bool> StopStatementAsync(CancellationToken cancellationToken)
    {
        await using var second = await ConnectAsync(_settings with { Database = null }, _address, cancellationToken);
        return (await second.ExecuteAsync($"KILL QUERY {_number}", cancellationToken)).Error is null;
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
            return await OpenAsync(
                relay, driver, () => new DriverConnection(settings, relay, driver) { IsErrand = address is not null }, Cause,
                cancellationToken);
        }
        catch (NotSupportedException plugin)
        {
            throw new AuthenticationRefusedException(plugin.Message);
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
        var results = new List<IReadOnlyList<object?[]>>();
        var left = ChannelLimits.Rows;
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
                        throw new ProtocolException($"The server's answer has more than {ChannelLimits.Rows} rows.");
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
}
