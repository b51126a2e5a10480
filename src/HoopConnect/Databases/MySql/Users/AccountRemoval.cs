using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>How one session user is removed: nobody logs in any more, its sessions are ended, then it is dropped.</summary>
/// <param name="Found">The user.</param>
/// <param name="Accounts">The accounts that go.</param>
internal sealed record AccountRemoval(FoundUser Found, IReadOnlyList<Account> Accounts)
{
    /// <summary>Accounts of the name that stay: whose a session is cannot be told then.</summary>
    public IEnumerable<Finding> Others => Found.Accounts.Where(account => !Accounts.Contains(account.Account)).Select(other =>
        new Finding(null, $"user {other.Account}", "Unfixable", $"has the same name and is not ours, so the sessions of {Accounts[0]} cannot be told from its own and are not ended"));

    /// <summary>What runs in the name of its accounts. While there is any it is not dropped: that would fail.</summary>
    public IReadOnlyList<DefinedObject> Definers => [.. Found.Definers.Where(definer => Accounts.Any(account => $"{account.User}@{account.Host}".Equals(definer.Definer, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>Its sessions can be ended.</summary>
    public bool OwnsItsName => Accounts.Count == Found.Accounts.Count;

    public IEnumerable<string> LockStatements => Accounts.Select(account => $"ALTER USER {account.Sql} ACCOUNT LOCK");

    public IEnumerable<string> DropStatements => Accounts.Select(account => $"DROP USER {account.Sql}");

    /// <summary>The user to be removed, or why it is not touched.</summary>
    /// <param name="user">Who is to be removed.</param>
    /// <param name="found">The user as it is; null where it is not there.</param>
    /// <param name="adopt">Users without our mark are taken too.</param>
    /// <param name="now">The server's time.</param>
    public static (AccountRemoval? Swept, UserRemoval? Refusal) Of(UserToRemove user, FoundUser? found, bool adopt, DateTimeOffset now)
    {
        if (SessionUserNameRule.HashOf(user.UserName) is null)
            return (null, Refused("NotASessionUser", "its name is not one of a session user"));
        if (found is null)
            return (null, new UserRemoval(user.UserName, UserRemovalState.Missing, []));
        if (found.IsSuperuser)
            return (null, Refused("Superuser", "it has SUPER, which no session user has"));
        var accounts = (adopt ? found.Accounts : found.Ours).Select(account => account.Account).ToList();
        if (accounts.Count == 0)
            return (null, Refused("NotOurs", "it does not bear the mark of HoopConnect; such a user is taken with -Adopt"));
        if (user.OnlyIfExpired && !(found.Expires <= now))
            return (null, new UserRemoval(user.UserName, UserRemovalState.InUse, [Finding("InUse", "it was expired when it was listed, and is not any more")]));
        return (new AccountRemoval(found, accounts), null);

        UserRemoval Refused(string reason, string message) => new(user.UserName, UserRemovalState.Refused, [Finding(reason, message)]);

        Finding Finding(string reason, string message) => new(null, $"user '{user.UserName}'", reason, message);
    }

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"session user '{Found.Name}'";
        foreach (var statement in LockStatements)
            yield return new PlanStep(target, "lock", statement);
        if (OwnsItsName && Found.OpenSessions > 0)
            yield return new PlanStep(target, "end sessions", "KILL <its sessions>");
        foreach (var statement in Definers.Count == 0 ? DropStatements : [])
            yield return new PlanStep(target, "drop user", statement);
    }
}
