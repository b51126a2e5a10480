using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Who gets what a removed user owns. Never the master: a <c>SECURITY DEFINER</c> function, a view or a rule runs with the rights of its
/// owner. A role without a login and without rights takes it, one for each user, so that nobody's code reaches what another user left;
/// or one that the caller names and that can do no more than the user could.
/// </summary>
/// <param name="Name">The role.</param>
internal sealed record NewOwner(string Name)
{
    /// <summary>What the names of ours begin with; the number of the removed role follows, which no later role of its name has.</summary>
    public const string Prefix = "hoop_removed_";

    /// <summary>What the marks of ours begin with.</summary>
    public const string MarkStart = "managed by HoopConnect: owns what the removed user ";

    /// <summary>It is one of ours, and not one that the caller named.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The statements that make it, in one transaction; none where it is there.</summary>
    public IReadOnlyList<string> Create { get; init; } = [];

    /// <summary>Why it takes nothing; null where it does.</summary>
    public string? Problem { get; init; }

    /// <summary>The statement that makes the master a member of it; null where it acts for it already.</summary>
    public string? Join { get; init; }

    /// <summary>The statement that ends that, and puts back a membership that was there.</summary>
    public string? Leave { get; init; }

    /// <summary>The name, quoted.</summary>
    public string Sql => Identifier.Quote(Name);

    /// <summary>The mark of the one of ours that takes what a user leaves.</summary>
    public static string Mark(string user) =>
        $"{MarkStart}{Identifier.Quote(user)} owned. "
        + "Nobody logs in as it, and it is given nothing else.";

    /// <summary>The steps of <see cref="Create"/>.</summary>
    public IEnumerable<PlanStep> CreateSteps() => Create.Select(statement => new PlanStep($"role {Sql}", "make new owner", statement));

    /// <summary>The steps of <see cref="Join"/>: none or one.</summary>
    public IEnumerable<PlanStep> JoinSteps(string target) =>
        Join is null ? [] : [new PlanStep(target, "join new owner", Join) { Note = "until the end of this transaction" }];

    /// <summary>The steps of <see cref="Leave"/>: none or one.</summary>
    public IEnumerable<PlanStep> LeaveSteps(string target) => Leave is null ? [] : [new PlanStep(target, "leave new owner", Leave)];
}
