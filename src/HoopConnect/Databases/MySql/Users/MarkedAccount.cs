using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// The statements by which an account is made or altered and marked as ours. Their order is such that whoever is cut off between two of
/// them leaves what the next run can tell, and finish: where there is a ledger a new user is written down before it is made, and one that
/// is there
/// after it was altered, so that none is ever without an expiry, and none lives on with its former password.
/// </summary>
/// <param name="server">The server, with the account as it is.</param>
/// <param name="account">Which one.</param>
/// <param name="kind">What it is for.</param>
internal sealed class MarkedAccount(ServerReading server, Account account, ManagedKind kind)
{
    private readonly AccountReading? _present = server.Find(account);

    private ServerRelease Version => server.Version;

    /// <summary>Membership in the mark role is to be given.</summary>
    private bool NeedsProof => Version.HasMarkRoles && (_present is null || !MarkRole.Proven(_present.Grants).Contains(kind));

    /// <summary>These statements, and before them what has to be there for an account to be marked, and is not.</summary>
    public IReadOnlyList<UserStatement> WithFoundation(IReadOnlyList<UserStatement> statements) =>
        statements.Any(statement => statement.Marks) ? [.. Foundation, .. statements] : statements;

    /// <summary>Makes it.</summary>
    /// <param name="mark">Its mark.</param>
    /// <param name="authentication">How it logs in: <c>IDENTIFIED ...</c>.</param>
    /// <param name="limits">What else it is made with, as a step where that is one of its own.</param>
    public IReadOnlyList<UserStatement> Create(ManagedMark mark, string authentication, UserStatement? limits = null)
    {
        var clauses = limits is null ? authentication : $"{authentication} {limits.Sql}";
        if (Version.HasUserAttributes)
            return [new("create user", $"CREATE USER {account.Sql} {clauses}{MarkAttribute.Clause(mark, null)}")];
        var written = Written("write down", mark);
        if (!Version.IsMariaDb)
            return [written, new("create user", $"CREATE USER {account.Sql} {clauses}"), .. Proof];
        // There a GRANT of a role makes the user, who so is a member from its first moment; it takes no other clauses.
        IReadOnlyList<UserStatement> made = [written, new("create user", $"{MarkRole.Give(kind, Version, account)} {authentication}")];
        return limits is null ? made : [.. made, limits with { Sql = $"ALTER USER {account.Sql} {limits.Sql}" }];
    }

    /// <summary>Alters it.</summary>
    /// <param name="mark">Its mark from then on; null where that stays as it is.</param>
    /// <param name="change">What is altered: the clauses of ALTER USER.</param>
    public IReadOnlyList<UserStatement> Alter(ManagedMark? mark, UserStatement change)
    {
        var attribute = mark is not null && Version.HasUserAttributes ? MarkAttribute.Clause(mark, _present) : "";
        var altered = change with { Sql = $"ALTER USER {account.Sql} {change.Sql}{attribute}" };
        return mark is null || Version.HasUserAttributes ? [altered] : [altered, Written("write down", mark), .. Proof];
    }

    /// <summary>Marks it, or marks it anew.</summary>
    public IReadOnlyList<UserStatement> Mark(ManagedMark mark, string action = "mark") =>
        Version.HasUserAttributes
            ? [new(action, $"ALTER USER {account.Sql}{MarkAttribute.Clause(mark, _present)}")]
            : [Written(action, mark), .. Proof];

    /// <summary>
    /// Refuses what is known to fail before anything is changed: a master that cannot mark users, a mark role that is more than a mark.
    /// </summary>
    /// <param name="settings">How the master connects.</param>
    /// <param name="statements">What is to be run.</param>
    /// <exception cref="HoopException"><c>Ledger.CannotCreate</c>, <c>Ledger.MarkRoleHasPrivileges</c>.</exception>
    public void Check(ConnectionSettings settings, IReadOnlyList<UserStatement> statements)
    {
        if (!statements.Any(statement => statement.Marks))
            return;
        if (server.MarkRoleGrants is { Count: > 0 } privileges)
            throw HasPrivileges(settings, privileges);
        var lacking = Lacking();
        // Who may make no users is told that first, by the statement that makes one.
        if (lacking.Count > 0 && MasterHas("CREATE USER"))
            throw Ledger.CannotCreate(settings, server, kind, string.Join(", and ", lacking));
    }

    /// <summary>Runs the statements; what has to be there before them first.</summary>
    /// <exception cref="HoopException"><c>Ledger.CannotCreate</c>, and those of <see cref="Session.ExecuteBatchAsync"/>.</exception>
    public async Task RunAsync(Session session, IReadOnlyList<UserStatement> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
            return;
        try
        {
            await session.ExecuteBatchAsync(
                [.. WithFoundation(statements).Except(statements).Select(statement => statement.Sql)], cancellationToken);
        }
        catch (StatementException refused) when (refused.Kind == HoopErrorKind.PermissionDenied)
        {
            throw Ledger.CannotCreate(session.Settings, server, kind, refused.ServerMessage, refused);
        }

        await session.ExecuteBatchAsync([.. statements.Select(statement => statement.Sql)], cancellationToken);
    }

    /// <summary>What has to be there before an account can be marked, and is not.</summary>
    private IReadOnlyList<UserStatement> Foundation =>
    [
        .. NeedsProof && server.MarkRoleGrants is null ? [new UserStatement("make mark role", MarkRole.Create(kind, Version))]
            : Array.Empty<UserStatement>(),
        .. Version.HasUserAttributes || server.Ledger.IsThere ? [] : Ledger.Create.Select(sql => new UserStatement("make ledger", sql)),
    ];

    private UserStatement Written(string action, ManagedMark mark) => new(action, Ledger.Write(account, mark)) { Marks = true };

    private IReadOnlyList<UserStatement> Proof => NeedsProof ? [new("mark", MarkRole.Give(kind, Version, account))] : [];

    private List<string> Lacking()
    {
        var lacking = new List<string>();
        string[] needed = [.. server.Ledger.IsThere ? [] : new[] { "CREATE" }, "SELECT", "INSERT", "UPDATE", "DELETE"];
        // On MySQL the grants of roles are not among one's own.
        if (!Version.IsMariaDb && server.MasterGrants.Any(grant => grant.Level == GrantLevel.Role))
            return lacking;
        if (needed.Where(privilege => !MasterHas(privilege)).ToList() is { Count: > 0 } missing)
            lacking.Add($"it lacks {string.Join(", ", missing)} on the schema `{Ledger.Schema}`");
        if (NeedsProof && server.MarkRoleGrants is not null && !MayGiveMarkRole)
            lacking.Add($"it may not make members of the role {MarkRole.SqlOf(kind, Version)} (WITH ADMIN OPTION)");
        return lacking;
    }

    private bool MayGiveMarkRole =>
        server.MasterGrants.Any(grant => MarkRole.Is(grant, kind) && grant.GrantOption)
            || (!Version.IsMariaDb && (MasterHas("ROLE_ADMIN") || MasterHas("SUPER")));

    private bool MasterHas(string privilege) => server.MasterGrants.Any(grant =>
        (grant.Level == GrantLevel.Global
            || (grant.Level == GrantLevel.Schema && Identifier.Matches(grant.Pattern, Ledger.Schema, server.PartialRevokes)))
        && !grant.IsRestriction && grant.Privileges.Any(held => held.Name == privilege || held.Name == Privilege.All));

    private HoopException HasPrivileges(ConnectionSettings settings, IReadOnlyList<Grant> privileges) =>
        LedgerErrors.MarkRoleHasPrivileges.Error(
            $"The role {MarkRole.SqlOf(kind, Version)} at {settings.Host}:{settings.Port} only marks users as made by HoopConnect, and " +
                $"somebody granted to it on {string.Join(", ", privileges.Select(grant => grant.Object).Distinct(StringComparer.Ordinal))}"
                + ": every user that it marks would have that. Nothing was changed.",
            settings.ToString(),
            $"Who may, runs: REVOKE ALL PRIVILEGES, GRANT OPTION FROM {MarkRole.SqlOf(kind, Version)}; a role that it was made a " +
                "member of is revoked by name.");
}
