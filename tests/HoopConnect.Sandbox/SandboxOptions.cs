using HoopConnect.Sandbox.Traffic;

namespace HoopConnect.Sandbox;

/// <summary>How a sandbox is to be.</summary>
public sealed record SandboxOptions
{
    /// <summary>aws, aws-cn or aws-us-gov. Give <see cref="Regions"/> of that partition with it.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>The regions that are enabled; the default databases are in the first two.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["eu-west-1", "us-east-1"];

    /// <summary>False: the account is in no organisation, and Organizations answers AWSOrganizationsNotInUseException.</summary>
    public bool InOrganisation { get; init; } = true;

    /// <summary>How many accounts ListAccounts gives a page at most.</summary>
    public int AccountsPageSize { get; init; } = 2;

    /// <summary>How many databases a describe gives a page at most, whatever MaxRecords asks for.</summary>
    public int DatabasesPageSize { get; init; } = 3;

    /// <summary>
    /// How many groups, memberships, instances and subscriptions IAM Identity Center and SNS give a page at most, whatever MaxResults asks
    /// for.
    /// </summary>
    public int DirectoryPageSize { get; init; } = 2;

    /// <summary>How long a session lasts; null for what the caller asks for (3600 s where it does not).</summary>
    public TimeSpan? SessionLifetime { get; init; }

    /// <summary>How long after ModifyDB... the status still reads <c>available</c>.</summary>
    public TimeSpan AvailableLag { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Whether PendingModifiedValues, too, shows a new master password only after <see cref="AvailableLag"/>: an answer from before the
    /// call.
    /// </summary>
    public bool PendingShowsLate { get; init; }

    /// <summary>How long the status then reads <c>modifying</c>; the master password changes on the server in the middle of it.</summary>
    public TimeSpan Modifying { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Added to every call of an AWS service.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// Identifiers of the databases that have a server (a TDS endpoint for SQL Server) from the start; others get theirs when a test asks
    /// for it.
    /// </summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>
    /// Identifiers of the databases that have IAM authentication from the start; their servers check tokens, where this machine has what
    /// that needs.
    /// </summary>
    public IReadOnlyList<string> IamDatabases { get; init; } = [];

    /// <summary>More ACTIVE accounts with the default role, each with one instance in every region: for benches.</summary>
    public int ExtraAccounts { get; init; }

    /// <summary>The clock that signatures and sessions are judged by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Hears of every exchange with an AWS service, whole: for the check against AWS's service models.</summary>
    public IExchangeObserver? Observer { get; init; }
}
