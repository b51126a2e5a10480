using System.Data;
using HoopConnect.Databases.Channel;
using HoopConnect.Databases.SqlServer.Server.Tds;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// One connection to SQL Server through Microsoft.Data.SqlClient, never pooled: thousands of databases are visited once each. Parameters
/// are <c>@p1</c>, <c>@p2</c>: in T-SQL <c>$1</c> is an amount of money.
/// </summary>
internal sealed class Session : IDatabaseSession
{
    /// <summary>The driver's own time-out comes first: it has the server end the statement, and waits for its word (5 seconds).</summary>
    private static readonly TimeSpan AttentionPatience = TimeSpan.FromSeconds(10);

    private readonly ConnectionSettings _settings;
    private readonly ServerRelay _relay;
    private readonly SqlConnection _connection;
    private Task _running = Task.CompletedTask;

    private Session(ConnectionSettings settings, ServerRelay relay, SqlConnection connection)
    {
        (_settings, _relay, _connection) = (settings, relay, connection);
        ServerVersion = Version.TryParse(connection.ServerVersion, out var version) ? version : new Version();
    }

    public Version ServerVersion { get; }

    public int RoundTrips { get; private set; }

    /// <summary>Opens a connection and sets it up.</summary>
    public static async Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var loggedIn = await LogInAsync(settings, cancellationToken);
        return await loggedIn.PreparedAsync(
            session => session.ExecuteBatchAsync([SessionSetup.Statements(settings.Timeout)], cancellationToken));
    }

    /// <summary>
    /// Opens a connection over which nothing is going to be sent: the login is all that is wanted. The protocol tells the server the
    /// whole password, so there is no login to one that is not verified.
    /// </summary>
    public static Task<Session> LogInAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        WithinTimeAsync(settings, token => LogInVerifiedAsync(settings, token), cancellationToken);

    /// <summary>The certificate (DER) that the server shows, verified as the settings ask. No login, no password is involved.</summary>
    public static Task<byte[]> ReadCertificateAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        WithinTimeAsync(settings, token => LookAsync(settings, token), cancellationToken);

    private static async Task<T> WithinTimeAsync<T>(
        ConnectionSettings settings, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Deadline.RunAsync(settings.Timeout, work, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw Errors.TimedOut(late, settings);
        }
    }

    private static async Task<byte[]> LookAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ConnectionText.CheckHost(settings.Host);
        await using var relay = await ServerRelay.ConnectAsync(settings, cancellationToken);
        var certificate = relay.Certificate;
        relay.Abort();
        return certificate;
    }

    private static async Task<Session> LogInVerifiedAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ConnectionText.CheckHost(settings.Host);
        if (settings.SslMode is not (SslMode.VerifyFull or SslMode.VerifyCA))
        {
            if (settings.SslMode == SslMode.Require)
                await LookAsync(settings, cancellationToken);

            throw DatabaseErrors.AuthenticationNotServed.Error(
                $"The login {settings} was not gone on with: SQL Server is told the whole password, and with SslMode {settings.SslMode} "
                    + "the server is not verified.", settings, cause: null,
                "Leave -SslMode out, with -CaFile where the system does not know the authority; VerifyCA where only the name differs.");
        }

        var relay = await ServerRelay.ConnectAsync(settings, cancellationToken);
        try
        {
            // The driver connects on the calling thread and looks at the token only between steps: who cancels is not made to wait for it.
            var connecting = Task.Run(() => ConnectAsync(settings, relay, cancellationToken), CancellationToken.None);
            return new Session(settings, relay, await OrCancelledAsync(connecting, late => late.Dispose(), cancellationToken));
        }
        catch (Exception exception)
        {
            var failure = relay.Failure;
            relay.Abort();
            await relay.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnConnect(Cause(exception, failure), settings);
        }
    }

    public async Task<IReadOnlyList<object?[]>> QueryAsync(
        string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        await QuerySetsAsync(sql, values, cancellationToken) is [var first, ..] ? first : [];

    /// <summary>Runs several queries in one round trip and gives the rows of each.</summary>
    public Task<IReadOnlyList<IReadOnlyList<object?[]>>> QuerySetsAsync(
        string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        RunAsync(() => ReadAsync(sql, values, cancellationToken), null, cancellationToken);

    /// <remarks>
    /// Several statements are one transaction that an error rolls back whole (XACT_ABORT). One alone is sent as it is: some, such as
    /// KILL, are not allowed in a transaction.
    /// </remarks>
    public Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken) => statements.Count switch
    {
        0 => Task.CompletedTask,
        1 => RunAsync(() => ExecuteAsync(statements[0], cancellationToken), null, cancellationToken),
        _ => ExecuteBatchAsync(
            [$"SET XACT_ABORT ON;\nBEGIN TRANSACTION;\n{string.Join("\n", statements)}\nCOMMIT TRANSACTION;"], cancellationToken),
    };

    /// <summary>
    /// Begins a transaction that lasts until <see cref="CommitAsync"/>; an error, and the end of the connection, roll it back.
    /// </summary>
    public Task BeginAsync(CancellationToken cancellationToken) => ExecuteBatchAsync(["BEGIN TRANSACTION;"], cancellationToken);

    /// <summary>Runs the last statements of the transaction that was begun, and commits it, in one round trip.</summary>
    public Task CommitAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        ExecuteBatchAsync([string.Join("\n", [.. statements, "COMMIT TRANSACTION;"])], cancellationToken);

    /// <summary>Gives up the transaction that was begun.</summary>
    public Task RollBackAsync(CancellationToken cancellationToken) =>
        ExecuteBatchAsync(["IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;"], cancellationToken);

    /// <summary>
    /// Sends one statement with a password in the place of <see cref="PlanStep.Hole"/>. CREATE and ALTER LOGIN take a literal only, and
    /// no hash while CHECK_POLICY is on. It goes alone and as plain text on purpose: the server recognises these statements by their text
    /// and blanks them in traces, Extended Events and audits; a parameter of sp_executesql would stand there in the clear.
    /// </summary>
    public Task ExecuteSecretAsync(string statement, Secret secret, CancellationToken cancellationToken) => RunAsync(
        () => ExecuteAsync(statement.Replace(PlanStep.Hole, Literal.Quote(secret.Reveal()), StringComparison.Ordinal), cancellationToken),
        secret, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_running.IsCompleted)
            await CloseAsync();
        else
            // Cancelled, and the server has not acknowledged it yet: closing now would wait for that.
            _ = _running.ContinueWith(_ => CloseAsync().AsTask(), TaskScheduler.Default);
    }

    private async ValueTask CloseAsync()
    {
        await _connection.DisposeAsync();
        await _relay.DisposeAsync();
    }

    /// <summary>That the connection broke is what both sides see; why it did, only the relay.</summary>
    private static Exception Cause(Exception driver, Exception? relay) => relay is ProtocolException ? relay : driver;

    private static async Task<SqlConnection> ConnectAsync(
        ConnectionSettings settings, ServerRelay relay, CancellationToken cancellationToken)
    {
        using var standIn = relay.StandIn.ToSecureString();
        var connection = new SqlConnection(ConnectionText.Of(settings, relay.Port), new SqlCredential(settings.Login.UserName, standIn));
        return await connection.PreparedAsync(opened => opened.OpenAsync(cancellationToken));
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> work, Secret? secret, CancellationToken cancellationToken)
    {
        RoundTrips++;
        try
        {
            _relay.ExpectReply();
            var running = work();
            _running = running;
            return await Deadline.RunAsync(
                _settings.Timeout + AttentionPatience, token => OrCancelledAsync(running, _ => { }, token), cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnStatement(Cause(exception, _relay.Failure), _settings, secret);
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?[]>>> ReadAsync(
        string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        await using var command = new SqlCommand(sql, _connection);
        command.Parameters.AddRange(values.Select(Parameter).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sets = new List<IReadOnlyList<object?[]>>();
        // Read to the very end: an error after the rows is only found there.
        do
        {
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new object?[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                rows.Add(row);
            }

            sets.Add(rows);
        }
        while (await reader.NextResultAsync(cancellationToken));
        return sets;
    }

    // Of few lengths, so that the server keeps few plans.
    private static SqlParameter Parameter(object? value, int index)
    {
        var (type, size) = value switch
        {
            null => (SqlDbType.NVarChar, 4000),
            string text => (SqlDbType.NVarChar, text.Length <= 4000 ? 4000 : -1),
            byte[] bytes => (SqlDbType.VarBinary, bytes.Length <= 8000 ? 8000 : -1),
            int => (SqlDbType.Int, 0),
            _ => throw new ArgumentException($"A value of type {value.GetType().Name} is not sent to SQL Server.", nameof(value)),
        };
        return new SqlParameter($"@p{index + 1}", type, size) { Value = value ?? DBNull.Value };
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new SqlCommand(sql, _connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The result of the work, or at once the cancellation; what comes late is given to <paramref name="discard"/>.</summary>
    private static async Task<T> OrCancelledAsync<T>(Task<T> work, Action<T> discard, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = work.ContinueWith(
                done =>
                {
                    if (done.IsCompletedSuccessfully)
                        discard(done.Result);
                    else
                        _ = done.Exception;
                },
                TaskScheduler.Default);
            throw;
        }
    }
}
