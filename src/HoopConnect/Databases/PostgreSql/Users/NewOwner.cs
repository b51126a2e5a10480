using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Who gets what the users own: the master, or another role in whose place the master can put itself.</summary>
/// <param name="Name">The role; null for the master.</param>
internal sealed record NewOwner(string? Name)
{
    private static readonly string Query = EmbeddedSql.Read(typeof(NewOwner), "NewOwner");

    /// <summary>As REASSIGN OWNED names it.</summary>
    public string Sql => Name is null ? "CURRENT_USER" : Identifier.Quote(Name);

    /// <summary>The statement that makes the master a member of it; null where it acts for it already.</summary>
    public string? Join { get; init; }

    /// <summary>The statement that ends that, and puts back a membership that was there.</summary>
    public string? Leave { get; init; }

    /// <summary>The steps of <see cref="Join"/>: none or one.</summary>
    public IEnumerable<PlanStep> JoinSteps(string target) =>
        Join is null ? [] : [new PlanStep(target, "join new owner", Join) { Note = "until the end of this transaction" }];

    /// <summary>The steps of <see cref="Leave"/>: none or one.</summary>
    public IEnumerable<PlanStep> LeaveSteps(string target) => Leave is null ? [] : [new PlanStep(target, "leave new owner", Leave)];

    /// <summary>Reads how the master gets at the new owner, who must be able to own things: from 16 on that takes the option SET.</summary>
    /// <exception cref="HoopException"><c>Roles.ReassignToNotFound</c>, <c>Roles.ReassignToNotReachable</c>.</exception>
    public static async Task<NewOwner> ReadAsync(
        IDatabaseSession session, UserRemovalRequest request, ServerReading server, CancellationToken cancellationToken)
    {
        if (request.ReassignTo is not { } name || name == server.Master)
            return new NewOwner((string?)null);
        var rows = request.Users.Any(user => user.UserName == name) ? [] : await session.QueryAsync(Query, [name], cancellationToken);
        if (rows is not [var row])
        {
            throw new HoopException("Roles.ReassignToNotFound", HoopErrorKind.ObjectNotFound,
                $"There is no role '{name}' that could take over what the users own.")
            {
                Target = name,
            };
        }

        var quoted = Identifier.Quote(name);
        if (row[0] is true && row[2] is true)
            return new NewOwner(name);
        if (row[1] is not true)
        {
            throw new HoopException("Roles.ReassignToNotReachable", HoopErrorKind.PermissionDenied,
                $"'{server.Master}' cannot act for the role '{name}', and so cannot give it anything.")
            {
                Target = name,
                RecommendedAction = $"A role with ADMIN on it runs: GRANT {quoted} TO {Identifier.Quote(server.Master)} WITH ADMIN OPTION",
            };
        }

        return new NewOwner(name)
        {
            Join = $"GRANT {quoted} TO CURRENT_USER{(server.HasMembershipOptions ? " WITH INHERIT TRUE, SET TRUE" : "")}",
            Leave = row[3] is bool inherits && row[4] is bool sets
                ? $"GRANT {quoted} TO CURRENT_USER WITH INHERIT {Word(inherits)}, SET {Word(sets)}"
                : $"REVOKE {quoted} FROM CURRENT_USER",
        };
    }

    private static string Word(bool value) => value ? "TRUE" : "FALSE";
}
