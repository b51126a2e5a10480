namespace HoopConnect.Sandbox.Servers;

/// <summary>What a sandbox MariaDB (or MySQL) server is like.</summary>
public sealed record MySqlServerOptions
{
    /// <summary>The server program; the installed MariaDB where it is null.</summary>
    public MySqlPrograms? Programs { get; init; }

    /// <summary>Writes every statement to the general log and to the slow log.</summary>
    public bool LogStatements { get; init; }

    /// <summary>The master user's name.</summary>
    public string MasterUserName { get; init; } = "admin";

    /// <summary>The master user's password; made at random where it is null.</summary>
    public string? MasterPassword { get; init; }

    /// <summary>Has AWS's authentication plugin at hand, for logins by token. Needs <see cref="PamParts.HaveMariaDb"/>.</summary>
    public bool WithPam { get; init; }

    /// <summary>What the server's PAM service asks (<see cref="PamParts.LoginVariable"/>); null refuses every token.</summary>
    internal string? LoginCheck { get; init; }

    /// <summary>More options of the server, as on its command line: <c>--partial-revokes=ON</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
