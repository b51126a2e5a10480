using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>What is to be done to one user, from what the server says and what was asked for.</summary>
internal sealed class IamUserDifference(RdsIamReading reading, IamUserRequest request)
{
    /// <summary>The roles of which a user of ours is a member of one at most.</summary>
    public static IReadOnlyList<string> HoopRoles { get; } = [.. RoleNames.All.Select(kind => kind.RoleName())];

    private readonly ServerRole? _user = reading.User(request.UserName);

    private string Quoted => Identifier.Quote(request.UserName);

    /// <summary>The server, as it was read.</summary>
    public ServerReading Server => reading.Server;

    /// <summary>The user is not there.</summary>
    public bool Create => _user is null;

    /// <summary>
    /// Somebody gave it a power beyond what the request says it may do; where that leaves its privileges alone, so does this.
    /// </summary>
    public bool HasPowers => IsToldWhatItMay && _user is not null && (_user.Powers.Count > 0 || Beyond.Any());

    private bool IsToldWhatItMay => !request.IsExisting && (request.Role is not null || request.Grants is not null);

    private IEnumerable<RoleMembership> Beyond => LastingPowers.Beyond(_user!, HoopRoles);

    /// <summary>Refuses what must not or cannot be done.</summary>
    public void Check()
    {
        UnservableServer.Refuse(reading.Server, request.Master);
        if (!reading.HasIamRole)
        {
            throw IamUserRefusals.NotEnabled(
                request, $"role \"{RdsIamReading.IamRole}\" does not exist, which RDS makes when IAM authentication is enabled");
        }

        if (request.IsExisting)
            CheckExisting();
        else
            CheckOurs();
        if (request.Role is { } role && reading.Server.Role(role.RoleName()) is null)
        {
            throw IamUserErrors.RoleNotFound.Error(
                $"The role '{role.RoleName()}', of which the user is to be a member, is not on the server.", request.UserName,
                "Make it with New-HoopDbRole first.");
        }

        CheckPowers();
        if (!reading.IsIamMember)
            CheckMembers();
    }

    /// <summary>The steps, in the order they run; logins by token come last, so that what fails before changes no login.</summary>
    /// <param name="alsoGrants">Whether the user is changed besides: then a mark that is out of date is written anew.</param>
    public IReadOnlyList<PlanStep> Steps(bool alsoGrants = false)
    {
        var target = $"user {Quoted}";
        var steps = new List<PlanStep>();
        if (Create)
            steps.Add(new PlanStep(target, "create user", $"CREATE ROLE {Quoted} WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"));
        else if (!_user!.Login)
            steps.Add(new PlanStep(target, "alter user", $"ALTER ROLE {Quoted} LOGIN"));
        var marked = steps.Count;
        steps.AddRange(Powers(target));
        if (request.Role is not null || request.Grants is not null)
            steps.AddRange(Memberships(target));
        if (!reading.IsIamMember)
        {
            steps.Add(new PlanStep(target, "log in by token", $"GRANT {RdsIamReading.IamRole} TO {Quoted}")
            {
                Note = Create && reading.Members.Count == 0 ? null
                    : reading.Members.Count == 0 ? "its password stops working"
                    : "passwords stop working: its own, and those of its members "
                        + string.Join(", ", reading.Members.Select(member => $"'{member}'")),
            });
        }

        if (IsToBeMarked || (Ours is { } mark && (mark.IsOutdated || mark.Policy != Policy) && (steps.Count > 0 || alsoGrants)))
            steps.Insert(marked, new PlanStep(target, "mark", $"COMMENT ON ROLE {Quoted} IS {Literal.Quote(Mark().ToText())}"));
        return steps;
    }

    /// <summary>What is not as it should be although all was done.</summary>
    public IReadOnlyList<Finding> Findings() =>
    [
        .. Steps().Select(step =>
            new Finding(null, step.Target, FindingReasons.Failed, $"{step.Action} was done and does not show: {step.Statement}")),
    ];

    /// <summary>The mark of a user that is there, where this kind made it.</summary>
    private ManagedMark? Ours => _user?.Mark is { Kind: ManagedKind.Iam } mark ? mark : null;

    /// <summary>A user that is made or taken over is; one that only logs in another way stays whose it was.</summary>
    private bool IsToBeMarked => Ours is null && (!request.IsExisting || _user?.Mark is not null);

    private string? Policy => request.Grants?.Policy ?? (request.Role is null ? Ours?.Policy : null);

    private ManagedMark Mark() => new(ManagedKind.Iam)
    {
        Policy = Policy,
        Created = Create ? ServerTime.FromMicroseconds(reading.Server.Now) : Ours?.Created,
    };

    /// <summary>In the hoop role that was asked for and in no other; in none where a policy says what it may do.</summary>
    private IEnumerable<PlanStep> Memberships(string target)
    {
        var wanted = request.Role?.RoleName();
        var held = (_user?.Memberships ?? []).Select(membership => membership.Role).ToHashSet(StringComparer.Ordinal);
        if (wanted is not null && !held.Contains(wanted))
            yield return new PlanStep(target, "grant role", $"GRANT {Identifier.Quote(wanted)} TO {Quoted}");
        foreach (var other in HoopRoles.Where(name => name != wanted && held.Contains(name)))
            yield return new PlanStep(target, "revoke role", $"REVOKE {Identifier.Quote(other)} FROM {Quoted}");
    }

    /// <summary>What somebody gave it and the master can take back.</summary>
    private IEnumerable<PlanStep> Powers(string target)
    {
        if (!HasPowers)
            yield break;
        if (_user!.Powers.Count > 0)
            yield return new PlanStep(target, "alter user", $"ALTER ROLE {Quoted} {LastingPowers.NoLonger(_user.Powers)}");
        foreach (var membership in Beyond)
        {
            yield return new PlanStep(
                target, "end membership", membership.ToRevoke(request.UserName, reading.Server.HasMembershipOptions));
        }
    }

    /// <summary>No login is opened to a user with a power beyond what was asked for.</summary>
    private void CheckPowers()
    {
        if (!IsToldWhatItMay)
            return;
        if (_user is not null && LastingPowers.Of(reading.Server, _user, HoopRoles) is { } lasting)
        {
            throw IamUserErrors.HasPowers.Error(
                $"Somebody gave {Quoted} {lasting.Described}, and '{reading.Server.Master}' cannot take that back: "
                + "no login is opened to it.",
                request.UserName, lasting.Remedy);
        }

        if (request.Role is { } kind && reading.Server.Role(kind.RoleName()) is { } role
            && (role.Powers.Count > 0 || LastingPowers.Beyond(role, given: []).Any()))
        {
            throw IamUserErrors.HasPowers.Error(
                $"Somebody gave the role '{role.Name}', of which the user is to be a member, more than its contract: "
                + string.Join(", ", role.Powers.Concat(LastingPowers.Beyond(role, given: []).Select(beyond => beyond.Described))) + ".",
                request.UserName, "Bring the role into line first (New-HoopDbRole), or have a superuser do it.");
        }
    }

    private void CheckExisting()
    {
        if (_user is null)
            throw IamUserRefusals.NotFound(request, Quoted);
        if (_user.Mark is { Kind: not ManagedKind.Iam } && !request.Adopt)
            throw IamUserRefusals.NotOurs(request, Quoted, _user.Mark);
        if (!_user.Login)
        {
            throw IamUserErrors.NotALogin.Error(
                $"{Quoted} may not log in (NOLOGIN): it is a group, and all its members would log in by token only.", request.UserName,
                "Name the users themselves.");
        }
    }

    private void CheckOurs()
    {
        if (request.IsMaster)
            throw IamUserRefusals.IsMaster(request);
        if (!reading.Server.CanCreateRoles)
        {
            throw IamUserErrors.CannotCreate.Error(
                $"'{reading.Server.Master}' may not make users: it lacks CREATEROLE.", request.UserName,
                "Log in as the master user, or as one with CREATEROLE.");
        }

        if (_user is null || Ours is not null)
            return;
        if (!request.Adopt)
            throw IamUserRefusals.NotOurs(request, Quoted, _user.Mark);
        if (!_user.Administered)
        {
            throw IamUserErrors.CannotAdopt.Error(
                $"'{reading.Server.Master}' may not change {Quoted}.", request.UserName,
                "Log in as who made it, or have that one grant it WITH ADMIN OPTION (PostgreSQL 16 and later).");
        }
    }

    /// <summary>
    /// Members of a member are members, so a user of which the master is one takes the master's password away. Before 16 that is somebody's
    /// doing and certain; from 16 on PostgreSQL itself makes the master a member, with ADMIN only, of every user it creates, and what the
    /// server makes of that is found out by logging in after the change, which is undone where the login is refused.
    /// </summary>
    private void CheckMembers()
    {
        if (request.IsMaster || reading.Server.HasMembershipOptions || !reading.Members.Contains(reading.Server.Master))
            return;
        throw IamUserErrors.LocksOutMaster.Error(
                $"'{reading.Server.Master}', who is logged in here, is a member of {Quoted}: as soon as {Quoted} logs in by token only, "
            + $"so does '{reading.Server.Master}', and its password stops working.", request.UserName,
            $"End the membership first: REVOKE {Quoted} FROM {Identifier.Quote(reading.Server.Master)}.");
    }
}
