using HoopConnect.Databases.Channel;
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

    private const string Mark = "hoopconnect: done";
    private const string Done = $"SELECT '{Mark}'";

    private readonly ConnectionSettings _settings;
    private readonly DriverConnection _connection;
    private bool _isWatched;

    private Session(ConnectionSettings settings, DriverConnection connection, ServerRelease version, bool noBackslashEscapes)
    {
        _settings = settings;
        _connection = connection;
        Version = version;
        NoBackslashEscapes = noBackslashEscapes;
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
    public bool NoBackslashEscapes { get; }

    public static Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, isWatched: true, cancellationToken);

    /// <summary>One that looks after others, and that nobody looks after.</summary>
    public static Task<Session> OpenUnwatchedAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, isWatched: false, cancellationToken);

    private static async Task<Session> OpenAsync(ConnectionSettings settings, bool isWatched, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(settings, cancellationToken);
        try
        {
            var reply = await connection.ExecuteAsync(SessionSetup.Statements, cancellationToken);
            if (reply.Error is not null)
                throw reply.Error;
            return reply.Results is [[[string version, long noBackslashEscapes]]]
                ? new Session(settings, connection, ServerRelease.Parse(version), noBackslashEscapes == 1)
                {
                    _isWatched = isWatched,
                }
                : throw new ProtocolException("The server does not say which version it is.");
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
    public static async Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        Check(settings);
        try
        {
            return await DriverConnection.ConnectAsync(settings, cancellationToken);
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
        return reply.Results is [.., var last] ? last : [];
    }

    /// <summary>
    /// Runs several queries in one round trip and gives the rows of each (of <c>DO</c>, none); where one fails, those before it and why.
    /// </summary>
    public async Task<(IReadOnlyList<IReadOnlyList<object?[]>> Rows, StatementException? Failure)> QueryAllAsync(
        IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(string.Join(";\n", queries), cancellationToken);
        var failure = reply.Error is null ? null : Errors.OnStatement(reply.Error, _settings);
        if (failure is not null and not StatementException)
            throw failure;
        if (failure is StatementException statement)
            failure = await ExplainAsync(statement, cancellationToken);
        var rows = reply.Results.ToList();
        // The driver passes over what has no columns.
        for (var i = 0; i <= rows.Count && i < queries.Count; i++)
        {
            if (queries[i].StartsWith("DO ", StringComparison.Ordinal))
                rows.Insert(i, []);
        }

        return (rows, (StatementException?)failure);
    }

    /// <inheritdoc/>
    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        for (var start = 0; start < statements.Count;)
        {
            var some = Some(statements, start);
            if ((await QueryAllAsync(some, cancellationToken)).Failure is { } failure)
                throw failure;
            start += some.Count;
        }
    }

    /// <summary>Runs every statement, in few round trips, and gives for each why it failed, or null.</summary>
    public async Task<IReadOnlyList<StatementException?>> ExecuteEachAsync(
        IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var failures = new StatementException?[statements.Count];
        for (var start = 0; start < statements.Count;)
        {
            // The driver does not say how many statements without rows succeeded before one failed: each is followed by one with a row.
            var some = Some(statements, start);
            var (rows, failure) = await QueryAllAsync([.. some.SelectMany(statement => (string[])[statement, Done])], cancellationToken);
            var done = rows.Count(row => row is [[Mark]]);
            if (failure is null && done != some.Count)
                throw Errors.OnStatement(new ProtocolException($"{some.Count} statements were sent and {done} were done."), _settings);
            start += done;
            if (failure is not null)
                failures[start++] = failure;
        }

        return failures;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>As many of the statements as go in one round trip. A text is at most three bytes of UTF-8 a character.</summary>
    private static List<string> Some(IReadOnlyList<string> statements, int start)
    {
        var length = 0;
        var some = new List<string>();
        foreach (var statement in statements.Skip(start).Take(StatementsPerRoundTrip))
        {
            length += statement.Length + Done.Length + 4;
            if (some.Count > 0 && length * 3L >= Limits.Statement)
                break;
            some.Add(statement);
        }

        return some;
    }

    /// <summary>That a statement about users failed is all that its error says; why is in the notes beside it.</summary>
    private async Task<StatementException> ExplainAsync(StatementException failure, CancellationToken cancellationToken)
    {
        if (!failure.IsVague)
            return failure;
        var notes = (await QueryAsync("SHOW WARNINGS", [], cancellationToken))
            .Select(row => (Code: ServerValue.Number(row[1]) ?? 0, Message: ServerValue.Text(row[2])))
                .Where(note => note.Code != failure.Code);
        return failure.With([.. notes]);
    }

    private async Task<Reply> SendAsync(string sql, CancellationToken cancellationToken)
    {
        if (sql.Length * 3L > Limits.Packet)
        {
            throw DatabaseErrors.InvalidStatement.Error($"A statement of {sql.Length} characters is too long.");
        }

        var statement = _connection.ExecuteAsync(sql, cancellationToken);
        var watch = _isWatched ? LockHolders.WatchAsync(statement, _connection.Number, _settings, Version.IsMariaDb)
            : Task.FromResult<string?>(null);
        try
        {
            return await statement;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (exception is TimeoutException && await watch is { } holders)
            {
                throw DatabaseErrors.HeldUp(exception, _settings, holders,
                    "Have its statement or LOCK TABLES ended, or end it (KILL <session>), and run again.");
            }

            throw Errors.OnStatement(exception, _settings);
        }
    }

    private static void Check(ConnectionSettings settings)
    {
        ServerTrust.Check(settings);

        // Both end with a zero on the wire.
        foreach (var name in new[] { settings.Login.UserName, settings.Database ?? "-" })
        {
            if (name.Length is 0 or > Limits.Name || name.Contains('\0', StringComparison.Ordinal))
            {
                throw DatabaseErrors.InvalidName.Error(
                    $"'{name}' cannot be the name of a user or database: it is empty, too long, or has a NUL character.", name);
            }
        }

        if (settings.Login.Password.Reveal().Contains('\0', StringComparison.Ordinal))
        {
            throw DatabaseErrors.InvalidPassword.Error(
                $"The password of '{settings.Login.UserName}' has a NUL character.", settings.Login.UserName);
        }
    }
}
