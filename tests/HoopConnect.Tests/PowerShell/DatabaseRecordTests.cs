using System.Collections;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.Tests.PowerShell;

public class DatabaseRecordTests
{
    private const string Arn = "arn:aws:rds:eu-west-1:111122223333:db:orders";

    [Fact]
    public void What_was_serialised_is_the_same_database_again()
    {
        // As Import-Clixml gives it: lists of objects, hashtables, enumerations as their names.
        var database = Read(new()
        {
            ["AccountId"] = "111122223333", ["Region"] = "eu-west-1", ["Identifier"] = "orders", ["Arn"] = Arn, ["ResourceId"] = "db-ABC",
                ["Kind"] = "Cluster",
                ["Engine"] = "aurora-postgresql",
                ["Status"] = "available",
                ["HostName"] = "orders.example",
                ["Port"] = 5432,
            ["VpcSecurityGroupIds"] = new ArrayList { "sg-1", "sg-2" }, ["Tags"] = new Hashtable { ["env"] = "prod" }, ["MultiAz"] = true,
            ["MasterUserName"] = "dba", ["PendingModifications"] = new object[] { "EngineVersion" },
        });
        Assert.Equal(DatabaseKind.Cluster, database.Kind);
        Assert.Equal(["sg-1", "sg-2"], database.VpcSecurityGroupIds);
        Assert.Equal("prod", database.Tags["env"]);
        Assert.Equal(["EngineVersion"], database.PendingModifications);
        Assert.True(database.MultiAz);
        Assert.Equal("dba", database.MasterUserName);
        Assert.False(DatabaseRecord.IsReference(database));
    }

    [Theory]
    [InlineData("Arn")]
    [InlineData("DBInstanceArn")]
    public void An_object_with_no_more_than_an_ARN_is_to_be_looked_up(string property)
    {
        var database = Read(new() { [property] = Arn });
        Assert.True(DatabaseRecord.IsReference(database));
        Assert.Equal(("111122223333", "eu-west-1", "orders"), (database.AccountId, database.Region, database.Identifier));
    }

    [Fact]
    public void A_row_of_text_with_a_host_name_is_a_server()
    {
        var database = Read(new() { ["HostName"] = "db.example", ["Port"] = "6543" });
        Assert.Equal(("db.example", 6543, "postgres", ""), (database.HostName, database.Port, database.Engine, database.Arn));
    }

    [Fact]
    public void A_connection_leads_to_a_server_of_its_own_engine()
    {
        foreach (var engine in DatabaseEngines.All)
        {
            var database = Read(
                new()
                {
                    ["Name"] = "prod-ro",
                    ["Type"] = "database",
                    ["Subtype"] = engine.Family,
                    ["HostName"] = "db.example",
                    ["Port"] = engine.DefaultPort,
                });
            Assert.Same(engine, DatabaseEngines.For(database.Engine));
        }
    }

    [Fact]
    public void Anything_else_is_refused() =>
        Assert.Equal("Argument.NotADatabase", Assert.Throws<HoopException>(() => Read(new() { ["Name"] = "orders" })).ErrorId);

    [Fact]
    public void An_impossible_ARN_is_refused_with_its_text() =>
        Assert.Contains(
            "arn:aws:s3:::bucket",
            Assert.Throws<HoopException>(() => DatabaseRecord.Reference("arn:aws:s3:::bucket")).Message,
            StringComparison.Ordinal);

    private static RdsDatabase Read(Dictionary<string, object?> properties) =>
        new DatabaseRecord(name => properties.GetValueOrDefault(name)).ToDatabase();
}
