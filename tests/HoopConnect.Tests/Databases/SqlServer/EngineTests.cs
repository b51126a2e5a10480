using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer;

namespace HoopConnect.Tests.Databases.SqlServer;

public class EngineTests
{
    [Theory]
    [InlineData("sqlserver-ee")]
    [InlineData("sqlserver-se")]
    [InlineData("sqlserver-ex")]
    [InlineData("sqlserver-web")]
    [InlineData("sqlserver-dev-ee")]
    [InlineData("sqlserver-dev-se")]
    public void Every_edition_that_RDS_has_is_served(string engine) => Assert.IsType<SqlServerEngine>(DatabaseEngines.For(engine));
}
