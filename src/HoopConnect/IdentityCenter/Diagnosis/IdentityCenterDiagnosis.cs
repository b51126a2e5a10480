using HoopConnect.Aws;
using HoopConnect.Aws.IdentityStore;
using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Diagnosis;
using HoopConnect.IdentityCenter.AccessControl;
using HoopConnect.IdentityCenter.Directory;

namespace HoopConnect.IdentityCenter.Diagnosis;

/// <summary>
/// What a login by token hangs on beside the database, where the caller is a user of IAM Identity Center: the name, the groups, the
/// attribute that carries the name into sessions, and what the database made of it. Changes nothing.
/// </summary>
public sealed class IdentityCenterDiagnosis
{
    private readonly IAwsServices _aws;

    private IdentityCenterDiagnosis(IAwsServices aws) => _aws = aws;

    /// <summary>Diagnoses the caller of a session, whose directory is looked for in the session's region.</summary>
    public static IdentityCenterDiagnosis Of(IAwsServices aws)
    {
        ArgumentNullException.ThrowIfNull(aws);
        return new IdentityCenterDiagnosis(aws);
    }

    /// <summary>One row a link; none where the caller is no user of IAM Identity Center. What cannot be asked is unknown.</summary>
    /// <param name="database">The database, for the rows.</param>
    /// <param name="userName">The database user.</param>
    /// <param name="engine">The database's engine.</param>
    /// <param name="administrator">How to connect as who may look at users there; null where nobody can look.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<IReadOnlyList<IamCheck>> RunAsync(
        string database, string userName, IDatabaseEngine engine, ConnectionSettings? administrator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        string ownName;
        try
        {
            if ((await _aws.GetCallerIdentityAsync(cancellationToken)).IdentityCenterUserName is not { } name)
                return [];
            ownName = name;
        }
        catch (HoopException)
        {
            // The link Policy has it.
            return [];
        }

        var directory = IdentityDirectory.Of(_aws);
        IamCheck[] checks =
        [
            OfName(ownName, userName),
            await AskAsync(IamLink.DirectoryGroup, () => OfGroupsAsync(directory, ownName, cancellationToken)),
            await AskAsync(IamLink.NameAttribute, () => OfAttributeAsync(directory, cancellationToken)),
            await AskAsync(IamLink.DatabaseRole, () => OfDatabaseAsync(directory, ownName, engine, administrator, cancellationToken)),
        ];
        return [.. checks.Select(check => check with { Database = database, UserName = userName })];
    }

    private static IamCheck OfName(string ownName, string userName)
    {
        if (ownName == userName)
            return new(IamLink.DirectoryUser, IamOutcome.Passed, $"the session is that of the user '{ownName}' of IAM Identity Center");
        return string.Equals(ownName, userName, StringComparison.OrdinalIgnoreCase)
            ? new(
                IamLink.DirectoryUser, IamOutcome.Failed,
                $"the session is that of '{ownName}' and not of '{userName}': IAM and the database compare the case",
                $"Give -UserName {ownName}, or leave it out.")
            : new(
                IamLink.DirectoryUser, IamOutcome.Unknown,
                $"the session is that of '{ownName}', and a permission set that allows logging in as oneself does not allow '{userName}'",
                $"Leave -UserName out to log in as '{ownName}'.");
    }

    private async Task<IamCheck> OfGroupsAsync(IdentityDirectory directory, string ownName, CancellationToken cancellationToken)
    {
        var storeId = (await directory.GetInstanceAsync(cancellationToken)).IdentityStoreId;
        var store = _aws.IdentityStore(null, _aws.DefaultRegion);
        if (await store.GetUserIdAsync(storeId, ownName, cancellationToken) is not { } userId)
            return new(
                IamLink.DirectoryGroup, IamOutcome.Failed, $"the identity store {storeId} has no user '{ownName}'",
                "Log in again (aws sso login): the user was renamed or removed, or another instance has it (-Region).");
        var names = await NamesAsync(store, storeId, userId, cancellationToken);
        return names.Count > 0
            ? new(
                IamLink.DirectoryGroup, IamOutcome.Passed,
                $"'{ownName}' is in the group(s) {string.Join(", ", names)}: the role is the one that Sync-HoopIdentityCenterGroup maps " +
                    "them to")
            : new(
                IamLink.DirectoryGroup, IamOutcome.Failed,
                $"'{ownName}' is in no group, and Sync-HoopIdentityCenterGroup makes database users for members of groups",
                "Put the user into a group that has a role, and run Sync-HoopIdentityCenterGroup.");
    }

    private async Task<IamCheck> OfDatabaseAsync(
        IdentityDirectory directory, string ownName, IDatabaseEngine engine, ConnectionSettings? administrator,
        CancellationToken cancellationToken)
    {
        const string sync = "Have Sync-HoopIdentityCenterGroup run for this database";
        if (administrator is null)
            return new(
                IamLink.DatabaseRole, IamOutcome.Unknown, "nobody has looked at the user on the server, and at what it may do",
                "Give an administrator's login with -DbCredential.");
        var storeId = (await directory.GetInstanceAsync(cancellationToken)).IdentityStoreId;
        var store = _aws.IdentityStore(null, _aws.DefaultRegion);
        var userId = await store.GetUserIdAsync(storeId, ownName, cancellationToken);
        var user = await engine.IdentityCenterUsers.FindAsync(administrator, userId ?? "", ownName, cancellationToken);
        return user switch
        {
            null => new(IamLink.DatabaseRole, IamOutcome.Failed, $"the server has no user for '{ownName}'", sync + "."),
            { IsOurs: false } => new(
                IamLink.DatabaseRole, IamOutcome.Unknown,
                $"the server has a user '{user.UserName}' that was not made for '{ownName}' of IAM Identity Center: {Has(user)}",
                "Who made it says what it may do; rename or drop it, and " + char.ToLowerInvariant(sync[0]) + sync[1..]
                + ", where the groups shall."),
            { IsLocked: true } => new(
                IamLink.DatabaseRole, IamOutcome.Failed, $"the user '{user.UserName}' of '{ownName}' is kept from logging in", sync + "."),
            _ when user.UserName != ownName => new(
                IamLink.DatabaseRole, IamOutcome.Failed, $"the user of '{ownName}' still has the name '{user.UserName}'", sync + "."),
            { Has.Count: 0 } => new(
                IamLink.DatabaseRole, IamOutcome.Failed, $"the user '{user.UserName}' may do nothing on the server",
                sync + ", with a map that has a group of the user."),
            _ => new(IamLink.DatabaseRole, IamOutcome.Passed, $"the user '{user.UserName}' was made for the person and {Has(user)}"),
        };

        static string Has(PersonUser user) => user.Has.Count == 0 ? "it has nothing" : $"has {FirstFew.Of(user.Has)}";
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(
        IIdentityStoreClient store, string storeId, string userId, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var groupId in store.ListGroupMembershipsForMemberAsync(storeId, userId, cancellationToken))
        {
            var group = await store.DescribeGroupAsync(storeId, groupId, cancellationToken);
            names.Add($"'{group?.DisplayName ?? groupId}'");
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private async Task<IamCheck> OfAttributeAsync(IdentityDirectory directory, CancellationToken cancellationToken)
    {
        var instance = await directory.GetInstanceAsync(cancellationToken);
        var attributes = await _aws
            .SsoAdmin(null, _aws.DefaultRegion)
            .DescribeInstanceAccessControlAttributeConfigurationAsync(instance.InstanceArn, cancellationToken);
        return attributes?.Attributes.FirstOrDefault(NameAttribute.CarriesTheName) is { } attribute
            ? new(
                IamLink.NameAttribute, IamOutcome.Passed,
                $"{instance.InstanceArn} passes the user's name into sessions as the attribute '{attribute.Key}'")
            : new(
                IamLink.NameAttribute, IamOutcome.Failed,
                $"{instance.InstanceArn} does not pass the user's name into sessions, so that aws:PrincipalTag has none",
                "Set it: Get-HoopIamPolicy IdentityCenterAbac -Apply. Sessions have it from the next login on (aws sso login).");
    }

    private static async Task<IamCheck> AskAsync(IamLink link, Func<Task<IamCheck>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HoopException failure)
        {
            return new IamCheck(
                link, IamOutcome.Unknown, failure.Message,
                failure.RecommendedAction ?? "Have somebody look who administers IAM Identity Center.");
        }
    }
}
