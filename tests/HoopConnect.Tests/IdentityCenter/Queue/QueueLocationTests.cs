using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Queue;

namespace HoopConnect.Tests.IdentityCenter.Queue;

/// <summary>The URLs by which SQS knows queues.</summary>
public class QueueLocationTests
{
    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/111122223333/events", "eu-west-1")]
    [InlineData("https://sqs-fips.us-east-1.amazonaws.com/111122223333/events.fifo", "us-east-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/a_b-c", "cn-north-1")]
    [InlineData("https://eu-west-1.queue.amazonaws.com/111122223333/events", "eu-west-1")]
    [InlineData("http://127.0.0.1:4566/111122223333/events", null)]
    public void The_region_is_the_one_that_the_host_names(string url, string? region) =>
        Assert.Equal(new QueueLocation(url, region), QueueLocation.Parse(url));

    [Theory]
    [InlineData("events")]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:events")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/events")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/1111/events")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/111122223333/events/more")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/111122223333/ev ents")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/111122223333/events?Action=DeleteQueue")]
    [InlineData("https://user:password@sqs.eu-west-1.amazonaws.com/111122223333/events")]
    [InlineData("file:///111122223333/events")]
    public void What_is_no_queue_is_refused(string url) =>
        Assert.Equal("IdentityCenter.InvalidQueue", Assert.Throws<HoopException>(() => QueueLocation.Parse(url)).ErrorId);
}
