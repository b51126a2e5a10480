using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication;

/// <summary>
/// What a token is for. RDS compares all of it: a token for another host, port, user or region is refused without a reason.
/// </summary>
public sealed record AuthTokenRequest
{
    private AuthTokenRequest(string host, int port, string region, string userName)
    {
        Host = host;
        Port = port;
        Region = region;
        UserName = userName;
    }

    /// <summary>The endpoint's real name, in lower case; not a CNAME of it.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The database's region.</summary>
    public string Region { get; }

    /// <summary>The database user; its case counts.</summary>
    public string UserName { get; }

    /// <summary>
    /// Why no server may take the token, as far as the name of a server that RDS did not describe tells; null where nothing speaks against
    /// it.
    /// </summary>
    public string? Doubt =>
        RdsEndpointName.Region(Host) is not { } named
            ? $"'{Host}' is no endpoint name of RDS (a CNAME, an address, the end of a tunnel): a server takes only a token for its own " +
                "endpoint's name."
            : named != Region ? $"The endpoint '{Host}' is in {named}, and the token is signed for {Region}: no server takes such a token."
            : null;

    /// <summary>Checks what a token is asked for.</summary>
    /// <param name="host">The endpoint: an instance's, a cluster's or a proxy's.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="userName">The database user.</param>
    /// <param name="region">The region; null to read it from the endpoint's name.</param>
    /// <exception cref="HoopException"><c>IamAuthentication.InvalidEndpoint</c>, <c>IamAuthentication.NoRegion</c>,
    /// <c>IamAuthentication.NoUserName</c>.</exception>
    public static AuthTokenRequest Create(string host, int port, string userName, string? region = null)
    {
        if (string.IsNullOrWhiteSpace(host) || Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw IamAuthenticationErrors.InvalidEndpoint.Error(
                $"'{host}' is not a host name.", host, "Give the endpoint as RDS names it, without port or scheme.");
        if (port is < 1 or > 65535)
            throw IamAuthenticationErrors.InvalidEndpoint.Error(
                $"Port {port} is not between 1 and 65535.", host, "Give the database's port, for example 5432.");
        if (string.IsNullOrEmpty(userName))
            throw IamAuthenticationErrors.NoUserName.Error("A token needs the database user it is for.", host);
        region ??= RdsEndpointName.Region(host) ?? throw IamAuthenticationErrors.NoRegion.Error(
            $"The region cannot be read from '{host}': it is no endpoint name of RDS (a CNAME, an address or a tunnel).", host);
        return new AuthTokenRequest(host.TrimEnd('.').ToLowerInvariant(), port, region, userName);
    }
}
