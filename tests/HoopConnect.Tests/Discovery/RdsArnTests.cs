using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Discovery;

public class RdsArnTests
{
    [Theory]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db:shop", DatabaseKind.Instance, "shop", "eu-west-1")]
    [InlineData(" arn:aws-cn:rds:cn-north-1:111122223333:cluster:Pay-1 ", DatabaseKind.Cluster, "Pay-1", "cn-north-1")]
    [InlineData("arn:aws-us-gov:rds:us-gov-west-1:111122223333:db:a", DatabaseKind.Instance, "a", "us-gov-west-1")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-0a1b2c3d", DatabaseKind.Proxy, "prx-0a1b2c3d", "eu-west-1")]
    public void An_ARN_says_account_region_kind_and_identifier(string text, DatabaseKind kind, string identifier, string region)
    {
        var arn = RdsArn.Parse(text);

        Assert.Equal((kind, identifier, region, "111122223333"), (arn.Kind, arn.Identifier, arn.Region.Name, arn.AccountId));
        Assert.Equal(text.Trim(), arn.ToString());
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db:shop:1")]
    [InlineData("arn:aws:rds:eu-west-1:1111:db:shop")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:snapshot:shop")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db:")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db:sh op")]
    [InlineData("arn:aws:rds:cn-north-1:111122223333:db:shop")]
    public void Anything_else_is_refused_with_its_value(string text)
    {
        var error = Assert.Throws<HoopException>(() => RdsArn.Parse(text));

        Assert.Equal(("Discovery.InvalidArn", HoopErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }
}
