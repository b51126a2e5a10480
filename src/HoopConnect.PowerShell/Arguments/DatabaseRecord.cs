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
    private readonly RecordFields _fields = new(read);

    /// <summary>The database; where the object has only an ARN, one that <see cref="IsReference"/> is true of.</summary>
    /// <exception cref="HoopException"><c>Argument.NotADatabase</c>, <c>Discovery.InvalidArn</c>.</exception>
    public RdsDatabase ToDatabase()
    {
        var arn = _fields.Text("Arn") ?? _fields.Text("DBInstanceArn") ?? _fields.Text("DBClusterArn");
        if (
            arn is not null
            && _fields.Text("Identifier") is { } identifier
            && _fields.Text("Engine") is { } engine
            && _fields.Text("Status") is { } status)
            return Full(arn, identifier, engine, status);
        if (arn is not null)
            return Reference(arn);
        if (_fields.Text("HostName") is { } host)
            return Server(host, _fields.Number("Port"), _fields.Text("Engine") ?? EngineOf(_fields.Text("Subtype")));
        // What Grant-HoopNetworkAccess gives.
        if (_fields.Text("DatabaseArn") is { } databaseArn)
            return Reference(databaseArn);
        throw ArgumentErrors.NotADatabase.Error("The object names no database: it has neither an Arn nor a HostName.");
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

    /// <summary>A connection names the engine by its subtype, of which RDS has its own names.</summary>
    private static string EngineOf(string? subtype) => subtype switch
    {
        null => "postgres",
        "mssql" => "sqlserver-se",
        _ => subtype,
    };

    private RdsDatabase Full(string arn, string identifier, string engine, string status) =>
        new()
        {
            AccountId = _fields.Text("AccountId") ?? Reference(arn).AccountId,
            AccountName = _fields.Text("AccountName") ?? "",
            Region = _fields.Text("Region") ?? Reference(arn).Region,
            Identifier = identifier,
            Arn = arn,
            ResourceId = _fields.Text("ResourceId") ?? "",
            Kind = Enum.TryParse<DatabaseKind>(_fields.Text("Kind"), ignoreCase: true, out var kind) ? kind : DatabaseKind.Instance,
            Engine = engine,
            EngineVersion = _fields.Text("EngineVersion") ?? "",
            Status = status,
            HostName = _fields.Text("HostName"),
            Port = _fields.Number("Port"),
            ReaderHostName = _fields.Text("ReaderHostName"),
            CustomHostNames = _fields.List("CustomHostNames"),
            MasterUserName = _fields.Text("MasterUserName") ?? "",
            DatabaseName = _fields.Text("DatabaseName") ?? "",
            VpcId = _fields.Text("VpcId"),
            VpcSecurityGroupIds = _fields.List("VpcSecurityGroupIds"),
            Tags = _fields.Map("Tags"),
            Members = _fields.List("Members"),
            ReplicaOf = _fields.Text("ReplicaOf"),
            MasterUserSecretArn = _fields.Text("MasterUserSecretArn"),
            PendingModifications = _fields.List("PendingModifications"),
            IamDatabaseAuthenticationEnabled = _fields.Flag("IamDatabaseAuthenticationEnabled"),
            PubliclyAccessible = _fields.Flag("PubliclyAccessible"),
            MultiAz = _fields.Flag("MultiAz"),
            Created = _fields["Created"] as DateTime?,
        };

    private static string NameOf(string host) => string.Concat(host.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
