using System.Collections.Concurrent;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>Reads a server as the granter and makes the plan: one round trip for the server, and at most two for each database.</summary>
internal sealed class SessionUserPlanner(IDatabaseEngine engine, SessionUserRequest request, IHoopHost host, TimeProvider time)
{
    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="passwords">The stored passwords.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<SessionUserChangePlan> PlanAsync(IDatabaseSession session, ISessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        RefuseSystemSchemas();
        var server = await ServerReader.ReadAsync(session, [request.UserName], cancellationToken);
        UnservableServer.Refuse(server, request.Granter);
        RefuseMissingDatabases(server);
        var (change, login) = await SessionUserDifference.CompareAsync(server, request, passwords, cancellationToken);
        var databases = await ReadDatabasesAsync(session, change, cancellationToken);
        var now = ServerTime.FromMicroseconds(server.Now);
        var plan = new Plan($"{request.Granter.Host}:{request.Granter.Port}", "provide session user",
            [.. change.Steps(now, server.HasMembershipOptions), .. databases.SelectMany(database => database.Steps(server.HasMembershipOptions))]);
        return new SessionUserChangePlan(request, plan, engine, time)
        {
            Creates = change.Create,
            SetsPassword = change.Action == SessionUserPasswordAction.Renew,
            Server = server,
            Change = change,
            Login = login,
            Databases = databases,
        };
    }

    private async Task<IReadOnlyList<GrantDifference>> ReadDatabasesAsync(IDatabaseSession maintenance, SessionUserChange change, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, GrantDifference>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(request.Grants.Databases, options, async (database, stop) =>
        {
            if (database == engine.MaintenanceDatabase)
            {
                found[database] = await ReadDatabaseAsync(maintenance, database, change, stop);
                return;
            }

            await using var session = await engine.OpenWaitingAsync(request.Granter with { Database = database }, time, stop);
            found[database] = await ReadDatabaseAsync(session, database, change, stop);
            host.Debug($"Read database {Identifier.Quote(database)}.");
        });
        IReadOnlyList<GrantDifference> grants = [.. request.Grants.Databases.Select(database => found[database])];
        if (grants.SelectMany(database => database.Lacking).ToList() is { Count: > 0 } lacking)
            throw CannotGrant(lacking);
        return grants;
    }

    private async Task<GrantDifference> ReadDatabaseAsync(IDatabaseSession session, string database, SessionUserChange change, CancellationToken cancellationToken)
    {
        var user = await GranteeReader.ReadAsync(session, request.UserName, request.Grants, database, cancellationToken);
        if (user.MissingSchemas is [var missing, ..])
        {
            throw new HoopException("SessionUser.SchemaNotFound", HoopErrorKind.ObjectNotFound, $"The schema '{missing}' of policy '{request.Grants.Policy}' is not in database '{database}'; nothing was changed.")
            {
                Target = $"{database}.{missing}",
                RecommendedAction = "Mend the policy (names are case-sensitive, and a database whose name has a dot is spelled with its schema), or make the schema.",
            };
        }

        // A user that is handed out as it is, is looked at no closer.
        if (change.IsEmpty && user.IsComplete)
            return new GrantDifference(database, [], [], []);
        return GrantComparison.Compare(await DatabaseReader.ReadAsync(session, [request.UserName], [], cancellationToken), request.UserName, request.Grants);
    }

    private void RefuseSystemSchemas()
    {
        foreach (var scope in request.Grants.Scopes.Where(scope => scope.Schema == "information_schema" || scope.Schema.StartsWith("pg_", StringComparison.Ordinal)))
        {
            throw new HoopException("SessionUser.SystemSchema", HoopErrorKind.InvalidArgument, $"The schema '{scope.Schema}' of policy '{request.Grants.Policy}' is the server's own; nothing is granted there.")
            {
                Target = $"{scope.Database}.{scope.Schema}",
            };
        }
    }

    private void RefuseMissingDatabases(ServerReading server)
    {
        foreach (var database in request.Grants.Databases)
        {
            if (server.Databases.FirstOrDefault(present => present.Name == database) is { AllowsConnections: true })
                continue;
            throw new HoopException("SessionUser.DatabaseNotFound", HoopErrorKind.ObjectNotFound,
                $"The database '{database}' of policy '{request.Grants.Policy}' is not on the server at {request.Granter.Host}:{request.Granter.Port}, or takes no connections; nothing was changed.")
            {
                Target = database,
                RecommendedAction = "Mend the policy (names are case-sensitive, and a database whose name has a dot is spelled with its schema), or make the database.",
            };
        }
    }

    private HoopException CannotGrant(List<string> lacking) =>
        new("SessionUser.CannotGrant", HoopErrorKind.PermissionDenied, $"'{request.Granter.Login.UserName}' cannot grant what policy '{request.Grants.Policy}' asks for: {string.Join("; ", lacking.Take(3))}{(lacking.Count > 3 ? $"; and {lacking.Count - 3} more" : "")}. Nothing was changed.")
        {
            Target = request.UserName,
            RecommendedAction = "Use a granter that owns these objects, or have their owner's administrator run: GRANT <owner> TO <granter>.",
        };
}
