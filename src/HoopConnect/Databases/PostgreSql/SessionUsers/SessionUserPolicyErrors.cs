using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>The failures of a session user whose policy cannot be granted.</summary>
internal sealed class SessionUserPolicyErrors(SessionUserRequest request) : IPolicyErrors
{
    private const string Spelling = "names are case-sensitive, and a database whose name has a dot is spelled with its schema";

    private readonly string _policy = request.Grants.Policy;

    public HoopException SystemSchema(GrantScope scope) =>
        SessionUserErrors.SystemSchema.Error(
            $"The schema '{scope.Schema}' of policy '{_policy}' is the server's own; nothing is granted there.",
            $"{scope.Database}.{scope.Schema}");

    public HoopException NoDatabase(string database, string? whyClosed) =>
        SessionUserErrors.DatabaseNotFound.Error(
            $"The database '{database}' of policy '{_policy}' is not on the server at {request.Granter.Host}:{request.Granter.Port}, "
                + $"or takes no connections{(whyClosed is null ? "" : $" ({whyClosed})")}; nothing was changed.",
            database, $"Mend the policy ({Spelling}), or make the database.");

    public HoopException NoSchema(string database, string schema) =>
        SessionUserErrors.SchemaNotFound.Error(
            $"The schema '{schema}' of policy '{_policy}' is not in database '{database}'; nothing was changed.", $"{database}.{schema}",
            $"Mend the policy ({Spelling}), or make the schema.");

    public HoopException CannotGrant(string what) =>
        SessionUserErrors.CannotGrant.Error(
            $"'{request.Granter.Login.UserName}' cannot grant what policy '{_policy}' asks for: {what}. Nothing was changed.",
            request.UserName,
            "Use a granter that owns these objects, or have their owner's administrator run: GRANT <owner> TO <granter>.");
}
