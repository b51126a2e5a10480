using HoopConnect.Databases;
using HoopConnect.Discovery;

namespace HoopConnect.IamAuthentication.Markers;

/// <summary>Where a login is for: a token is signed for it.</summary>
/// <param name="Host">The real endpoint; null where none is known.</param>
/// <param name="Port">Its port.</param>
public sealed record LoginTarget(string? Host, int Port)
{
    /// <summary>The region; null to read it from the endpoint's name.</summary>
    public string? Region { get; init; }

    /// <summary>The account of the database; null for the caller's own.</summary>
    public string? AccountId { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>A database as RDS describes it, or a server (one without an ARN) in the region that was named.</summary>
    public static LoginTarget Of(RdsDatabase database, string? region = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Arn.Length > 0
            ? new LoginTarget(database.HostName, database.Port) { Region = database.Region, AccountId = database.AccountId }
            : new LoginTarget(database.HostName, database.Port) { Region = region };
    }

    /// <summary>A server by its address, in the region and account that its ARN says.</summary>
    /// <param name="host">The host.</param>
    /// <param name="port">The port.</param>
    /// <param name="arn">The ARN; null or empty for a server that is not in RDS.</param>
    /// <exception cref="Hosting.HoopException"><c>Discovery.InvalidArn</c>.</exception>
    public static LoginTarget At(string host, int port, string? arn)
    {
        var parsed = string.IsNullOrEmpty(arn) ? null : RdsArn.Parse(arn);
        return new LoginTarget(host, port) { Region = parsed?.Region.Name, AccountId = parsed?.AccountId };
    }
}
