using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What a policy gives a user in its databases: compared, and granted, as for session users.</summary>
internal sealed class PolicyGrants(IDatabaseEngine engine, IamUserRequest request, ServerReading server)
{
    private readonly GrantRequest _wanted = request.Grants!;

    /// <summary>What is to be granted and taken back, database by database.</summary>
    /// <exception cref="HoopException"><c>IamUser.DatabaseNotFound</c>, <c>IamUser.SchemaNotFound</c>, <c>IamUser.CannotGrant</c>.</exception>
    public async Task<IReadOnlyList<GrantDifference>> CompareAsync(CancellationToken cancellationToken)
    {
        var grants = new List<GrantDifference>();
        foreach (var database in _wanted.Databases)
        {
            if (!server.Databases.Any(present => present.Name == database && present.AllowsConnections))
                throw IamUserErrors.NoScope(request, "IamUser.DatabaseNotFound", $"database '{database}'");
            await using var session = await OpenAsync(database, cancellationToken);
            if ((await GranteeReader.ReadAsync(session, request.UserName, _wanted, database, cancellationToken)).MissingSchemas is [var missing, ..])
                throw IamUserErrors.NoScope(request, "IamUser.SchemaNotFound", $"schema '{missing}' in database '{database}'");
            grants.Add(GrantComparison.Compare(await DatabaseReader.ReadAsync(session, [request.UserName], [], cancellationToken), request.UserName, _wanted));
        }

        if (grants.SelectMany(database => database.Lacking).ToList() is { Count: > 0 } lacking)
        {
            throw IamUserErrors.Error("IamUser.CannotGrant", HoopErrorKind.PermissionDenied, request,
                $"'{server.Master}' cannot grant what policy '{_wanted.Policy}' asks for: {string.Join("; ", lacking.Take(3))}{(lacking.Count > 3 ? $"; and {lacking.Count - 3} more" : "")}.",
                "Log in as who owns these objects, or have their owner grant the role that owns them to this one.");
        }

        return grants;
    }

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps(IEnumerable<GrantDifference> grants) => grants.SelectMany(database => database.Steps(server.HasMembershipOptions));

    /// <summary>Each database in one transaction.</summary>
    public async Task ApplyAsync(IEnumerable<GrantDifference> grants, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var database in grants)
        {
            var statements = database.Steps(server.HasMembershipOptions).Select(step => step.Statement).ToList();
            if (statements.Count == 0)
                continue;
            await using var session = await OpenAsync(database.Database, cancellationToken);
            await Retry.ExecuteAsync(session, statements, host, time, cancellationToken);
        }
    }

    /// <summary>What is still not as the policy says.</summary>
    public static IEnumerable<Finding> Findings(IEnumerable<GrantDifference> left) =>
        left.SelectMany(database => database.BeforeJoining.Concat(database.Statements)
            .Select(statement => new Finding(database.Database, "privileges", "Failed", $"was done and does not show: {statement}"))
            .Concat(database.Unfixable.Select(surplus => new Finding(database.Database, "privileges", "Unfixable", $"more than the policy gives, and only who gave it can take it back: {surplus}"))));

    private Task<IDatabaseSession> OpenAsync(string database, CancellationToken cancellationToken) =>
        engine.OpenAsync(request.Master with { Database = database }, cancellationToken);
}
