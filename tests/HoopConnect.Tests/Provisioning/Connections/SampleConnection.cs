using HoopConnect.Databases.Roles;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.Tests.Provisioning.Connections;

/// <summary>A connection to try things with.</summary>
internal static class SampleConnection
{
    public const string Arn = "arn:aws:rds:eu-west-1:111111111111:db:orders";

    public static Connection Make(string name = "prod-ro", string arn = Arn, string subtype = "postgres") => new()
    {
        Name = name,
        Subtype = subtype,
        HostName = "orders.abc.eu-west-1.rds.amazonaws.com",
        Port = 5432,
        Database = "postgres",
        UserName = "hoop_ro",
        VaultName = "Team",
        SecretName = "HoopConnect-111111111111-eu-west-1-orders-ro",
        DatabaseArn = arn,
        Role = RoleKind.ReadOnly,
        Created = new DateTime(2031, 4, 2, 8, 0, 1, DateTimeKind.Utc),
        Tags = new Dictionary<string, string> { [Connection.DatabaseArnTag] = arn, ["a"] = "b" },
    };
}
