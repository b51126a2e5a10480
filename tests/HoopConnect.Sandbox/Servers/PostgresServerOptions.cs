namespace HoopConnect.Sandbox.Servers;

/// <summary>What a sandbox PostgreSQL server is like.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>The newest major version that the sandbox has, and the default.</summary>
    public const int NewestMajor = 18;

    /// <summary>PostgreSQL's major version, 14 to 18.</summary>
    public int Major { get; init; } = NewestMajor;

    /// <summary>Writes every statement to the server's log (<c>log_statement = 'all'</c>).</summary>
    public bool LogStatements { get; init; }

    /// <summary>
    /// Gives the master what RDS gives beside CREATEROLE and CREATEDB: <c>pg_read_all_data</c> and <c>pg_signal_backend</c>.
    /// A plain CREATEROLE master without them is the harder case and the default.
    /// </summary>
    public bool MasterHasPredefinedRoles { get; init; }

    /// <summary>The master user's name.</summary>
    public string MasterUserName { get; init; } = "postgres";

    /// <summary>The master user's password; made at random where it is null.</summary>
    public string? MasterPassword { get; init; }

    /// <summary>The server's certificate, from the same authority, is for another host name.</summary>
    public bool MisnamedCertificate { get; init; }

    /// <summary>
    /// Debian's PostgreSQL, which has PAM, whatever <see cref="Major"/> says: members of <c>rds_iam</c> log in by token only, and over TLS
    /// only.
    /// Needs <see cref="PamParts.HavePostgres"/>.
    /// </summary>
    public bool WithPam { get; init; }

    /// <summary>What the server's PAM service asks (<see cref="PamParts.LoginVariable"/>); null refuses every token.</summary>
    internal string? LoginCheck { get; init; }

    /// <summary>More settings of <c>postgresql.conf</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
