using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>How one user is removed: nobody logs in any more, its sessions are ended, then it is dropped.</summary>
/// <param name="Found">The user.</param>
/// <param name="Accounts">The accounts that go.</param>
internal sealed record AccountRemoval(FoundUser Found, IReadOnlyList<Account> Accounts)
{
    /// <summary>Accounts of the name that stay: whose a session is cannot be told then.</summary>
    public IReadOnlyList<Finding> Others => [.. Found.Accounts.Where(account => !Accounts.Contains(account.Account)).Select(other =>
        new Finding(null, $"user {other.Account}", FindingReasons.Unfixable,
            $"has the same name and stays, so the sessions of {Accounts[0]} cannot be told from its own and are not ended"))];

    /// <summary>What runs in the name of its accounts. While there is any it is not dropped: that would fail.</summary>
    public IReadOnlyList<DefinedObject> Definers => [.. Found.Definers.Where(definer => Accounts.Contains(definer.Definer))];

    /// <summary>Its sessions can be ended.</summary>
    public bool OwnsItsName => Accounts.Count == Found.Accounts.Count;

    public IEnumerable<string> LockStatements => Accounts.Select(account => $"ALTER USER {account.Sql} ACCOUNT LOCK");

    public IEnumerable<string> DropStatements => Accounts.Select(account => $"DROP USER {account.Sql}");

    /// <summary>The user to be removed, or why it is not touched.</summary>
    /// <param name="user">Who is to be removed.</param>
    /// <param name="found">The user as it is; null where it is not there.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="server">The server.</param>
    public static (AccountRemoval? Removal, UserRemoval? Refusal) Of(
        UserToRemove user, FoundUser? found, RemovalOrder order, ServerReading server)
    {
        if (order.Kind == ManagedKind.Session && SessionUserNameRule.HashOf(user.UserName) is null)
            return (null, Refused("NotASessionUser", "its name is not one of a session user"));
        if (order.Kind == ManagedKind.Role && !RoleNames.All.Any(role => role.RoleName() == user.UserName))
            return (null, Refused("NotARole", "its name is not one of the three roles"));
        if (found is null)
            return (null, new UserRemoval(user.UserName, UserRemovalState.Missing, []));
        if (found.IsSuperuser)
            return (null, Refused("Superuser", "it has SUPER, which nobody has whom HoopConnect makes"));
        if (found.Name == server.MasterAccount.User)
            return (null, Refused("Master", "it is who is logged in here to remove users"));
        var accounts = found.Accounts.Where(account => order.Host is null || account.Account.Host == order.Host)
            .Where(account => order.Adopt || account.Marks.Is(order.Kind)
                || (order.IsProvedByPassword && account.Marks.OtherThan(order.Kind, found.Name) is null))
            .Select(account => account.Account).ToList();
        if (accounts.Count == 0)
            return (null, Refused(FindingReasons.NotOurs, WhyNotOurs(found, order, server.Version)));
        if (user.OnlyIfExpired && !found.IsExpired(server.Now))
            return (null,
                new UserRemoval(
                user.UserName, UserRemovalState.InUse, [Finding("InUse", "it was expired when it was listed, and is not any more")]));
        return (new AccountRemoval(found, accounts), null);

        UserRemoval Refused(string reason, string message) => new(user.UserName, UserRemovalState.Refused, [Finding(reason, message)]);

        Finding Finding(string reason, string message) => new(null, $"user '{user.UserName}'", reason, message);
    }

    /// <summary>The steps of the plan.</summary>
    /// <param name="kind">What the user is for.</param>
    /// <param name="dropCode">Whether what runs in its name is dropped.</param>
    public IEnumerable<PlanStep> Steps(ManagedKind kind, bool dropCode)
    {
        var target = kind == ManagedKind.Session ? $"session user '{Found.Name}'" : $"user {Accounts[0]}";
        foreach (var statement in LockStatements)
            yield return new PlanStep(target, "lock", statement);
        if (OwnsItsName && Found.OpenSessions > 0)
            yield return new PlanStep(target, "end sessions", "KILL <its sessions>");
        foreach (var definer in Definers)
        {
            yield return dropCode ? new PlanStep($"schema {Identifier.Backticks(definer.Schema)}", "drop code", definer.Drop)
                : new PlanStep(target, "keep locked", $"-- {definer.Kind} {definer.Place}") { Note = definer.Finding.Message };
        }

        foreach (var statement in dropCode || Definers.Count == 0 ? DropStatements : [])
            yield return new PlanStep(target, "drop user", statement);
    }

    private static string WhyNotOurs(FoundUser found, RemovalOrder order, ServerRelease version) =>
        found.OtherKind is { } kind ? $"it is not of this kind but {MarkReading.Words(kind)}; with -Adopt it is taken all the same"
        : !found.Accounts.Any(account => account.Marks.Claim?.Kind == order.Kind)
            ? "it does not bear the mark of HoopConnect; such a user is taken with -Adopt"
        : version.HasProof
            ? $"it is written down as ours, which proves nothing, and is no member of the role {MarkRole.NameOf(order.Kind)}, which " +
                "would: an earlier version made it, or somebody forged the row; such a user is taken with -Adopt"
            : $"it is written down as ours, which proves nothing, and {version} has no place for a mark that would; such a user is " +
                "taken with -Adopt";
}
