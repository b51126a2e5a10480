using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Compares a role itself (attributes, memberships, mark, password) with what it should be.</summary>
internal static class RoleDifference
{
    private const string AttributeSubject = "attribute ";

    /// <summary>Decides what is to be done to one role.</summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotAdopt</c>, <c>Roles.NoWorkingSecret</c>,
    /// <c>Roles.CannotCreate</c>.</exception>
    public static async Task<RoleChange> CompareAsync(
        ServerReading server, RoleRequest request, RoleKind kind, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var name = kind.RoleName();
        if (server.Role(name) is not { } role)
        {
            if (!server.CanCreateRoles)
            {
                throw Error(RoleErrors.CannotCreate, name,
                    $"'{server.Master}' may not make the role '{name}': it lacks CREATEROLE.",
                    "Log in as the master user, or grant CREATEROLE.");
            }

            return new RoleChange(kind)
            {
                Create = true,
                SetPassword = true,
                Mark = true,
                Made = ServerTime.FromMicroseconds(server.Now),
                Mendable = [new Finding(null, $"role {name}", FindingReasons.Missing, "the role is not there")],
            };
        }

        var ours = IsOurs(role);
        if (!ours)
            RefuseUnlessAdoptable(server, request, role);
        var present = Compare(server, role, kind);
        if (!role.Administered && !present.IsEmpty)
        {
            // Ours, but made by another master: we grant to it, and cannot alter it.
            present = present with
            {
                Attributes = [],
                Resets = [],
                Mark = false,
                Leave = [],
                Mendable = [],
                Lasting = [.. present.Lasting, .. present.Mendable.Select(finding => Unfixable(finding, $"; {WhoCan(server, role)}"))],
            };
        }

        return await WithPasswordAsync(present, server, role, request, passwords, adopted: !ours, cancellationToken);
    }

    /// <summary>Attributes, mark and memberships of a role that is there; says nothing of its password.</summary>
    public static RoleChange Compare(ServerReading server, ServerRole role, RoleKind kind)
    {
        var ours = IsOurs(role);
        var attributes = new List<string>();
        var mendable = new List<Finding>();
        var lasting = new List<Finding>();

        void Attribute(bool differs, string word, string subject, bool surplus)
        {
            if (!differs)
                return;
            var isPower = role.Powers.Contains(subject);
            if (isPower && !server.CanTake.Contains(subject))
            {
                lasting.Add(new Finding(null, AttributeSubject + subject, FindingReasons.Unfixable,
                    $"the role has {subject}, which '{server.Master}' cannot take from it; "
                    + $"a superuser runs: ALTER ROLE {Identifier.Quote(role.Name)} {word}") { IsPower = true });
                return;
            }

            attributes.Add(word);
            mendable.Add(surplus
                ? new Finding(null, AttributeSubject + subject, FindingReasons.Surplus, $"the role has {subject}") { IsPower = isPower }
                : new Finding(null, AttributeSubject + subject, FindingReasons.Missing, $"the role lacks {subject}"));
        }

        Attribute(role.Superuser, "NOSUPERUSER", "SUPERUSER", surplus: true);
        Attribute(!role.Login, "LOGIN", "LOGIN", surplus: false);
        Attribute(!role.Inherit, "INHERIT", "INHERIT", surplus: false);
        Attribute(role.CreateDb, "NOCREATEDB", "CREATEDB", surplus: true);
        Attribute(role.CreateRole, "NOCREATEROLE", "CREATEROLE", surplus: true);
        Attribute(role.Replication, "NOREPLICATION", "REPLICATION", surplus: true);
        Attribute(role.BypassRls, "NOBYPASSRLS", "BYPASSRLS", surplus: true);
        Attribute(role.ConnectionLimit != -1, "CONNECTION LIMIT -1", "CONNECTION LIMIT", surplus: true);
        // Once set, VALID UNTIL cannot be removed; infinity is the same.
        Attribute(role.Expires, "VALID UNTIL 'infinity'", "VALID UNTIL", surplus: true);
        foreach (var setting in role.Settings)
        {
            var found = new Finding(setting.Database, $"setting {setting.Name}", FindingReasons.Surplus,
                "somebody set it for the sessions of the role");
            if (setting.Resettable)
                mendable.Add(found);
            else
                lasting.Add(Unfixable(found, $"; a superuser runs: {setting.ToReset(role.Name)}"));
        }

        // Who may have the role's privileges is for whoever administers the server to say.
        lasting.AddRange(role.Members.Where(member => !member.IsOurs).Select(member => new Finding(
            null, $"member {Identifier.Quote(member.Name)}", FindingReasons.Notice,
            $"it has what the role has; if nobody wants that: REVOKE {Identifier.Quote(role.Name)} FROM {Identifier.Quote(member.Name)}")));
        if (!ours)
            mendable.Add(new Finding(null, "mark", FindingReasons.Missing, "the role is not marked as managed by HoopConnect"));

        // One that is taken over from logins by token is to log in by its password; a member of rds_iam that was one of ours before stays.
        var surplus = role.Memberships.Where(group => !group.IsExpected || (!ours && group.LogsInByToken)).ToList();
        foreach (var membership in surplus)
        {
            var group = Identifier.Quote(membership.Role);
            var finding = new Finding(
                null, $"membership in {group}", FindingReasons.Surplus, $"the role is a member of {membership.Described}")
            {
                IsPower = true,
            };
            if (membership.Revocable)
                mendable.Add(finding);
            else
                lasting.Add(Unfixable(finding, "; " + membership.WhoCanRevoke(role.Name, server.HasMembershipOptions)));
        }

        return new RoleChange(kind)
        {
            Attributes = attributes,
            Resets = [.. role.Settings.Where(setting => setting.Resettable).Select(setting => setting.ToReset(role.Name)).Distinct()],
            Mark = !ours,
            HasOutdatedMark = ours && role.Administered && role.Mark!.IsOutdated,
            Made = ours ? role.Mark!.Created : null,
            Leave = surplus.Where(membership => membership.Revocable).ToList(),
            Mendable = mendable,
            Lasting = lasting,
        };
    }

    /// <summary>Why a role that is there cannot be removed.</summary>
    public static HoopException NotRemovable(ServerReading server, ServerRole role) => IsOurs(role)
        ? Error(RoleErrors.CannotRemove, role.Name,
            $"'{server.Master}' cannot remove the role '{role.Name}': {WhyNot(server, role)}.", WhoCan(server, role))
        : Error(RoleErrors.NotOurs, role.Name,
            $"The role '{role.Name}' {role.Mark.MadeBy()} and is not removed.",
            "-Adopt removes it all the same; or drop it by hand.");

    private static bool IsOurs(ServerRole role) => role.Mark is { Kind: ManagedKind.Role };

    private static Finding Unfixable(Finding finding, string why) =>
        finding with { Reason = FindingReasons.Unfixable, Message = finding.Message + why };

    private static async Task<RoleChange> WithPasswordAsync(
        RoleChange change, ServerReading server, ServerRole role, RoleRequest request, IRolePasswords passwords, bool adopted,
        CancellationToken cancellationToken)
    {
        // Nothing of it is given out: no password is tried, and none is set.
        if (change.Lasting.Any(finding => finding.IsPower) && (role.Administered || !request.RotatePassword))
        {
            // Nor is it taken over: the next run would look for a password that nobody has.
            change = change with { Mark = change.Mark && !adopted };
            return !request.RotatePassword ? change : change with
            {
                Lasting = [.. change.Lasting, new Finding(null, "password", FindingReasons.Unfixable,
                    "rotation was asked for, and no password is set while the role has a power beyond its contract")],
            };
        }

        // As it stands nobody can log in: a stored password cannot be tried, and a new one cuts nobody off.
        var state = role.CannotLogIn && !request.RotatePassword
            ? null
            : adopted ? await passwords.InspectUnmarkedAsync(change.Kind, cancellationToken)
            : await passwords.InspectAsync(change.Kind, existsOnServer: true, cancellationToken);
        var note = request.RotatePassword ? "rotation was asked for"
            : state is null ? "as it stands nobody can log in as this role, so no stored password can be proved"
            : state.Knowledge == RolePasswordKnowledge.Working ? null
            : state.Knowledge == RolePasswordKnowledge.NoVault ? "no vault was given: whoever uses the present password needs the new one"
            : adopted ? "the role is taken over: whoever uses the present password needs the new one"
            : throw Error(RoleErrors.NoWorkingSecret, role.Name,
                $"The role '{role.Name}' is on the server and the vault holds no password of it that logs in.",
                "Find out who changed it. -RotatePassword sets a new one; whoever uses the present one needs the new one then.");
        if (note is null)
            return change with { Login = state!.Login };
        if (!role.Administered)
        {
            var unfixable = new Finding(null, "password", FindingReasons.Unfixable,
                $"a new password is needed ({note}), and '{server.Master}' cannot alter the role; {WhoCan(server, role)}");
            return change with { Lasting = [.. change.Lasting, unfixable] };
        }

        return change with { SetPassword = true, PasswordNote = note };
    }

    private static void RefuseUnlessAdoptable(ServerReading server, RoleRequest request, ServerRole role)
    {
        if (!request.Adopt)
        {
            throw Error(RoleErrors.NotOurs, role.Name,
                $"The role '{role.Name}' is on the server and {role.Mark.MadeBy()}.",
                "-Adopt takes it over: its attributes, privileges and memberships are brought into line, and it gets a new password.");
        }

        if (role.Superuser || !role.Administered)
        {
            throw Error(RoleErrors.CannotAdopt, role.Name,
                role.Superuser
                    ? $"The role '{role.Name}' is a superuser; '{server.Master}' cannot take it over."
                    : $"'{server.Master}' cannot take the role '{role.Name}' over: {WhyNot(server, role)}.",
                role.Superuser ? "Rename or drop it as a superuser." : WhoCan(server, role));
        }
    }

    /// <summary>Why the master cannot alter the role.</summary>
    private static string WhyNot(ServerReading server, ServerRole role) =>
        role.Superuser ? "it is a superuser"
        : role.Replication && !server.HasMembershipOptions ? "it has REPLICATION"
        : server.HasMembershipOptions ? $"'{server.Master}' has no ADMIN on it" : $"'{server.Master}' lacks CREATEROLE";

    /// <summary>Who can make the master able to alter the role, and how.</summary>
    private static string WhoCan(ServerReading server, ServerRole role) =>
        role.Superuser ? $"a superuser runs: ALTER ROLE {Identifier.Quote(role.Name)} NOSUPERUSER"
        : role.Replication && !server.HasMembershipOptions ? $"a superuser runs: ALTER ROLE {Identifier.Quote(role.Name)} NOREPLICATION"
        : server.HasMembershipOptions
            ? "who made the role, or a superuser, runs: "
                + $"GRANT {Identifier.Quote(role.Name)} TO {Identifier.Quote(server.Master)} WITH ADMIN OPTION"
            : $"a superuser runs: ALTER ROLE {Identifier.Quote(server.Master)} CREATEROLE";

    private static HoopException Error(ErrorDefinition error, string target, string message, string action) =>
        error.Error(message, target, action);
}
