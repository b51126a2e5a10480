using HoopConnect.Aws;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// What the tags of a role say of its tenant: whose it is, and what a later run must know to compare it or to take it away.
/// </summary>
internal static class TenantTags
{
    private const string Tenant = "hoop.dev/tenant";
    private const string Server = "hoop.dev/server";
    private const string Proxy = "hoop.dev/proxy";
    private const string Cluster = "hoop.dev/cluster";
    private const string OidcProvider = "hoop.dev/oidc-provider";
    private const string Namespace = "hoop.dev/namespace";
    private const string ServiceAccount = "hoop.dev/service-account";

    /// <summary>The tags, all of them, by which a role or an association is known as this tenant's.</summary>
    public static IReadOnlyDictionary<string, string> MarkOf(string tenant) =>
        new Dictionary<string, string>(OwnTag.Tags) { [Tenant] = tenant };

    /// <summary>The other tags of a role.</summary>
    public static IReadOnlyDictionary<string, string> Of(TenantServer server, TenantWorkload workload)
    {
        var tags = new Dictionary<string, string> { [Server] = server.Database.Arn };
        Add(Proxy, server.Proxy?.Arn);
        Add(Cluster, workload.ClusterName);
        Add(OidcProvider, workload.OidcProvider);
        Add(Namespace, workload.Namespace);
        Add(ServiceAccount, workload.ServiceAccount);
        return tags;

        void Add(string key, string? value)
        {
            if (value is not null)
                tags[key] = value;
        }
    }

    /// <summary>What the tags say; the parts that they do not have are those of the given one.</summary>
    public static TenantWorkload Read(IReadOnlyDictionary<string, string> tags, TenantWorkload otherwise) => otherwise with
    {
        ClusterName = tags.GetValueOrDefault(Cluster) ?? otherwise.ClusterName,
        OidcProvider = tags.GetValueOrDefault(OidcProvider) ?? otherwise.OidcProvider,
        Namespace = tags.GetValueOrDefault(Namespace) ?? otherwise.Namespace,
        ServiceAccount = tags.GetValueOrDefault(ServiceAccount) ?? otherwise.ServiceAccount,
    };

    /// <summary>
    /// The ARN of the server that the role logs in to; null where it does not say. After a restore two servers have the tenant, and one of
    /// them its role.
    /// </summary>
    public static string? ServerArn(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(Server);

    /// <summary>The ARN of the proxy by which the tenant comes; null for none.</summary>
    public static string? ProxyArn(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(Proxy);
}
