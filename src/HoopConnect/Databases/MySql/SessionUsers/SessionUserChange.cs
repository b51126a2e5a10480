using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>
/// What is to be done to a session user: made, given a password and an expiry, or only an expiry; and what is granted and revoked.
/// </summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Reading">The user and the server as they are.</param>
/// <param name="Action">What becomes of the password.</param>
internal sealed record SessionUserChange(SessionUserRequest Request, GranterReading Reading, SessionUserPasswordAction Action)
{
    /// <summary>
    /// A bound that the server itself holds, should no removal ever come: a password is extended until it is 24 hours old, and then
    /// lives for 24 hours at most.
    /// </summary>
    private const string Bound = "PASSWORD EXPIRE INTERVAL 2 DAY";

    /// <summary>Why a user that is there gets a new password.</summary>
    public string? Note { get; init; }

    /// <summary>The account as it is made or altered.</summary>
    public MarkedAccount Marked => new(Reading.Server, Reading.Account, ManagedKind.Session);

    /// <summary>The plugin the password is for: that of a user who is there is kept where it is served.</summary>
    public string Plugin => Reading.Present is { Plugin: PasswordHash.Native or PasswordHash.CachingSha2 } present && !Version.IsMariaDb
        ? present.Plugin : Version.DefaultPlugin;

    private ServerRelease Version => Reading.Server.Version;

    /// <summary>What is done to the account itself, with the password's hash (or a hole) where one is set.</summary>
    public IReadOnlyList<UserStatement> AccountStatements(string hashLiteral)
    {
        var now = Reading.Server.Now;
        switch (Action)
        {
            case SessionUserPasswordAction.HandOut:
                // With another change, an earlier mark is written anew; by itself it is none.
                return Reading.Grants.Count > 0 && Reading.NeedsMark ? Marked.Mark(Reading.Mark!) : [];
            case SessionUserPasswordAction.Extend:
                return Marked.Mark(Reading.Mark! with { Expires = now + Request.Expiration }, "extend");
            default:
                var mark = new ManagedMark(ManagedKind.Session)
                {
                    Policy = Request.Grants.Policy,
                    Owner = Request.Caller,
                    Created = Reading.Present is null ? now : Reading.Mark?.Created,
                    PasswordSet = now,
                    Expires = now + Request.Expiration,
                };
                var password = PasswordHash.Clause(Version, Plugin, hashLiteral);
                return Reading.Present is null
                    ? Marked.Create(mark, password, new UserStatement("limit password", Bound))
                    : Marked.Alter(mark, new UserStatement("set password", $"{password} ACCOUNT UNLOCK {Bound}"));
        }
    }

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"session user {Reading.Account}";
        return Marked.WithFoundation(AccountStatements(PlanStep.Hole)).Select(statement => statement.ToStep(target, Note))
            .Concat(Reading.Grants.Select(grant => grant.ToStep(Reading.Account)));
    }
}
