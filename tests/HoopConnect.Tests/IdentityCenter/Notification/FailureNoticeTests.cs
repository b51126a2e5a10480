using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Notification;

namespace HoopConnect.Tests.IdentityCenter.Notification;

public sealed class FailureNoticeTests
{
    private static readonly DateTime Time = new(2026, 11, 28, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void The_message_says_who_where_why_and_what_to_do()
    {
        var notice = FailureNotice.Of(
            [
                new SyncFailure("jane", "orders (eu-west-1)", "The name is taken by a user that is not ours.", "Rename it."),
                new SyncFailure(null, "payments", "It could not be reached.", null),
            ],
            ["DBA", "Analysts"],
            Time);
        Assert.Equal("HoopConnect: 2 failures in Identity Center sync of DBA, Analysts", notice.Subject);
        Assert.Contains("1. User jane in orders (eu-west-1)\n   Reason: The name is taken", notice.Body, StringComparison.Ordinal);
        Assert.Contains("   To do:  Rename it.\n", notice.Body, StringComparison.Ordinal);
        Assert.Contains("2. Database payments\n", notice.Body, StringComparison.Ordinal);
        Assert.Contains("2026-11-28 03:04:05 UTC", notice.Body, StringComparison.Ordinal);
        Assert.EndsWith("it does what is left.\n", notice.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_ends_no_line_and_no_subject()
    {
        var notice = FailureNotice.Of(
            [new SyncFailure("eve\r\nTo: all", "d\u202Eb", "x\n9. User boss in payroll", "\u001b[2J")],
            ["Müller\r\nBcc: x@example.com"],
            Time);
        Assert.Equal("HoopConnect: 1 failure in Identity Center sync of M?ller??Bcc: x@example.com", notice.Subject);
        Assert.DoesNotContain("\n9. User", notice.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", notice.Body, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', notice.Body);
        Assert.DoesNotContain('\r', notice.Body);
    }

    [Fact]
    public void Many_failures_stay_within_what_SNS_takes_and_the_message_says_how_many_are_left_out()
    {
        var failures = Enumerable
            .Range(0, 5000)
            .Select(number => new SyncFailure($"üser-{number}", "orders", new string('ü', 3000), null));
        var notice = FailureNotice.Of([.. failures], [new string('g', 200)], Time);
        Assert.InRange(notice.Subject.Length, 50, 99);
        Assert.EndsWith("...", notice.Subject, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(notice.Body), 10_000, 262_144);
        Assert.Matches(@"\.\.\. and \d{4} more", notice.Body);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b@c")]
    [InlineData("a @example.com")]
    [InlineData("a\n@example.com")]
    [InlineData("@example.com")]
    public void What_is_no_mailbox_is_refused(string text) =>
        Assert.Equal(
            "IdentityCenter.InvalidNotification", Assert.Throws<HoopException>(() => NotificationTarget.OfEmail(text)).ErrorId);

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:queue")]
    [InlineData("arn:aws:sns:eu-west-1:1111:topic")]
    [InlineData("arn:aws-cn:sns:eu-west-1:111122223333:topic")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:topic.fifo")]
    [InlineData("topic")]
    public void What_is_no_topic_is_refused(string text) =>
        Assert.Equal(
            "IdentityCenter.InvalidNotification", Assert.Throws<HoopException>(() => NotificationTarget.OfTopic(text)).ErrorId);
}
