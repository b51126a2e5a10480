namespace HoopConnect.Sandbox.Model;

/// <summary>The whole state of the sandbox. Whoever reads or changes it holds <see cref="Gate"/>.</summary>
public sealed class Organisation
{
    /// <summary>Makes an empty organisation with its management account.</summary>
    public Organisation(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Partition = options.Partition;
        Regions = options.Regions;
        Management = new Account("111122223333", "management") { JoinedMethod = "INVITED" };
        Accounts = [Management];
        Keys = new AccessKeys(options.Time);
    }

    /// <summary>Guards everything that can change.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How the sandbox was asked to be.</summary>
    public SandboxOptions Options { get; }

    /// <summary>aws, aws-cn or aws-us-gov.</summary>
    public string Partition { get; }

    /// <summary>The regions that are enabled.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>The organisation's id.</summary>
    public string Id { get; } = "o-sandbox001";

    /// <summary>The account that pays, and may list the others.</summary>
    public Account Management { get; }

    /// <summary>All accounts, the management account first.</summary>
    public List<Account> Accounts { get; }

    /// <summary>The instances of IAM Identity Center.</summary>
    public List<IdentityCenterInstance> IdentityCenters { get; } = [];

    /// <summary>All access keys.</summary>
    public AccessKeys Keys { get; }

    /// <summary>Who may not do what.</summary>
    public Denials Denials { get; } = new();

    /// <summary>The account of that id; null where there is none.</summary>
    public Account? Find(string accountId) => Accounts.Find(account => account.Id == accountId);

    /// <summary>The Secrets Manager secret of that ARN.</summary>
    public ManagedSecret Secret(string arn)
    {
        lock (Gate)
            return Accounts
                    .SelectMany(account => Regions.Select(account.In))
                    .SelectMany(place => place.Secrets)
                    .FirstOrDefault(secret => secret.Arn == arn)
                ?? throw new ArgumentException($"The sandbox has no secret '{arn}'.", nameof(arn));
    }

    /// <summary>All databases with an ARN, for tests that look one up by its identifier.</summary>
    public DatabaseResource Database(string identifier)
    {
        lock (Gate)
            return Accounts.SelectMany(account => Regions.Select(account.In))
                .SelectMany(place => place.Clusters.Concat<DatabaseResource>(place.Instances))
                .FirstOrDefault(database => database.Identifier == identifier)
                ?? throw new ArgumentException($"The sandbox has no database '{identifier}'.", nameof(identifier));
    }
}
