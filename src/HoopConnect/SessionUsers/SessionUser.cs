using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.SessionUsers;

/// <summary>A session user that works: its login was proved. The property names are those that the cmdlets bind by.</summary>
public sealed record SessionUser
{
    /// <summary>The user and its password.</summary>
    public required DatabaseLogin Login { get; init; }

    /// <summary>The user.</summary>
    public string UserName => Login.UserName;

    /// <summary>The engine's family: <c>postgres</c> or <c>mysql</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The database a client starts in: the first one of the policy.</summary>
    public string Database => Databases[0];

    /// <summary>The databases of the policy, in its order.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>When logins end, as the server has it (UTC). Sessions that are open then go on.</summary>
    public required DateTime Expires { get; init; }

    /// <summary>The name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Whose own user it is; null for one that all who use the policy share.</summary>
    public string? Caller { get; init; }

    /// <summary>This call made the user.</summary>
    public bool Created { get; init; }

    /// <summary>This call set a new password: whoever had a former one needs this one.</summary>
    public bool Rotated { get; init; }

    /// <summary>This call gave the user a later expiry.</summary>
    public bool Extended { get; init; }

    /// <summary>The vault through which the password is shared; null where only this process shares it.</summary>
    public string? VaultName { get; init; }

    /// <summary>The vault's entry; null where there is none.</summary>
    public string? SecretName { get; init; }

    /// <summary>How the connection was protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities that were trusted; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port} until {Expires:u}";
}
