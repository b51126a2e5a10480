using HoopConnect.Databases.MySql.Server.Wire;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// One connection to MySQL or MariaDB, prepared by <see cref="SessionSetup"/>. There is no transaction around
/// a batch: these servers commit each CREATE, ALTER, GRANT and REVOKE by itself.
/// </summary>
internal sealed class Session : IDatabaseSession
{
    /// <summary>A round trip must end within the time-out, and a GRANT takes some milliseconds.</summary>
    public const int StatementsPerRoundTrip = 200;

    private readonly ConnectionSettings _settings;
    private readonly MySqlConnection _connection;

    private Session(ConnectionSettings settings, MySqlConnection connection, ServerRelease version)
    {
        _settings = settings;
        _connection = connection;
        Version = version;
    }

    /// <inheritdoc/>
    public Version ServerVersion => Version.Number;

    /// <inheritdoc/>
    public int RoundTrips => _connection.RoundTrips;

    /// <summary>How it was connected.</summary>
    public ConnectionSettings Settings => _settings;

    /// <summary>Which server it is.</summary>
    public ServerRelease Version { get; }

    /// <summary>True where a backslash in a string literal is just a backslash, as it is once the session is prepared.</summary>
    public bool NoBackslashEscapes => _connection.NoBackslashEscapes;

    public static async Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(settings, cancellationToken);
        try
        {
            var reply = await connection.ExecuteAsync(SessionSetup.Statements, cancellationToken);
            if (reply.Error is not null)
                throw reply.Error;
            var version = ServerRelease.Parse(reply.Results is [.., { Rows: [[string text]] }] ? text : connection.ServerVersion);
            return new Session(settings, connection, version);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (exception is OperationCanceledException)
                throw;
            throw Errors.OnStatement(exception, settings);
        }
    }

    /// <summary>Connects and logs in, and nothing else.</summary>
    public static async Task<MySqlConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        Check(settings);
        try
        {
            return await MySqlConnection.ConnectAsync(settings, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Errors.OnConnect(exception, settings);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(Literal.Bind(sql, values, NoBackslashEscapes), cancellationToken);
        if (reply.Error is not null)
            throw Errors.OnStatement(reply.Error, _settings);
        return reply.Results[^1].Rows;
    }

    /// <summary>Runs several queries in one round trip and gives the rows of each; where one fails, those before it and why.</summary>
    public async Task<(IReadOnlyList<IReadOnlyList<object?[]>> Rows, StatementException? Failure)> QueryAllAsync(IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(string.Join(";\n", queries), cancellationToken);
        var failure = reply.Error is null ? null : Errors.OnStatement(reply.Error, _settings);
        if (failure is not null and not StatementException)
            throw failure;
        return (reply.Results.Select(result => result.Rows).ToList(), failure is StatementException statement ? await ExplainAsync(statement, cancellationToken) : null);
    }

    /// <inheritdoc/>
    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        for (var start = 0; start < statements.Count;)
        {
            var (done, failure) = await RunSomeAsync(statements, start, cancellationToken);
            if (failure is not null)
                throw failure;
            start += done;
        }
    }

    /// <summary>Runs every statement, in few round trips, and gives for each why it failed, or null.</summary>
    public async Task<IReadOnlyList<StatementException?>> ExecuteEachAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var failures = new StatementException?[statements.Count];
        for (var start = 0; start < statements.Count;)
        {
            var (done, failure) = await RunSomeAsync(statements, start, cancellationToken);
            start += done;
            if (failure is not null)
                failures[start++] = failure;
        }

        return failures;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<(int Done, StatementException? Failure)> RunSomeAsync(IReadOnlyList<string> statements, int start, CancellationToken cancellationToken)
    {
        var count = 0;
        var length = 0;
        // A text is at most three bytes of UTF-8 a character.
        while (start + count < statements.Count && count < StatementsPerRoundTrip
            && (count == 0 || (length + statements[start + count].Length) * 3L < WireLimits.Statement))
            length += statements[start + count++].Length + 2;
        var (rows, failure) = await QueryAllAsync(statements.Skip(start).Take(count).ToList(), cancellationToken);
        if (failure is null && rows.Count != count)
            throw Errors.OnStatement(new MySqlProtocolException($"{count} statements were sent and {rows.Count} results came back."), _settings);
        return (rows.Count, failure);
    }

    /// <summary>That a statement about users failed is all that its error says; why is in the notes beside it.</summary>
    private async Task<StatementException> ExplainAsync(StatementException failure, CancellationToken cancellationToken)
    {
        if (!failure.IsVague)
            return failure;
        var notes = (await QueryAsync("SHOW WARNINGS", [], cancellationToken))
            .Select(row => (Code: ServerValue.Number(row[1]) ?? 0, Message: ServerValue.Text(row[2]))).Where(note => note.Code != failure.Code);
        return failure.With([.. notes]);
    }

    private async Task<MySqlReply> SendAsync(string sql, CancellationToken cancellationToken)
    {
        if (sql.Length * 3L > WireLimits.Packet)
            throw new HoopException("Database.InvalidStatement", HoopErrorKind.InvalidArgument, $"A statement of {sql.Length} characters is too long.");
        try
        {
            return await _connection.ExecuteAsync(sql, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Errors.OnStatement(exception, _settings);
        }
    }

    private static void Check(ConnectionSettings settings)
    {
        ServerTrust.Check(settings);

        // Both end with a zero on the wire.
        foreach (var name in new[] { settings.Login.UserName, settings.Database ?? "-" })
        {
            if (name.Length is 0 or > WireLimits.Name || name.Contains('\0', StringComparison.Ordinal))
                throw new HoopException("Database.InvalidName", HoopErrorKind.InvalidArgument, $"'{name}' cannot be the name of a user or database: it is empty, too long, or has a NUL character.") { Target = name };
        }

        if (settings.Login.Password.Reveal().Contains('\0', StringComparison.Ordinal))
            throw new HoopException("Database.InvalidPassword", HoopErrorKind.InvalidArgument, $"The password of '{settings.Login.UserName}' has a NUL character.") { Target = settings.Login.UserName };
    }
}
