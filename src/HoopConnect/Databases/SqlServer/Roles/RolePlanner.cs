using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Reads a server and makes the plan: one connection for the server and one for each database.</summary>
internal sealed class RolePlanner(RoleRequest request, IHoopHost host)
{
    /// <summary>Reads all, and plans.</summary>
    public async Task<RoleChangePlan> PlanAsync(IRolePasswords passwords, CancellationToken cancellationToken)
    {
        ServerReading server;
        await using (var session = await ConnectionWait.WaitForRoomAsync(
            () => Session.OpenAsync(request.Master with { Database = null }, cancellationToken), request.Master.Timeout,
            TimeProvider.System, cancellationToken))
        {
            server = await ReadServerAsync(session, cancellationToken);
        }

        request.Databases.Check([.. server.Databases.Select(database => database.Name)], request.Master);
        server = server.In(request.Databases);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var readings = await visits.VisitAsync(server.Databases, Reader(server).ReadAsync, cancellationToken);
        var planner = new LoginPlanner(request, server, readings, passwords);
        var (logins, refused) = await RoleRefusals.EachAsync(request.Kinds, kind => planner.PlanAsync(kind, null, cancellationToken));
        return Assemble(server, readings, logins, visits.Unread) with { Refusals = refused };
    }

    /// <summary>Reads the server, and refuses one that cannot be changed.</summary>
    public async Task<ServerReading> ReadServerAsync(Session session, CancellationToken cancellationToken)
    {
        var names = request.Kinds.Select(kind => kind.RoleName()).ToList();
        var logins = new PrincipalQuery(names, [.. names.Select(name => LoginSid.Of(ManagedKind.Role, name))]);
        var server = await ServerReader.ReadAsync(session, logins, cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        return server;
    }

    /// <summary>Reads databases for these roles.</summary>
    public DatabaseReader Reader(ServerReading server)
    {
        var names = request.Kinds.Select(kind => kind.RoleName()).ToList();
        IEnumerable<byte[]> sids = [.. names.Select(name => LoginSid.Of(ManagedKind.Role, name)),
            .. server.Logins.Select(login => login.Sid)];
        return new DatabaseReader(new PrincipalQuery(names, [.. sids]) { Others = FixedRoles.All }, server.IsBabelfish,
            request.AllowedDdlTriggers);
    }

    /// <summary>Plans again what is done to the logins. One that is refused by now is told of; the others go on.</summary>
    /// <param name="server">The server.</param>
    /// <param name="readings">Its databases.</param>
    /// <param name="passwords">What is known of the passwords.</param>
    /// <param name="shown">What was planned and shown before.</param>
    /// <param name="cancellationToken">Stops between the roles.</param>
    public async Task<IReadOnlyList<LoginChange>> PlanLoginsAsync(
        ServerReading server, IReadOnlyList<DatabaseReading> readings, IRolePasswords passwords, IReadOnlyList<LoginChange> shown,
        CancellationToken cancellationToken)
    {
        var planner = new LoginPlanner(request, server, readings, passwords);
        var logins = new List<LoginChange>();
        foreach (var change in shown)
        {
            try
            {
                logins.Add(await planner.PlanAsync(change.Kind, change, cancellationToken));
            }
            catch (HoopException refusal) when (RoleRefusals.IsOfOneRole(refusal))
            {
                logins.Add(new LoginChange(change.Kind, server.Login(change.Kind.RoleName())) { Refusal = refusal });
            }
        }

        return logins;
    }

    private RoleChangePlan Assemble(
        ServerReading server, IReadOnlyList<DatabaseReading> readings, IReadOnlyList<LoginChange> logins, IReadOnlyList<Finding> unread)
    {
        var sids = logins.ToDictionary(login => login.Kind, login => login.Sid);
        var databases = readings.Select(reading => DatabaseDifference.Compare(reading, sids)).ToList();
        List<PlanStep> steps = [.. logins.SelectMany(login => login.Steps()), .. databases.SelectMany(database => database.Steps())];
        var findings = new Dictionary<RoleKind, IReadOnlyList<Finding>>();
        var states = new Dictionary<RoleKind, RoleState>();
        foreach (var login in logins)
        {
            // For a role that is not there everything is missing: that is said by its state.
            List<Finding> mendable = login.Create ? [] :
            [
                .. login.Differences.Where(difference => difference.Statement is not null).Select(difference => difference.Finding),
                .. databases.SelectMany(database => database.Findings(login.Kind, mendable: true)),
            ];
            List<Finding> lasting =
            [
                .. login.Differences.Where(difference => difference.Statement is null).Select(difference => difference.Finding),
                .. unread,
                .. databases.SelectMany(database => database.Findings(login.Kind, mendable: false)),
            ];
            findings[login.Kind] = [.. mendable, .. lasting];
            states[login.Kind] = RolePlan.StateOf(login.Create, lasting, isMended: mendable.Count > 0 || !login.IsEmpty);
        }

        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "provision roles", steps);
        return new RoleChangePlan(request with { Kinds = [.. logins.Select(login => login.Kind)] }, plan, findings)
        {
            Served = [.. databases.Select(database => database.Database)],
            States = states, Server = server, Readings = readings, Logins = logins, Databases = databases, Unread = unread,
        };
    }
}
