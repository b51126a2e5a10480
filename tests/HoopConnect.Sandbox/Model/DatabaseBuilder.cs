namespace HoopConnect.Sandbox.Model;

/// <summary>Puts databases into one account and region.</summary>
public sealed class DatabaseBuilder(Organisation organisation, Account account, string region)
{
    private readonly AccountRegion _place = account.In(region);

    /// <summary>Adds a DB instance.</summary>
    public DatabaseInstance Instance(
        string identifier,
        string engine = "postgres",
        string version = "18.4",
        int port = 5432,
        string master = "postgres",
        string databaseName = "",
        string status = "available", string? replicaOf = null, bool isManaged = false, bool isInVpc = true,
        (string Name, string Value)[]? pending = null, (string Key, string Value)[]? tags = null)
    {
        var instance = new DatabaseInstance
        {
            Identifier = identifier,
            Arn = Arn("db", identifier),
            ResourceId = ResourceId("db", identifier),
            Engine = engine,
            EngineVersion = version,
            Status = status,
            HostName = Host(identifier, "c0sandbox"),
            Port = port,
            MasterUserName = master,
            DatabaseName = databaseName,
            ReplicationSource = replicaOf,
            VpcId = isInVpc ? _place.VpcId : null,
            VpcSecurityGroupIds = isInVpc ? [_place.DefaultSecurityGroupId] : [],
            MasterUserSecretArn = isManaged ? SecretArn(identifier) : null,
            Tags = ToDictionary(tags),
        };
        foreach (var (name, value) in pending ?? [])
            instance.Pending[name] = value;
        _place.Instances.Add(instance);
        if (instance.MasterUserSecretArn is { } secretArn)
            AddSecret(secretArn, master);
        return instance;
    }

    /// <summary>Adds a DB cluster with its instances; the second of them is the writer.</summary>
    public DatabaseCluster Cluster(
        string identifier, string engine, string version, int members, string? customEndpoint, (string Key, string Value)[]? tags = null)
    {
        var cluster = new DatabaseCluster
        {
            Identifier = identifier,
            Arn = Arn("cluster", identifier),
            ResourceId = ResourceId("cluster", identifier),
            Engine = engine,
            EngineVersion = version,
            HostName = Host(identifier, "cluster-c0sandbox"),
            ReaderHostName = Host(identifier, "cluster-ro-c0sandbox"),
            VpcSecurityGroupIds = [_place.DefaultSecurityGroupId],
            MultiAz = true,
            Tags = ToDictionary(tags),
            Writer = $"{identifier}-2",
        };
        if (customEndpoint is not null)
            cluster.CustomHostNames.Add(Host(customEndpoint, "cluster-custom-c0sandbox"));
        for (var number = 1; number <= members; number++)
            cluster.Members.Add(Member(cluster, $"{identifier}-{number}").Identifier);
        _place.Clusters.Add(cluster);
        return cluster;
    }

    /// <summary>Adds an RDS Proxy to a database.</summary>
    public DatabaseProxy Proxy(string name, DatabaseResource target, string engineFamily = "POSTGRESQL")
    {
        ArgumentNullException.ThrowIfNull(target);
        var proxy = new DatabaseProxy
        {
            Name = name,
            Arn = Arn("db-proxy", ResourceId("prx", name).ToLowerInvariant()),
            EngineFamily = engineFamily,
            RoleArn = $"arn:{organisation.Partition}:iam::{account.Id}:role/service-role/{name}",
            HostName = Host(name, "proxy-c0sandbox"),
            VpcId = _place.VpcId,
            VpcSecurityGroupIds = [_place.DefaultSecurityGroupId],
            Target = target,
        };
        _place.Proxies.Add(proxy);
        return proxy;
    }

    /// <summary>An EKS cluster, beside the databases.</summary>
    public void EksCluster(string name) => _place.EksClusters.Add(new EksCluster(name));

    private DatabaseInstance Member(DatabaseCluster cluster, string identifier)
    {
        var member = new DatabaseInstance
        {
            Identifier = identifier,
            Arn = Arn("db", identifier),
            ResourceId = ResourceId("db", identifier),
            Engine = cluster.Engine,
            EngineVersion = cluster.EngineVersion,
            HostName = Host(identifier, "c0sandbox"),
            MasterUserName = cluster.MasterUserName,
            ClusterIdentifier = cluster.Identifier,
            VpcId = _place.VpcId,
            VpcSecurityGroupIds = [_place.DefaultSecurityGroupId],
        };
        _place.Instances.Add(member);
        return member;
    }

    private void AddSecret(string arn, string master)
    {
        var secret = new ManagedSecret(arn, master);
        secret.Start(AccessKeys.RandomId(24));
        _place.Secrets.Add(secret);
    }

    private string Arn(string kind, string identifier) => $"arn:{organisation.Partition}:rds:{region}:{account.Id}:{kind}:{identifier}";

    private string SecretArn(string identifier) =>
        $"arn:{organisation.Partition}:secretsmanager:{region}:{account.Id}:secret:rds!{ResourceId("db", identifier)}-AbCdEf";

    private static string ResourceId(string kind, string identifier) =>
        $"{kind}-SANDBOX{identifier.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal)}";

    // Never resolved (RFC 6761): a test that should not connect cannot.
    private string Host(string name, string zone) => $"{name}.{zone}.{region}.rds.invalid";

    private static Dictionary<string, string> ToDictionary((string Key, string Value)[]? tags) =>
        (tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
}
