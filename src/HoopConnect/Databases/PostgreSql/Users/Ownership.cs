using System.Text.Json.Serialization;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What some users own in one database, and what keeps it from changing hands.</summary>
internal sealed record Ownership
{
    /// <summary>The things, each with its user.</summary>
    public required IReadOnlyList<OwnedThing> Things { get; init; }

    /// <summary>The schemas they are in, for each user.</summary>
    public required IReadOnlyList<ConcernedSchema> Schemas { get; init; }

    /// <summary>What new owners own or may do here that the users could not.</summary>
    public required IReadOnlyList<BeyondUser> Beyond { get; init; }

    /// <summary>The code that is dropped, in an order in which nothing hangs on what goes; empty where none is to be.</summary>
    [JsonIgnore]
    public IReadOnlyList<CodeToDrop> Code { get; init; } = [];

    /// <summary>Code is dropped and not handed on.</summary>
    [JsonIgnore]
    public bool DropsCode { get; init; }

    /// <summary>What of a user a new owner gets.</summary>
    public IReadOnlyList<OwnedThing> HandedOn(string user) =>
        Things.Where(thing => thing.User == user && !(DropsCode && thing.IsCode)).ToList();

    /// <summary>True for a user that owns something here.</summary>
    public bool Owns(string user) => Things.Any(thing => thing.User == user);
}

/// <summary>Something that a user owns.</summary>
/// <param name="User">The user.</param>
/// <param name="Name">What it is, as the server describes it: <c>view s.v</c>.</param>
/// <param name="IsCode">Somebody wrote it to run: a function, a view, a rule, an operator.</param>
/// <param name="RunsAsOwner">It runs with the rights of its owner.</param>
/// <param name="IsDefiner">It is a function or procedure with SECURITY DEFINER.</param>
/// <param name="Reads">What of others it reads with the rights of its owner, and not everybody may read; null for none.</param>
/// <param name="IsBound">Only who has more rights than a new owner has can own it.</param>
internal sealed record OwnedThing(
    string User, string Name, bool IsCode, bool RunsAsOwner, bool IsDefiner, string? Reads, bool IsBound)
{
    /// <summary>What a new owner without rights means for those who use it; null for nothing.</summary>
    public string? Loss =>
        Reads is not null ? $"stops working for others: it reads {Reads} with the rights of its owner"
        : IsDefiner ? "SECURITY DEFINER: it stops working for others where it needs rights of its owner on what is not handed on with it"
        : null;
}

/// <summary>A schema in which a user owns something.</summary>
/// <param name="User">The user.</param>
/// <param name="Name">The schema.</param>
/// <param name="IsOwned">It is the user's own.</param>
/// <param name="MustCreate">What the user owns in it changes hands only where the new owner has CREATE on it.</param>
/// <param name="MustUse">A foreign key of what the user owns in it works only where the new owner has USAGE on it.</param>
/// <param name="Creates">The new owner has CREATE on it.</param>
/// <param name="Uses">The new owner has USAGE on it.</param>
/// <param name="Owner">Who can act for its owner.</param>
/// <param name="IsGrantable">The master may grant both.</param>
internal sealed record ConcernedSchema(
    string User, string Name, bool IsOwned, bool MustCreate, bool MustUse, bool Creates, bool Uses, string Owner, bool IsGrantable)
{
    /// <summary>The new owner gets CREATE on it, for the length of the transaction.</summary>
    public bool LacksCreate => MustCreate && !Creates && !IsOwned;

    /// <summary>The new owner gets USAGE on it, for good.</summary>
    public bool LacksUse => !Uses && !IsOwned;

    /// <summary>What is in it can be handed on only by who may grant on it.</summary>
    public bool NeedsGrant => LacksCreate || (LacksUse && MustUse);
}

/// <summary>Something that a new owner owns or may do, and the user could not.</summary>
/// <param name="User">The user.</param>
/// <param name="Name">On what, as the server describes it.</param>
internal sealed record BeyondUser(string User, string Name);

/// <summary>Code that goes with its user, or what hangs on it.</summary>
/// <param name="User">The user.</param>
/// <param name="Name">What it is, as the server describes it.</param>
/// <param name="Statement">The statement that drops it; null for what is no code of the users': it keeps the code.</param>
internal sealed record CodeToDrop(string User, string Name, string? Statement);
