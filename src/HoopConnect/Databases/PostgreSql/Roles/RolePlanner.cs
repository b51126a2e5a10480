using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Reads a server and makes the plan: one connection and one round trip for the server, and for each database.</summary>
internal sealed class RolePlanner(IDatabaseEngine engine, RoleRequest request, IHoopHost host, TimeProvider time)
{
    private readonly IReadOnlyList<string> _roleNames = request.Kinds.Select(kind => kind.RoleName()).ToList();

    public async Task<RoleChangePlan> PlanAsync(IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var (server, readings) = await ReadServerAsync(cancellationToken);
        var (roles, refused) = await RoleRefusals.EachAsync(
            request.Kinds, kind => RoleDifference.CompareAsync(server, request, kind, passwords, cancellationToken));
        var served = request with { Kinds = [.. roles.Select(role => role.Kind)] };

        var unread = server.Databases.Where(database => database.WhyClosed is not null)
            .Select(database => database.NotConnectable("; nothing was done in it")).ToList();
        await ReadDatabasesAsync(server, readings, unread, cancellationToken);
        var contract = RoleContract.For(served);
        var differences = readings.Values.Select(reading => DatabaseComparison.Compare(reading, served.Kinds, contract)).ToList();
        return Assemble(served, server, roles, differences, unread) with { Refusals = refused };
    }

    /// <summary>The server and, on the same connection, the maintenance database.</summary>
    private async Task<(ServerReading Server, SortedDictionary<string, DatabaseReading> Readings)> ReadServerAsync(
        CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenWaitingAsync(request.Master with { Database = null }, time, cancellationToken);
        var whole = await ServerReader.ReadAsync(session, _roleNames, cancellationToken);
        UnservableServer.Refuse(whole, request.Master);
        Pooler.Tell(session, host);
        request.Databases.Check([.. whole.Databases.Select(database => database.Name)], request.Master);
        var server = whole.In(request.Databases);
        var readings = new SortedDictionary<string, DatabaseReading>(StringComparer.Ordinal);
        if (whole.Databases.Any(database => database.Name == engine.MaintenanceDatabase))
        {
            var reading = await DatabaseReader.ReadWithSharedAsync(session, _roleNames, cancellationToken);
            readings[engine.MaintenanceDatabase] =
                server.Databases.Any(database => database.Name == engine.MaintenanceDatabase) ? reading : reading.OfServerOnly();
        }

        return (server, readings);
    }

    private async Task ReadDatabasesAsync(
        ServerReading server, SortedDictionary<string, DatabaseReading> readings, List<Finding> unread, CancellationToken cancellationToken)
    {
        var databases = server.Databases.Where(database => database.WhyClosed is null && !readings.ContainsKey(database.Name)).ToList();
        await Throttle.EachAsync(databases, request.ThrottleLimit, async (database, stop) =>
        {
            try
            {
                await using var session = await engine.OpenWaitingAsync(request.Master with { Database = database.Name }, time, stop);
                var reading = await DatabaseReader.ReadAsync(session, _roleNames, stop);
                lock (readings)
                    readings[database.Name] = reading;
                host.Debug($"Read database {Identifier.Quote(database.Name)}.");
            }
            catch (HoopException exception)
            {
                lock (readings)
                    unread.Add(new Finding(database.Name, "database", FindingReasons.Failed, exception.Message));
            }
        }, cancellationToken);
    }

    private RoleChangePlan Assemble(
        RoleRequest served, ServerReading server, IReadOnlyList<RoleChange> compared, List<DatabaseDifference> differences,
        List<Finding> unread)
    {
        var roles = compared.Select(role => role.WithMarkRenewed(differences.Any(difference => difference.IsChanged(role.Kind)))).ToList();
        unread.Sort((one, other) => string.CompareOrdinal(one.Database, other.Database));
        var steps = new List<PlanStep>();
        steps.AddRange(roles.SelectMany(role => role.Steps(server.HasMembershipOptions)));
        steps.AddRange(differences.SelectMany(difference => difference.Steps(served.Kinds, server.HasMembershipOptions)));

        var findings = new Dictionary<RoleKind, IReadOnlyList<Finding>>();
        var states = new Dictionary<RoleKind, RoleState>();
        foreach (var role in roles)
        {
            // For a role that is not there everything is missing: that is said once.
            var mendable = role.Create
                ? role.Mendable
                : [.. role.Mendable, .. differences.SelectMany(difference => difference.Mendable(role.Kind))];
            IReadOnlyList<Finding> lasting =
                [.. role.Lasting, .. unread, .. differences.SelectMany(difference => difference.Lasting[role.Kind])];
            findings[role.Kind] = [.. mendable, .. lasting];
            states[role.Kind] = RolePlan.StateOf(role.Create, lasting, isMended: mendable.Count > 0 || !role.IsEmpty);
        }

        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "provision roles", steps);
        return new RoleChangePlan(served, plan, findings, engine, time)
        {
            States = states,
            Served = [.. differences.Where(difference => !difference.IsOfServerOnly).Select(difference => difference.Database)],
            Server = server,
            Roles = roles,
            Databases = differences,
            Unread = unread,
        };
    }
}
