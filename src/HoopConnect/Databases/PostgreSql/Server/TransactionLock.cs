using HoopConnect.Databases.PostgreSql.Server.Wire;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// An advisory lock behind a pooler, which keeps the session of a transaction with its client for as long as that is open, and no longer:
/// so the lock is a transaction on a connection of its own, which is kept open, with its time-outs off.
/// </summary>
internal sealed class TransactionLock : IAsyncDisposable
{
    private readonly ConnectionSettings _settings;
    private readonly DriverConnection _connection;

    private TransactionLock(ConnectionSettings settings, DriverConnection connection) => (_settings, _connection) = (settings, connection);

    /// <summary>Opens the transaction.</summary>
    public static async Task<TransactionLock> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var opened = new TransactionLock(settings, await ConnectAsync(settings, cancellationToken));
        try
        {
            await opened.RunAsync("BEGIN ISOLATION LEVEL READ COMMITTED", [], cancellationToken);
            var setUp = SessionSetup.For(opened._connection.Driver.PostgreSqlVersion);
            await opened.RunAsync(setUp, [opened._connection.Process], cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>True where the lock is held now.</summary>
    public async Task<bool> TryAsync(long key, CancellationToken cancellationToken) =>
        await RunAsync("SELECT pg_catalog.pg_try_advisory_xact_lock($1)", [key], cancellationToken) is true;

    /// <summary>Refuses to go on without the lock.</summary>
    /// <exception cref="HoopException"><c>Roles.LockLost</c>.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("SELECT 1", [], cancellationToken);
        }
        catch (HoopException exception)
        {
            throw UserErrors.LockLost.Error(
                $"The transaction that keeps other runs away from {_settings.Host}:{_settings.Port} broke off: {exception.Message} "
                    + "Nothing more is changed.",
                _settings.ToString(), cause: exception);
        }
    }

    /// <summary>Gives the lock back, and the session of the server to the pooler as it was.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("COMMIT", [], CancellationToken.None);
        }
        catch (HoopException)
        {
            // With the connection the lock is gone as well.
        }

        await _connection.DisposeAsync();
    }

    private static async Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await DriverConnection.ConnectAsync(settings, cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnConnect(exception, settings);
        }
    }

    private async Task<object?> RunAsync(string sql, IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.RunAsync(async () =>
            {
                await using var command = new NpgsqlCommand(sql, _connection.Driver);
                foreach (var value in values)
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                return await command.ExecuteScalarAsync(CancellationToken.None);
            }, cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnStatement(exception, _settings, holders: null);
        }
    }
}
