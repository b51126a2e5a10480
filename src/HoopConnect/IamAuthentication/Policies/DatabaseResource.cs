using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// A database as policies name it: <c>arn:&lt;partition&gt;:rds-db:&lt;region&gt;:&lt;account&gt;:dbuser:&lt;resource
/// id&gt;/&lt;user&gt;</c> (Amazon RDS User Guide, "Creating and using an IAM policy for IAM database access").
/// </summary>
public sealed record DatabaseResource
{
    private DatabaseResource(string partition, string region, string accountId, string resourceId) =>
        (Partition, Region, AccountId, ResourceId) = (partition, region, accountId, resourceId);

    /// <summary>The partition of its region.</summary>
    public string Partition { get; }

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The account (12 digits).</summary>
    public string AccountId { get; }

    /// <summary><c>db-...</c> of an instance, <c>cluster-...</c> of a cluster, <c>prx-...</c> of a proxy.</summary>
    public string ResourceId { get; }

    /// <summary>A database as RDS describes it.</summary>
    /// <exception cref="HoopException"><c>Policy.NoIamAuthentication</c>, <c>Policy.InvalidResourceId</c>.</exception>
    public static DatabaseResource Of(RdsDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (
            database.Engine.StartsWith("sqlserver", StringComparison.OrdinalIgnoreCase)
            || database.Engine.StartsWith("oracle", StringComparison.OrdinalIgnoreCase))
        {
            throw IamPolicyErrors.NoIamAuthentication.Error(
                $"'{database.Identifier}' is {database.Engine}, which RDS lets nobody log in to by IAM.", database.Arn);
        }

        return Create(database.Region, database.AccountId, database.ResourceId);
    }

    /// <summary>A database by what names it.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidResourceId</c>, <c>Policy.InvalidAccountId</c>,
    /// <c>Aws.UnknownRegion</c>.</exception>
    public static DatabaseResource Create(string region, string accountId, string resourceId)
    {
        ArgumentNullException.ThrowIfNull(resourceId);
        var dash = resourceId.IndexOf('-', StringComparison.Ordinal);
        if (
            dash < 0
            || resourceId[..dash] is not ("db" or "cluster" or "prx")
            || dash + 1 == resourceId.Length
            || !resourceId[(dash + 1)..].All(char.IsAsciiLetterOrDigit))
        {
            throw IamPolicyErrors.InvalidResourceId.Error(
                $"'{resourceId}' is not the resource id of a database: that is db-..., cluster-... or prx-....", resourceId);
        }

        var parsed = AwsRegion.Parse(region);
        return new DatabaseResource(parsed.Partition, parsed.Name, PolicyChecks.Account(accountId), resourceId);
    }

    /// <summary>The ARN of one of its users.</summary>
    internal string UserArn(string userName) => PatternArn(Literal(userName));

    /// <summary>
    /// A name as it stands in an ARN: what IAM would take for a wildcard is written so that it is not (IAM User Guide, "IAM policy
    /// elements: Variables and tags").
    /// </summary>
    internal static string Literal(string userName) =>
        userName
            .Replace("$", "${$}", StringComparison.Ordinal)
            .Replace("*", "${*}", StringComparison.Ordinal)
            .Replace("?", "${?}", StringComparison.Ordinal);

    /// <summary>The ARN of its users that fit a pattern of IAM.</summary>
    internal string PatternArn(string pattern) => $"arn:{Partition}:rds-db:{Region}:{AccountId}:dbuser:{ResourceId}/{pattern}";
}
