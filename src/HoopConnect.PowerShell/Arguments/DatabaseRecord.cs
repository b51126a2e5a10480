using System.Collections;
using System.Globalization;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Makes an <see cref="RdsDatabase"/> from an object that only looks like one: one that was serialised (a job, a remote session, a file),
/// a row of a table, or an object of AWS.Tools.
/// </summary>
internal sealed class DatabaseRecord(Func<string, object?> read)
{
    /// <summary>The database; where the object has only an ARN, one that <see cref="IsReference"/> is true of.</summary>
    /// <exception cref="HoopException"><c>Argument.NotADatabase</c>, <c>Discovery.InvalidArn</c>.</exception>
    public RdsDatabase ToDatabase()
    {
        var arn = Text("Arn") ?? Text("DBInstanceArn") ?? Text("DBClusterArn");
        if (arn is not null && Text("Identifier") is { } identifier && Text("Engine") is { } engine && Text("Status") is { } status)
            return Full(arn, identifier, engine, status);
        if (arn is not null)
            return Reference(arn);
        if (Text("HostName") is { } host)
            return Server(host, Number("Port"), Text("Engine") ?? "postgres");
        // What Grant-HoopNetworkAccess gives.
        if (Text("DatabaseArn") is { } databaseArn)
            return Reference(databaseArn);
        throw new HoopException("Argument.NotADatabase", HoopErrorKind.InvalidArgument, "The object names no database: it has neither an Arn nor a HostName.")
        {
            RecommendedAction = "Give an object of Find-HoopRdsInstance, the ARN of a DB instance or DB cluster, or -HostName.",
        };
    }

    /// <summary>A database of which only the ARN is known: the rest is to be looked up.</summary>
    public static RdsDatabase Reference(string arn)
    {
        var parsed = RdsArn.Parse(arn);
        return new RdsDatabase
        {
            AccountId = parsed.AccountId,
            Region = parsed.Region.Name,
            Identifier = parsed.Identifier,
            Arn = parsed.Text,
            ResourceId = "",
            Kind = parsed.Kind,
            Engine = "",
            Status = "",
        };
    }

    /// <summary>True where only the ARN is known.</summary>
    public static bool IsReference(RdsDatabase database) => database.Engine.Length == 0;

    /// <summary>A server that is named by its address and of which RDS is not asked.</summary>
    public static RdsDatabase Server(string host, int port, string engine) =>
        new()
        {
            AccountId = "000000000000",
            Region = "local",
            Identifier = port > 0 ? $"{NameOf(host)}-{port.ToString(CultureInfo.InvariantCulture)}" : NameOf(host),
            Arn = "",
            ResourceId = "",
            Engine = engine,
            Status = "available",
            HostName = host,
            Port = port,
        };

    private RdsDatabase Full(string arn, string identifier, string engine, string status) =>
        new()
        {
            AccountId = Text("AccountId") ?? Reference(arn).AccountId,
            AccountName = Text("AccountName") ?? "",
            Region = Text("Region") ?? Reference(arn).Region,
            Identifier = identifier,
            Arn = arn,
            ResourceId = Text("ResourceId") ?? "",
            Kind = Enum.TryParse<DatabaseKind>(Text("Kind"), ignoreCase: true, out var kind) ? kind : DatabaseKind.Instance,
            Engine = engine,
            EngineVersion = Text("EngineVersion") ?? "",
            Status = status,
            HostName = Text("HostName"),
            Port = Number("Port"),
            ReaderHostName = Text("ReaderHostName"),
            CustomHostNames = List("CustomHostNames"),
            MasterUserName = Text("MasterUserName") ?? "",
            DatabaseName = Text("DatabaseName") ?? "",
            VpcId = Text("VpcId"),
            VpcSecurityGroupIds = List("VpcSecurityGroupIds"),
            Tags = Map("Tags"),
            Members = List("Members"),
            ReplicaOf = Text("ReplicaOf"),
            MasterUserSecretArn = Text("MasterUserSecretArn"),
            PendingModifications = List("PendingModifications"),
            IamDatabaseAuthenticationEnabled = Flag("IamDatabaseAuthenticationEnabled"),
            PubliclyAccessible = Flag("PubliclyAccessible"),
            MultiAz = Flag("MultiAz"),
            Created = read("Created") as DateTime?,
        };

    private string? Text(string name) => System.Convert.ToString(read(name), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private int Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private bool Flag(string name) => bool.TryParse(Text(name), out var flag) && flag;

    private string[] List(string name) =>
        read(name) switch
        {
            string text => text.Length > 0 ? [text] : [],
            IEnumerable several => [.. several.Cast<object?>().Select(one => one?.ToString()).OfType<string>()],
            _ => [],
        };

    private Dictionary<string, string> Map(string name) =>
        read(name) is IDictionary map
            ? map.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => map[key]?.ToString() ?? "", StringComparer.Ordinal)
            : [];

    private static string NameOf(string host) => string.Concat(host.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
