using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Who may log in to which databases by token.</summary>
internal static class DatabasePolicies
{
    /// <summary>The names of tenants' users and roles: u and 31 characters.</summary>
    public static readonly string TenantName = "u" + new string('?', 31);

    private const string Action = "rds-db:connect";

    public static PolicyStatement Connect(PolicyRequest request) => new("Connect", [Action])
    {
        Resources =
        [
            .. from database in request.Databases.Distinct()
               from user in request.UserNames.Distinct(StringComparer.Ordinal)
               select database.UserArn(PolicyChecks.User(user)),
        ],
    };

    public static PolicyStatement Boundary(PolicyRequest request) => new("Tenants", [Action])
    {
        Resources = [.. request.Databases.Distinct().Select(database => database.PatternArn(TenantName))],
    };

    /// <summary>Everybody as the user of one's own name, on the databases that are named or on all.</summary>
    public static PolicyStatement IdentityCenter(PolicyRequest request, string partition)
    {
        var attribute = request.AttributeName ?? "name";
        // IAM Identity Center User Guide, "Attributes for access control": what the key of a session tag may have.
        if (
            attribute.Length is 0 or > 128
            || !attribute.All(letter => char.IsLetterOrDigit(letter) || " _.:/=+-@".Contains(letter, StringComparison.Ordinal)))
            throw IamPolicyErrors.InvalidAttribute.Error($"'{attribute}' is not the name of an attribute for access control.", attribute);
        var oneself = $"${{aws:PrincipalTag/{attribute}}}";
        var account = request.AccountId is null ? "*" : PolicyChecks.Account(request.AccountId);
        return new PolicyStatement("ConnectAsOneself", [Action])
        {
            Resources = request.Databases.Count > 0
                ? [.. request.Databases.Distinct().Select(database => database.PatternArn(oneself))]
                : [$"arn:{partition}:rds-db:*:{account}:dbuser:*/{oneself}"],
        };
    }
}
