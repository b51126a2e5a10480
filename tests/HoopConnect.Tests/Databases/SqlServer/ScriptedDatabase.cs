using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Tests.Databases.SqlServer.Roles;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>What a scripted server says of one database.</summary>
internal sealed class ScriptedDatabase
{
    public string State { get; set; } = "ONLINE";

    public string UserAccess { get; set; } = "MULTI_USER";

    public bool IsReadOnly { get; set; }

    public bool IsStandby { get; set; }

    public bool IsSnapshot { get; set; }

    public string Updateability { get; set; } = "READ_WRITE";

    public bool HasAccess { get; set; } = true;

    public string MasterUser { get; set; } = "dbo";

    /// <summary>Whether the catalogue lists CONNECT (SQL Server does, Babelfish lists no permissions).</summary>
    public bool ListsConnect { get; set; } = true;

    public Dictionary<string, DatabasePrincipal> Principals { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dbo"] = new DatabasePrincipal("dbo", "S", [1], 1, 0),
        ["db_datareader"] = new DatabasePrincipal("db_datareader", "R", [], 0, 0),
        ["db_datawriter"] = new DatabasePrincipal("db_datawriter", "R", [], 0, 0),
        ["db_ddladmin"] = new DatabasePrincipal("db_ddladmin", "R", [], 0, 0),
    };

    public HashSet<(string User, string Role)> Members { get; } = [];

    public List<Permission> Permissions { get; } = [];

    public HashSet<string> Marks { get; } = [];

    public List<OwnedObject> Owned { get; } = [];

    public IEnumerable<string> RolesOf(string user) => Members.Where(member => member.User == user).Select(member => member.Role).Order(StringComparer.Ordinal);
}
