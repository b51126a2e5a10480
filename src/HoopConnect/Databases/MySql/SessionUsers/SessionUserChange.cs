using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>What is to be done to a session user: made, given a password and an expiry, or only an expiry; and what is granted and revoked.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Reading">The user and the server as they are.</param>
/// <param name="Action">What becomes of the password.</param>
internal sealed record SessionUserChange(SessionUserRequest Request, GranterReading Reading, SessionUserPasswordAction Action)
{
    /// <summary>
    /// A bound that the server itself holds, should no removal ever come: a password is extended until it is 24 hours old, and then lives for 24
    /// hours at most.
    /// </summary>
    private const string Bound = "PASSWORD EXPIRE INTERVAL 2 DAY";

    /// <summary>Why a user that is there gets a new password.</summary>
    public string? Note { get; init; }

    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => Action == SessionUserPasswordAction.HandOut && Reading.Grants.Count == 0;

    /// <summary>The plugin the password is for: that of a user who is there is kept where it is served.</summary>
    public string Plugin => Reading.Present is { Plugin: PasswordHash.Native or PasswordHash.CachingSha2 } present && !Version.IsMariaDb ? present.Plugin : Version.DefaultPlugin;

    private ServerRelease Version => Reading.Server.Version;

    /// <summary>
    /// The user with its password's hash (or a hole), its expiry and its mark. With a ledger a new user is written down first and one that is
    /// there last: at no time is there a user without an expiry, or one that lives on with its former password.
    /// </summary>
    /// <param name="isThere">Whether the user is there now.</param>
    /// <param name="hashLiteral">The hash in quotes, or a hole.</param>
    /// <param name="now">The server's time.</param>
    public IReadOnlyList<string> PasswordStatements(bool isThere, string hashLiteral, DateTimeOffset now)
    {
        var record = new MarkRecord(new ManagedMark(ManagedKind.Session) { Policy = Request.Grants.Policy, PasswordSet = now, Owner = Request.Caller }, now + Request.Expiration);
        var statement = $"{(isThere ? "ALTER" : "CREATE")} USER {Reading.Account.Sql} {PasswordHash.Clause(Version, Plugin, hashLiteral)}"
            + $"{(isThere ? " ACCOUNT UNLOCK" : "")} {Bound}{(Version.HasUserAttributes ? Attribute(record) : "")}";
        if (Version.HasUserAttributes)
            return [statement];
        var write = Ledger.Write(Reading.Account, record, noBackslashEscapes: true);
        return isThere ? [.. MakeLedger, statement, write] : [.. MakeLedger, write, statement];
    }

    /// <summary>A new expiry for the password as it is.</summary>
    public string ExtensionStatement(DateTimeOffset now)
    {
        var record = Reading.Record! with { Expires = now + Request.Expiration };
        return Version.HasUserAttributes ? $"ALTER USER {Reading.Account.Sql}{Attribute(record)}" : Ledger.Write(Reading.Account, record, noBackslashEscapes: true);
    }

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"session user {Reading.Account}";
        var statements = Action switch
        {
            SessionUserPasswordAction.HandOut => [],
            SessionUserPasswordAction.Extend => [ExtensionStatement(Reading.Now)],
            _ => PasswordStatements(Reading.Present is not null, PlanStep.Hole, Reading.Now),
        };
        return statements.Select(statement => new PlanStep(target, WordFor(statement), statement) { Note = statement.Contains(PlanStep.Hole, StringComparison.Ordinal) ? Note : null })
            .Concat(Reading.Grants.Select(grant => grant.ToStep(Reading.Account)));
    }

    private IReadOnlyList<string> MakeLedger => Reading.HasLedger ? [] : Ledger.Create;

    // Our sessions are in NO_BACKSLASH_ESCAPES.
    private static string Attribute(MarkRecord record) => " ATTRIBUTE " + Literal.Quote(record.ToAttribute(), noBackslashEscapes: true);

    private string WordFor(string statement) => statement.Split(' ') switch
    {
        ["CREATE", "USER", ..] => "create user",
        ["CREATE", ..] => "make ledger",
        ["INSERT", ..] when Action == SessionUserPasswordAction.Renew => "write down",
        _ => Action == SessionUserPasswordAction.Extend ? "extend" : "set password",
    };
}
