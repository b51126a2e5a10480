using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>Connection settings in Npgsql's terms. No password is among them: the login is made by <see cref="ServerRelay"/>.</summary>
internal static class ConnectionText
{
    /// <summary>The database that is always there.</summary>
    public const string Maintenance = "postgres";

    /// <summary>
    /// A source of its own for each connection: the driver would keep one per connection string for good otherwise.
    /// </summary>
    /// <param name="settings">Who connects.</param>
    /// <param name="folder">The folder with the socket of <see cref="ServerRelay"/>, where TLS and the login are.</param>
    public static NpgsqlDataSource DataSource(ConnectionSettings settings, string folder)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = folder,
            Port = ServerRelay.SocketNumber,
            Username = settings.Login.UserName,
            Database = settings.Database ?? Maintenance,
            SslMode = Npgsql.SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // The relay tells it that it is in. The variables PGREQUIREAUTH and PGSSLNEGOTIATION would have it ask for more.
            RequireAuth = "None",
            SslNegotiation = SslNegotiation.Postgres,
            // Time is kept by Deadline, over all of a round trip; the driver shall not be the first to give up.
            Timeout = 0,
            CommandTimeout = 0,
            CancellationTimeout = -1,
            ApplicationName = "HoopConnect",
            Pooling = false,
            Enlist = false,
            PersistSecurityInfo = false,
            // What stands in the way of a DROP is in the DETAIL. No statement of ours touches the rows that one can quote.
            IncludeErrorDetail = true,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.EnableArrays();
        // Our queries use text, numbers and text arrays only; loading the type catalogue would cost each connection a round trip.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        return builder.Build();
    }
}
