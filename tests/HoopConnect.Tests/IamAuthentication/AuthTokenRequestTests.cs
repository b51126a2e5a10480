using HoopConnect.IamAuthentication;

namespace HoopConnect.Tests.IamAuthentication;

public class AuthTokenRequestTests
{
    [Theory]
    [InlineData("db1.abc.eu-west-1.rds.amazonaws.com", "eu-west-1", null)]
    [InlineData("DB1.ABC.EU-WEST-1.RDS.AMAZONAWS.COM.", null, null)]
    [InlineData("db1.abc.rds.cn-north-1.amazonaws.com.cn", "cn-north-1", null)]
    [InlineData("db1.abc.eu-west-1.rds.amazonaws.com", "us-east-1", "us-east-1")]
    [InlineData("db.corp.example.com", "eu-west-1", "db.corp.example.com")]
    [InlineData("127.0.0.1", "eu-west-1", "127.0.0.1")]
    public void A_token_that_no_server_takes_is_doubted(string host, string? region, string? doubted)
    {
        var doubt = AuthTokenRequest.Create(host, 5432, "app", region).Doubt;
        if (doubted is null)
            Assert.Null(doubt);
        else
            Assert.Contains(doubted, doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dot_of_the_root_is_not_signed() =>
        Assert.Equal("db1.abc.eu-west-1.rds.amazonaws.com",
            AuthTokenRequest.Create("db1.abc.eu-west-1.rds.amazonaws.com.", 5432, "app").Host);
}
