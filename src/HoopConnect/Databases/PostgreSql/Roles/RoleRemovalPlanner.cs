using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>
/// Plans the removal of roles: no login, sessions ended, then in each database where they left a trace their privileges revoked, what they own
/// reassigned and the rest dropped, then the roles themselves.
/// </summary>
internal sealed class RoleRemovalPlanner(IDatabaseEngine engine, RoleRequest request, IHoopHost host, TimeProvider time)
{
    private readonly List<Finding> _unread = [];

    public async Task<RoleRemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var server = await ServerReader.ReadAsync(session, request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        var kinds = request.Kinds.Where(kind => server.Role(kind.RoleName()) is not null).ToList();
        var names = kinds.Select(kind => kind.RoleName()).ToList();
        foreach (var kind in kinds)
            RefuseUnlessRemovable(server, server.Role(kind.RoleName())!);

        IReadOnlyList<ServerDatabase> footprint = kinds.Count == 0 ? [] : await RoleFootprint.ReadAsync(session, names, engine.MaintenanceDatabase, cancellationToken);
        var here = await DatabaseReader.ReadAsync(session, names, Others, cancellationToken);
        RefuseUnreachableHeir(here);
        var readings = await ReadAsync(footprint, here, names, cancellationToken);
        return Assemble(server, kinds, here, readings);
    }

    private IReadOnlyList<string> Others => request.ReassignTo is null ? [] : [request.ReassignTo];

    private static void RefuseUnlessRemovable(ServerReading server, ServerRole role)
    {
        if (!RoleMark.IsOn(role))
        {
            throw new HoopException("Roles.NotOurs", HoopErrorKind.ResourceExists, $"The role '{role.Name}' was not made by HoopConnect and is not removed.")
            {
                Target = role.Name,
                RecommendedAction = "Take it over first (New-HoopDbRole -Adopt), or drop it by hand.",
            };
        }

        if (role.Administered)
            return;
        throw new HoopException("Roles.CannotRemove", HoopErrorKind.PermissionDenied, $"'{server.Master}' cannot remove the role '{role.Name}': {RoleDifference.WhyNot(server, role)}.")
        {
            Target = role.Name,
            RecommendedAction = RoleDifference.WhoCan(server, role),
        };
    }

    private void RefuseUnreachableHeir(DatabaseReading here)
    {
        if (request.ReassignTo is not { } heir)
            return;
        var facts = here.Owners.FirstOrDefault(owner => owner.Name == heir);
        if (facts is null || request.Kinds.Any(kind => kind.RoleName() == heir))
        {
            throw new HoopException("Roles.ReassignToNotFound", HoopErrorKind.ObjectNotFound, $"There is no role '{heir}' that could take over what the hoop roles own.") { Target = heir };
        }

        if (!facts.Usable && !facts.Joinable)
        {
            throw new HoopException("Roles.ReassignToNotReachable", HoopErrorKind.PermissionDenied, $"'{here.Master}' cannot act for the role '{heir}', and so cannot give it anything.")
            {
                Target = heir,
                RecommendedAction = $"A role with ADMIN on it runs: GRANT {Identifier.Quote(heir)} TO {Identifier.Quote(here.Master)} WITH ADMIN OPTION",
            };
        }
    }

    private async Task<IReadOnlyList<DatabaseReading>> ReadAsync(IReadOnlyList<ServerDatabase> footprint, DatabaseReading here, List<string> names, CancellationToken cancellationToken)
    {
        var readings = new SortedDictionary<string, DatabaseReading>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(footprint, options, async (database, stop) =>
        {
            DatabaseReading? reading = null;
            var problem = database.AllowsConnections ? null : "the database takes no connections (ALLOW_CONNECTIONS is false), and the roles have or own something in it";
            try
            {
                if (database.Name == here.Name)
                {
                    reading = here;
                }
                else if (problem is null)
                {
                    await using var session = await engine.OpenAsync(request.Master with { Database = database.Name }, stop);
                    reading = await DatabaseReader.ReadAsync(session, names, Others, stop);
                }
            }
            catch (HoopException exception)
            {
                problem = exception.Message;
            }

            lock (readings)
            {
                if (reading is not null)
                    readings[database.Name] = reading;
                else
                    _unread.Add(new Finding(database.Name, "database", FindingReasons.Failed, problem!));
            }

            host.Debug($"Read database {Identifier.Quote(database.Name)}.");
        });
        return readings.Values.ToList();
    }

    private RoleRemovalPlan Assemble(ServerReading server, List<RoleKind> kinds, DatabaseReading here, IReadOnlyList<DatabaseReading> readings)
    {
        var names = Identifier.QuoteAll(kinds.Select(kind => kind.RoleName()));
        var close = kinds.Select(kind => Step(kind, "close", $"ALTER ROLE {Identifier.Quote(kind.RoleName())} NOLOGIN")).ToList();
        var membership = new TemporaryMembership("server", server.HasMembershipOptions);
        var joins = ToJoin(here, kinds, withHeir: false);
        List<PlanStep> endSessions = kinds.Count == 0 ? [] :
        [
            .. joins.Select(membership.Join),
            new PlanStep("server", "end sessions", "SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity"
                + $" WHERE usename IN ({string.Join(", ", kinds.Select(kind => Literal.Quote(kind.RoleName())))})"),
            .. joins.AsEnumerable().Reverse().Select(membership.Leave),
        ];

        var differences = readings.Select(reading => (Reading: reading, Difference: DatabaseComparison.Compare(reading, kinds, RoleContract.Nothing))).ToList();
        var databases = differences.Select(pair => (pair.Reading.Name, Clear(server, pair.Reading, pair.Difference, kinds, names))).ToList();
        var drop = kinds.Select(kind => (kind, Step(kind, "drop role", $"DROP ROLE {Identifier.Quote(kind.RoleName())}"))).ToList();

        List<PlanStep> steps = [.. close, .. endSessions, .. databases.SelectMany(database => database.Item2), .. drop.Select(pair => pair.Item2)];
        var findings = kinds.ToDictionary(kind => kind, kind =>
            (IReadOnlyList<Finding>)[.. _unread, .. differences.SelectMany(pair => pair.Difference.Lasting[kind])]);
        return new RoleRemovalPlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", "remove roles", steps), findings, engine, time)
        {
            States = request.Kinds.ToDictionary(kind => kind, kind => kinds.Contains(kind) ? RoleState.Drifted : RoleState.Missing),
            Kinds = kinds,
            Close = close,
            EndSessions = endSessions,
            Databases = databases,
            Drop = drop,
        };
    }

    /// <summary>
    /// One database in one transaction. DROP OWNED revokes only what the master could revoke itself, so the owners are joined and the privileges
    /// revoked by name first; it then takes what the contract never gives (on functions, types and the like).
    /// </summary>
    private IReadOnlyList<PlanStep> Clear(ServerReading server, DatabaseReading reading, DatabaseDifference difference, List<RoleKind> kinds, string names)
    {
        var target = $"database {Identifier.Quote(reading.Name)}";
        var membership = new TemporaryMembership(target, server.HasMembershipOptions);
        var joins = ToJoin(reading, kinds, withHeir: true).UnionBy(difference.Joins, owner => owner.Name, StringComparer.Ordinal).OrderBy(owner => owner.Name, StringComparer.Ordinal).ToList();
        var heir = request.ReassignTo is null ? "CURRENT_USER" : Identifier.Quote(request.ReassignTo);
        return
        [
            .. difference.Changes.Where(change => change.BeforeJoining).Select(change => change.ToStep(reading.Name)),
            .. joins.Select(membership.Join),
            .. difference.Changes.Where(change => !change.BeforeJoining).Select(change => change.ToStep(reading.Name)),
            new PlanStep(target, "reassign", $"REASSIGN OWNED BY {names} TO {heir}"),
            new PlanStep(target, "drop owned", $"DROP OWNED BY {names}"),
            .. joins.AsEnumerable().Reverse().Select(membership.Leave),
        ];
    }

    /// <summary>The hoop roles themselves, for whom the master acts here, and the heir.</summary>
    private List<OwnerReading> ToJoin(DatabaseReading reading, List<RoleKind> kinds, bool withHeir) =>
        reading.Owners
            .Where(owner => !owner.Usable && (kinds.Any(kind => kind.RoleName() == owner.Name) || (withHeir && owner.Name == request.ReassignTo)))
            .OrderBy(owner => owner.Name, StringComparer.Ordinal)
            .ToList();

    private static PlanStep Step(RoleKind kind, string action, string statement) => new($"role {Identifier.Quote(kind.RoleName())}", action, statement);
}
