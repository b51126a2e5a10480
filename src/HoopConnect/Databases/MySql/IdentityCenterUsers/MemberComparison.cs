using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>Compares a server with the directory, and refuses what cannot be done.</summary>
internal sealed class MemberComparison
{
    private readonly MemberReading _reading;
    private readonly UserMatching<AccountReading> _matching;

    private MemberComparison(MemberReading reading, UserMatching<AccountReading> matching)
    {
        _reading = reading;
        _matching = matching;
        Members = [.. matching.Served.Select(member => new MemberDifference(reading, member, matching.Of(member)))];
    }

    /// <summary>What is to be done for each member who can be served.</summary>
    public IReadOnlyList<MemberDifference> Members { get; }

    /// <summary>The members who cannot.</summary>
    public IReadOnlyList<IdentityCenterOutcome> Refused => _matching.Refused;

    /// <summary>The users that are to go.</summary>
    public IReadOnlyList<string> Surplus => _matching.Surplus;

    /// <summary>How many users of the kind can log in.</summary>
    public int Managed => _reading.Persons.Values.Count(account => !account.IsLocked);

    /// <summary>How many of those that are to go can log in.</summary>
    public int Removed => Surplus.Count(name => !_reading.Persons[name].IsLocked);

    /// <summary>The server.</summary>
    public ServerReading Server => _reading.Server;

    /// <summary>The id of whoever a user is for; empty where its mark has lost it.</summary>
    public string OwnerOf(string name) => _reading.Persons.TryGetValue(name, out var user) ? _reading.Mark(user)!.Owner ?? "" : "";

    /// <summary>The renames, in an order in which no name is taken.</summary>
    public IReadOnlyList<(Account From, Account To)> Renamings() =>
    [
        .. Renames.InOrder([.. Members.Where(member => member.Rename)
                .Select(member => (member.Member.Id, member.Present!.User, member.Member.UserName))])
            .Select(rename => (new Account(rename.From, MemberUsers.AnyHost), new Account(rename.To, MemberUsers.AnyHost))),
    ];

    /// <summary>All of it but removals, in the order it is done.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var marking = Members.FirstOrDefault(member => member.AccountStatements().Any(statement => statement.Marks));
        return
        [
            .. marking is null ? [] : Foundation(marking).Select(statement => statement.ToStep("server")),
            .. Renamings().Select(rename => new PlanStep($"user {rename.From}", "rename user", RenameSql(rename.From, rename.To))),
            .. Members.SelectMany(member => member.Steps()),
        ];
    }

    /// <summary>What has to be there before anybody is marked, and is not.</summary>
    public static IReadOnlyList<UserStatement> Foundation(MemberDifference member)
    {
        var statements = member.AccountStatements();
        return [.. member.Marked.WithFoundation(statements).Except(statements)];
    }

    /// <summary>Renames an account; what it may do, its roles and its attributes go along.</summary>
    public static string RenameSql(Account from, Account to) => $"RENAME USER {from.Sql} TO {to.Sql}";

    /// <summary>Reads the server and compares.</summary>
    public static async Task<MemberComparison> ReadAsync(
        Session session, IdentityCenterRequest request, CancellationToken cancellationToken)
    {
        Refuse(session.Version, request);
        var reading = await MemberReading.ReadAsync(session, request, cancellationToken);
        Refuse(reading, request);
        var matching = Match(reading, request, [], new HashSet<string>());
        var names = matching.Served.Where(member => matching.Of(member) is not { } user || user.Account.User != member.UserName)
            .SelectMany(member => matching.Of(member) is { } user ? [user.Account.User, member.UserName] : (string[])[member.UserName])
            .Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            // What runs in the name of a user does not take the new name along, and whoever gets a name gives its rights to what has it.
            var definers = await DefinedObjectReader.ReadAsync(
                session, $"IN ({Literal.List(names.Select(name => $"{name}@{MemberUsers.AnyHost}"))})", cancellationToken);
            if (definers.Count > 0)
                matching = Match(reading, request, definers, definers.Select(definer => definer.Definer.User).ToHashSet());
        }

        var comparison = new MemberComparison(reading, matching);
        foreach (var member in comparison.Members.Where(member => member.AccountStatements().Any(statement => statement.Marks)).Take(1))
            member.Marked.Check(request.Master, member.AccountStatements());
        return comparison;
    }

    private static UserMatching<AccountReading> Match(
        MemberReading reading, IdentityCenterRequest request, IReadOnlyList<DefinedObject> definers, IReadOnlySet<string> cannotRename)
    {
        var persons = reading.Persons;
        var others = reading.Server.Accounts
            .Where(account => account.Account.Host != MemberUsers.AnyHost || reading.Mark(account) is null)
            .ToLookup(account => account.Account.User, StringComparer.Ordinal);
        return new UserMatching<AccountReading>(
            request, persons, account => reading.Mark(account)!, WhoseIs,
            name => Account.Create(name, MemberUsers.AnyHost, reading.Server.Version.IsMariaDb), cannotRename);

        string? WhoseIs(string name)
        {
            if (name == reading.Server.MasterAccount.User)
                return "is who is logged in here";
            if (others[name].FirstOrDefault() is { } other)
                return $"is on the server as {other.Account} and {MarkReading.Of(other, reading.Server.Version).Mark.MadeBy()}";
            return persons.ContainsKey(name) || definers.FirstOrDefault(definer => definer.Definer.User == name) is not { } code ? null
                : $"is not made: {code.Kind} {code.Place} would run with its rights (DEFINER)";
        }
    }

    private static void Refuse(ServerRelease version, IdentityCenterRequest request)
    {
        if (!version.HasProof)
        {
            throw DatabaseErrors.VersionNotServed.Error(
                $"{version} at {request.Master.Host}:{request.Master.Port} has no place for a mark that proves whose a user is, "
                + "without which nobody's user could be taken away again: MySQL 8 and MariaDB have one.", request.Master.Host);
        }
    }

    private static void Refuse(MemberReading reading, IdentityCenterRequest request)
    {
        var server = $"{request.Master.Host}:{request.Master.Port}";
        reading.Server.RefuseReadOnly(request.Master);
        if (!reading.HasPlugin)
        {
            throw IdentityCenterUserErrors.IamNotEnabled.Error(
                $"The server at {server} takes no logins by IAM: plugin '{TokenPlugin.Name}' is "
                + (reading.PluginStatus ?? "not loaded, which RDS does when IAM authentication is enabled") + ".", request.Master.Host);
        }

        foreach (var role in request.Roles.Where(role => role is { Kind: null, Policy: null }))
        {
            if (!reading.Roles.Contains(role.Name))
                throw IdentityCenterUserErrors.RoleNotFound.Error($"The role '{role.Name}' of the map is not on the server at {server}.",
                    role.Name);
            if (Enum.GetValues<ManagedKind>().Any(kind => MarkRole.NameOf(kind) == role.Name))
                throw IdentityCenterUserErrors.RoleRefused.Error(
                    $"Nobody is made a member of '{role.Name}' at {server}: it is what marks users as made by HoopConnect.", role.Name);
        }

        foreach (var policy in request.Roles.Select(role => role.Policy).OfType<GrantRequest>())
        {
            if (policy.Databases.FirstOrDefault(schema => reading.Server.FindSchema(schema) is null) is { } missing)
            {
                throw IdentityCenterUserErrors.PolicyRefused.Error(
                    $"There is no user schema '{missing}' at {server}, which policy '{policy.Policy}' names.", request.Master.Host);
            }
        }
    }
}
