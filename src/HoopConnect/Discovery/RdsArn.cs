using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>
/// The ARN of a DB instance, DB cluster or RDS Proxy (Amazon RDS User Guide, "Amazon Resource Names (ARNs) in Amazon RDS").
/// </summary>
public sealed record RdsArn
{
    private RdsArn(string text, AwsRegion region, string accountId, DatabaseKind kind, string identifier) =>
        (Text, Region, AccountId, Kind, Identifier) = (text, region, accountId, kind, identifier);

    /// <summary>The ARN.</summary>
    public string Text { get; }

    /// <summary>The region.</summary>
    public AwsRegion Region { get; }

    /// <summary>The account (12 digits).</summary>
    public string AccountId { get; }

    /// <summary>Instance, cluster or proxy.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>The DB instance or DB cluster identifier; of a proxy, its resource id (<c>prx-...</c>).</summary>
    public string Identifier { get; }

    /// <summary>
    /// Reads <c>arn:aws:rds:&lt;region&gt;:&lt;account&gt;:db:&lt;identifier&gt;</c>, <c>:cluster:</c> or <c>:db-proxy:</c>, in any
    /// partition.
    /// </summary>
    /// <exception cref="HoopException"><c>Discovery.InvalidArn</c>, <c>Aws.UnknownRegion</c>.</exception>
    public static RdsArn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.Split(':') is not ["arn", var partition, "rds", var regionName, var account, var type, var identifier])
            throw Invalid(text, "it has not the form arn:aws:rds:<region>:<account>:db:<identifier>");
        var region = AwsRegion.Parse(regionName);
        if (region.Partition != partition)
            throw Invalid(text, $"the region {region} is in the partition '{region.Partition}', not in '{partition}'");
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
            throw Invalid(text, $"'{account}' is not an account id of 12 digits");
        if (identifier.Length == 0 || !identifier.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw Invalid(text, $"'{identifier}' is not an identifier");
        var kind = type switch
        {
            "db" => DatabaseKind.Instance,
            "cluster" => DatabaseKind.Cluster,
            "db-proxy" => DatabaseKind.Proxy,
            _ => throw Invalid(text, $"it names a '{type}', not a DB instance (db), DB cluster (cluster) or proxy (db-proxy)"),
        };
        return new RdsArn(trimmed, region, account, kind, identifier);
    }

    /// <summary>The ARN.</summary>
    public override string ToString() => Text;

    private static HoopException Invalid(string text, string why) =>
        DiscoveryErrors.InvalidArn.Error($"'{text}' is not the ARN of a database: {why}.", text);
}
