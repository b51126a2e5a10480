using Amazon.Runtime;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.Tests.PowerShell;

public class ForeignCredentialsTests
{
    [Fact]
    public void Credentials_of_another_SDK_are_asked_each_time()
    {
        var theirs = new Theirs();
        var ours = Assert.IsAssignableFrom<AWSCredentials>(AwsCredentialsArgumentAttribute.From(theirs));
        Assert.Equal("AKID1", ours.GetCredentials().AccessKey);
        Assert.Equal("AKID2", ours.GetCredentials().AccessKey);
    }

    [Fact]
    public void The_wrapper_that_AWS_Tools_keeps_in_the_session_is_opened()
    {
        var ours = ForeignCredentials.TryWrap(new Wrapper());
        Assert.Equal("AKID1", ours!.GetCredentials().AccessKey);
        Assert.Equal("token", ours.GetCredentials().Token);
    }

    [Fact]
    public void What_holds_no_credentials_is_refused() =>
        Assert.Equal(
            "Argument.NotAwsCredentials",
            Assert
                .Throws<HoopConnect.Hosting.HoopException>(() => AwsCredentialsArgumentAttribute.From(new Uri("https://example.com")))
                .ErrorId);

    // The same names as the SDK's, other types: what a module with its own AWSSDK.Core hands over.
    private sealed class Theirs
    {
        private int _asked;

        public TheirKeys GetCredentials() => new("AKID" + ++_asked, "example", "token");
    }

    private sealed record TheirKeys(string AccessKey, string SecretKey, string Token);

    private sealed class Wrapper
    {
        internal Theirs Credentials { get; } = new();
    }
}
