namespace HoopConnect.Sandbox.Model;

/// <summary>What one account has in one region.</summary>
public sealed class AccountRegion
{
    /// <summary>Makes it with its VPC's default security group.</summary>
    public AccountRegion(string accountId, string region)
    {
        AccountId = accountId;
        Region = region;
        VpcId = $"vpc-0{accountId[^8..]}{Fnv(region):x8}";
        DefaultSecurityGroupId = "sg-" + VpcId[4..];
        SecurityGroups =
        [
            new SecurityGroup
            {
                GroupId = DefaultSecurityGroupId,
                GroupName = "default",
                Description = "default VPC security group",
                VpcId = VpcId,
            },
        ];
    }

    /// <summary>12 digits.</summary>
    public string AccountId { get; }

    /// <summary>For example <c>eu-west-1</c>.</summary>
    public string Region { get; }

    /// <summary>The VPC that everything of the default organisation is in.</summary>
    public string VpcId { get; }

    /// <summary>The id of the VPC's own security group, which databases have from the start.</summary>
    public string DefaultSecurityGroupId { get; }

    /// <summary>DB instances, members of clusters among them.</summary>
    public List<DatabaseInstance> Instances { get; } = [];

    /// <summary>DB clusters.</summary>
    public List<DatabaseCluster> Clusters { get; } = [];

    /// <summary>RDS Proxies.</summary>
    public List<DatabaseProxy> Proxies { get; } = [];

    /// <summary>EKS clusters.</summary>
    public List<EksCluster> EksClusters { get; } = [];

    /// <summary>Secrets of Secrets Manager.</summary>
    public List<ManagedSecret> Secrets { get; } = [];

    /// <summary>Topics of SNS.</summary>
    public List<Topic> Topics { get; } = [];

    /// <summary>Queues of SQS.</summary>
    public List<MessageQueue> Queues { get; } = [];

    /// <summary>Security groups.</summary>
    public List<SecurityGroup> SecurityGroups { get; }

    /// <summary>The queue of that name; made when first asked for.</summary>
    public MessageQueue Queue(string name)
    {
        if (Queues.Find(queue => queue.Name == name) is { } known)
            return known;
        var made = new MessageQueue(name, TimeProvider.System);
        Queues.Add(made);
        return made;
    }

    // A stable number for a name: ids are the same in every run, so that a demo's output can be compared.
    private static uint Fnv(string text) => text.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
}
