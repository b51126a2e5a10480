using System.Net.Sockets;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.PostgreSql.Server.Wire;

/// <summary>Windows before 10 (1803), and Wine.</summary>
public class NoUnixSocketsTests
{
    [Fact]
    public async Task A_system_without_them_is_said_to_have_none()
    {
        Assert.SkipWhen(Socket.OSSupportsUnixDomainSockets, "This system has Unix domain sockets.");
        var settings = new ConnectionSettings("127.0.0.1", 1, new DatabaseLogin("nobody", Secret.From("x")));
        var error = await Assert.ThrowsAsync<HoopException>(
            () => new PostgreSqlEngine().OpenAsync(settings, TestContext.Current.CancellationToken));
        Assert.Equal("Database.DriverNotUsable", error.ErrorId);
    }
}
