using System.Text.Json;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Finds or plans who gets what each of some users owns, and refuses who could do more with it than the user could.</summary>
internal static class NewOwnerReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(NewOwnerReader), "NewOwner");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The new owner of each user of the request that is there.</summary>
    /// <exception cref="HoopException">
    /// <c>Roles.ReassignToNotFound</c>, <c>Roles.ReassignToNotReachable</c>, <c>Roles.ReassignToTooPowerful</c>.
    /// </exception>
    public static async Task<IReadOnlyDictionary<string, NewOwner>> ReadAsync(
        IDatabaseSession session, UserRemovalRequest request, ServerReading server, CancellationToken cancellationToken)
    {
        var users = request.Users.Select(user => user.UserName).ToArray();
        if (request.ReassignTo is { } named)
            await RefuseAsync(session, named, users, server, cancellationToken);
        var rows = await session.QueryAsync(Query, [users, request.ReassignTo, NewOwner.Prefix], cancellationToken);
        return rows.Select(row => JsonSerializer.Deserialize<Reading>((string)row[0]!, Json)!).ToDictionary(
            reading => reading.User,
            reading => request.ReassignTo is null ? Ours(reading, server) : Named(reading, server),
            StringComparer.Ordinal);
    }

    /// <summary>What no user decides: the role is there, is none of those that go, and is not who is logged in.</summary>
    private static async Task RefuseAsync(
        IDatabaseSession session, string named, string[] users, ServerReading server, CancellationToken cancellationToken)
    {
        if (named == server.Master)
            throw TooPowerful(named, "it is who is logged in here, whose rights the users' functions and views would run with");
        var found = await session.QueryAsync("SELECT true FROM pg_catalog.pg_roles WHERE rolname = $1", [named], cancellationToken);
        if (found.Count == 0 || users.Contains(named, StringComparer.Ordinal))
            throw RoleErrors.ReassignToNotFound.Error($"There is no role '{named}' that could take over what the users own.", named);
    }

    private static NewOwner Named(Reading reading, ServerReading server)
    {
        if (WhyTooPowerful(reading) is { } why)
            throw TooPowerful(reading.Name, $"{why}, which '{reading.User}' has not");
        return Reach(reading, server) ?? throw RoleErrors.ReassignToNotReachable.Error(
            $"'{server.Master}' cannot act for the role '{reading.Name}', and so cannot give it anything.", reading.Name,
            $"A role with ADMIN on it runs: {WayIn(reading, server)}");
    }

    private static string? WhyTooPowerful(Reading reading) =>
        reading.Attributes is [var attribute, ..] ? $"it has {attribute}"
        : reading.MemberOf is [var role, ..] ? $"it is a member of '{role}'"
        : null;

    private static HoopException TooPowerful(string named, string why) => RoleErrors.ReassignToTooPowerful.Error(
        $"The role '{named}' may not take over what the users own: {why}.", named);

    private static NewOwner Ours(Reading reading, ServerReading server)
    {
        var owner = new NewOwner(reading.Name) { IsOurs = true };
        var mark = NewOwner.Mark(reading.User);
        if (!reading.IsThere)
        {
            return (Reach(reading, server) ?? owner) with
            {
                IsOurs = true,
                Create =
                [
                    $"CREATE ROLE {owner.Sql} NOLOGIN NOINHERIT",
                    $"COMMENT ON ROLE {owner.Sql} IS {Literal.Quote(mark)}",
                ],
            };
        }

        var problem = reading.Comment != mark ? "it does not bear the mark of HoopConnect that it should"
            : reading.Attributes is [var attribute, ..] ? $"it has {attribute}"
            : reading.MemberOf is [var role, ..] ? $"it is a member of {Identifier.Quote(role)}"
            : reading.Members is [var member, ..] ? $"{Identifier.Quote(member)} is a member of it"
            : reading.Privileges > 0 ? "it was given privileges"
            : null;
        if (problem is null && Reach(reading, server) is { } reached)
            return reached with { IsOurs = true };
        return owner with
        {
            Problem = problem is null
                ? $"the role {owner.Sql}, which is to own what it owns, is out of reach; who made it, or a superuser, runs: "
                    + WayIn(reading, server)
                : $"the role {owner.Sql}, which is to own what it owns, is not what it should be: {problem}. "
                    + "Put that right, or name another with -ReassignTo",
        };
    }

    /// <summary>Null where the master cannot put itself in its place: from 16 on that takes ADMIN on it.</summary>
    private static NewOwner? Reach(Reading reading, ServerReading server)
    {
        var owner = new NewOwner(reading.Name);
        if (reading.IsThere && reading.Usable == true && reading.Settable == true)
            return owner;
        if (reading.IsThere && reading.Joinable != true)
            return null;
        return owner with
        {
            Join = $"GRANT {owner.Sql} TO CURRENT_USER{(server.HasMembershipOptions ? " WITH INHERIT TRUE, SET TRUE" : "")}",
            Leave = reading.SelfInherits is { } inherits && reading.SelfSets is { } sets
                ? $"GRANT {owner.Sql} TO CURRENT_USER WITH INHERIT {Word(inherits)}, SET {Word(sets)}"
                : $"REVOKE {owner.Sql} FROM CURRENT_USER",
        };
    }

    private static string WayIn(Reading reading, ServerReading server) =>
        $"GRANT {Identifier.Quote(reading.Name)} TO {Identifier.Quote(server.Master)} WITH ADMIN OPTION";

    private static string Word(bool value) => value ? "TRUE" : "FALSE";

    private sealed record Reading
    {
        public required string User { get; init; }

        public required string Name { get; init; }

        public required bool IsThere { get; init; }

        public string? Comment { get; init; }

        public bool? Usable { get; init; }

        public bool? Joinable { get; init; }

        public bool? Settable { get; init; }

        public bool? SelfInherits { get; init; }

        public bool? SelfSets { get; init; }

        public required IReadOnlyList<string> Attributes { get; init; }

        public required IReadOnlyList<string> MemberOf { get; init; }

        public required IReadOnlyList<string> Members { get; init; }

        public required long Privileges { get; init; }
    }
}
