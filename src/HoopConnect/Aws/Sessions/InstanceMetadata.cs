using System.Net;
using Amazon.Util;

namespace HoopConnect.Aws.Sessions;

/// <summary>
/// The SDK's own client of the instance's metadata service, switched off. The SDK asks it on its own account (for a region, where
/// AWS_DEFAULTS_MODE or a profile says <c>auto</c>), and can be told otherwise only by a variable of the process, which is the user's. Its
/// requests go through one proxy that can be set: this one leads nowhere. It is ours alone, as is the SDK in the module's load context.
/// </summary>
internal sealed class InstanceMetadata : IWebProxy
{
    // No HTTP client connects to a proxy of this kind: it fails before anything is sent.
    private static readonly Uri Nowhere = new("about:blank");

    private static readonly InstanceMetadata Gate = new();
    private volatile bool _givesRoles;

    private InstanceMetadata()
    {
    }

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>
    /// Nothing is asked from here on but the role and its keys, and those once it was allowed: only a session that allows it gets there.
    /// </summary>
    /// <param name="allowsRole">The session may take the instance's role.</param>
    public static void Close(bool allowsRole)
    {
        if (allowsRole)
            Gate._givesRoles = true;
        EC2InstanceMetadata.Proxy = Gate;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Nowhere;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _givesRoles && (host.AbsolutePath.EndsWith("/latest/api/token", StringComparison.Ordinal)
            || host.AbsolutePath.Contains("/latest/meta-data/iam/", StringComparison.Ordinal));
    }
}
