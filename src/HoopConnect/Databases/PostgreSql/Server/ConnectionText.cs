using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Connection settings in Npgsql's terms.</summary>
internal static class ConnectionText
{
    /// <summary>The database that is always there.</summary>
    public const string Maintenance = "postgres";

    /// <summary>Npgsql takes at most this many seconds for connecting.</summary>
    private const int MaxConnectSeconds = 1024;

    /// <summary>
    /// A source of its own for each connection: the driver would keep one per connection string (with its password) for good otherwise.
    /// </summary>
    public static NpgsqlDataSource DataSource(ConnectionSettings settings, ServerTrust? trust = null)
    {
        var seconds = (int)Math.Ceiling(Math.Max(1, settings.Timeout.TotalSeconds));
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = settings.Host,
            Port = settings.Port,
            Username = settings.Login.UserName,
            Password = settings.Login.Password.Reveal(),
            Database = settings.Database ?? Maintenance,
            SslMode = Map(settings.SslMode),
            Timeout = Math.Min(MaxConnectSeconds, seconds),
            CommandTimeout = seconds,
            ApplicationName = "HoopConnect",
            Pooling = false,
            Enlist = false,
            PersistSecurityInfo = false,
            // What stands in the way of a DROP is in the DETAIL. No statement of ours touches the rows that one can quote.
            IncludeErrorDetail = true,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.EnableTransportSecurity();
        builder.UseSslClientAuthenticationOptionsCallback((trust ?? ServerTrust.Of(settings)).Apply);
        builder.EnableArrays();
        // Our queries use text, numbers and text arrays only; loading the type catalogue would cost each connection a round trip.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        return builder.Build();
    }

    // What is verified is up to ServerTrust: the driver leaves it to others only where it need not do it itself.
    private static Npgsql.SslMode Map(SslMode mode) => mode switch
    {
        SslMode.VerifyFull or SslMode.VerifyCA or SslMode.Require => Npgsql.SslMode.Require,
        SslMode.Disable => Npgsql.SslMode.Disable,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such TLS mode."),
    };
}
