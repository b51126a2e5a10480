using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>The failures of a user that logs in by token and whose policy cannot be granted.</summary>
internal sealed class IamUserPolicyErrors(IamUserRequest request) : IPolicyErrors
{
    private readonly string _policy = request.Grants!.Policy;

    public HoopException SystemSchema(GrantScope scope) => IamUserErrors.SystemSchema.Error(
                $"The schema '{scope.Schema}' of policy '{_policy}' is the server's own; nothing is granted there.",
                request.UserName, "Mend the policy.");

    public HoopException NoDatabase(string database, string? whyClosed) =>
        IamUserRefusals.NoScope(request, IamUserErrors.DatabaseNotFound,
            $"database '{database}'{(whyClosed is null ? "" : $" that takes connections ({whyClosed})")}");

    public HoopException NoSchema(string database, string schema) =>
        IamUserRefusals.NoScope(request, IamUserErrors.SchemaNotFound, $"schema '{schema}' in database '{database}'");

    public HoopException CannotGrant(string what) => IamUserErrors.CannotGrant.Error(
                $"'{request.Master.Login.UserName}' cannot grant what policy '{_policy}' asks for: {what}.", request.UserName,
            "Log in as who owns these objects, or have their owner grant the role that owns them to this one.");
}
