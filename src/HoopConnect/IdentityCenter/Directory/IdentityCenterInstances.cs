using HoopConnect.Aws;
using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Directory;

/// <summary>Finds the instance of IAM Identity Center that is meant.</summary>
internal static class IdentityCenterInstances
{
    /// <summary>The instance that is named, or the only one there is.</summary>
    /// <param name="admin">Identity Center in the account and region.</param>
    /// <param name="wanted">Its ARN, or the id of its identity store; null for the only one there is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.NoInstance</c>, <c>IdentityCenter.SeveralInstances</c>,
    /// <c>IdentityCenter.InstanceNotFound</c>, AWS errors.</exception>
    public static async Task<SsoInstance> FindAsync(ISsoAdminClient admin, string? wanted, CancellationToken cancellationToken)
    {
        List<SsoInstance> all;
        try
        {
            all = await admin.ListInstancesAsync(cancellationToken).CollectAsync(cancellationToken);
        }
        catch (AwsErrorException denied) when (AwsErrors.AccessDenied.Is(denied) && IsStoreId(wanted))
        {
            // The store is all that its groups and users need; whether it is there, it says itself.
            return new SsoInstance("", wanted!, null, null);
        }

        if (wanted is null)
        {
            return all switch
            {
                [var only] => only,
                [] => throw IdentityCenterErrors.NoInstance.Error(
                    "There is no instance of IAM Identity Center here, or none that the credentials may see."),
                _ => throw IdentityCenterErrors.SeveralInstances.Error(
                    $"There are {all.Count} instances of IAM Identity Center here: {Names(all)}."),
            };
        }

        return all.Find(each => each.InstanceArn == wanted || each.IdentityStoreId == wanted)
            ?? throw IdentityCenterErrors.InstanceNotFound.Error(
                all.Count == 0
                    ? $"There is no instance '{wanted}' of IAM Identity Center here, nor any other."
                    : $"There is no instance '{wanted}' of IAM Identity Center here. There is: {Names(all)}.",
                wanted);
    }

    private static bool IsStoreId(string? wanted) => wanted is not null && !wanted.StartsWith("arn:", StringComparison.Ordinal);

    private static string Names(IEnumerable<SsoInstance> all) =>
        string.Join(", ", all.Select(each =>
            $"{each.InstanceArn} (identity store {each.IdentityStoreId}{(each.Name is null ? "" : $", '{each.Name}'")})"));
}
